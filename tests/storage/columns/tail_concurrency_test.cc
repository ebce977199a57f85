#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "storage/columns/sealed_segment.h"
#include "storage/columns/tail.h"

namespace oxus::storage {
namespace {

constexpr uint32_t kRows = 20'000;
// Columns that begin late are touched while readers look.
constexpr uint32_t kLate = 7'000;

void WriteRow(Tail& tail, uint32_t row) {
  RowDraft draft(nullptr);
  draft.SetInteger(Column::kScore, row * 3);
  if (row % 3 == 0) draft.SetReal(Column::kLat, row / 4.0);
  for (uint32_t i = 0; i < row % 3; ++i) {
    draft.AddElement(List::kTactic);
    draft.SetInteger(Column::kTactic, row + i);
  }
  if (row >= kLate) {
    draft.SetInteger(Column::kAmount, row);
    draft.AddElement(List::kLink);
    draft.SetInteger(Column::kLinkKind, row);
  }
  tail.Append({.received_ms = 1000 + row}, draft.cells());
}

void ExpectZone(const Tail& tail, Column column, bool any_set, int64_t max) {
  const Zone zone = tail.zone(column);
  if (!any_set) return;
  ASSERT_TRUE(zone.any_set);
  ASSERT_GE(zone.max, max);
}

void ExpectRow(const Tail& tail, uint32_t row) {
  ASSERT_EQ(IntegerAt(**tail.Load(Column::kScore), row), row * 3);
  ASSERT_EQ(IntegerAt(**tail.Load(Column::kReceivedMs), row), 1000 + row);
  const auto lat = *tail.Load(Column::kLat);
  ASSERT_EQ(IsSet(*lat, row), row % 3 == 0);
  if (row % 3 == 0) {
    ASSERT_EQ(RealAt(*lat, row), row / 4.0);
  }
  ASSERT_EQ(IsSet(**tail.Load(Column::kAmount), row), row >= kLate);

  const auto tactics = *tail.LoadShape(List::kTactic);
  const uint32_t begin = tactics->offsets[row];
  ASSERT_EQ(tactics->offsets[row + 1] - begin, row % 3);
  for (uint32_t i = 0; i < row % 3; ++i) {
    ASSERT_EQ(IntegerAt(**tail.Load(Column::kTactic), begin + i), row + i);
  }
  const auto links = *tail.LoadShape(List::kLink);
  ASSERT_FALSE(links->is_flat);
  ASSERT_EQ(links->offsets[row + 1] - links->offsets[row], row >= kLate ? 1u : 0u);
}

TEST(TailConcurrency, ReadersSeeEveryRowOfTheirSnapshotWhileItGrows) {
  Tail tail(1, kRows);
  std::atomic<uint32_t> published{0};
  const auto read = [&] {
    uint32_t before = 0;
    while (before < kRows) {
      const uint32_t rows = published.load(std::memory_order_acquire);
      if (rows == before) continue;
      ExpectZone(tail, Column::kScore, true, (rows - 1) * 3);
      ExpectZone(tail, Column::kAmount, rows > kLate, rows - 1);
      ASSERT_FALSE(tail.zone(Column::kReceivedMs).any_set && rows == 0);
      if (rows > 1) {
        ASSERT_TRUE(tail.zone(Column::kLat).any_absent);
      }
      for (uint32_t row = before; row < rows; ++row) {
        ExpectRow(tail, row);
        if (testing::Test::HasFatalFailure()) return;
      }
      before = rows;
    }
  };
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 2; ++reader) readers.emplace_back(read);
  for (uint32_t row = 0; row < kRows; ++row) {
    WriteRow(tail, row);
    published.store(row + 1, std::memory_order_release);
  }
  for (std::thread& reader : readers) reader.join();
}

TEST(TailConcurrency, APrefixIsSealedWhileItGrows) {
  Tail tail(1, kRows);
  for (uint32_t row = 0; row < kRows / 2; ++row) WriteRow(tail, row);
  EncodedSegment during;
  std::thread sealer([&] { during = EncodeSegment(tail, kRows / 2); });
  for (uint32_t row = kRows / 2; row < kRows; ++row) WriteRow(tail, row);
  sealer.join();
  const EncodedSegment after = EncodeSegment(tail, kRows / 2);
  EXPECT_EQ(during.blocks, after.blocks);
}

}  // namespace
}  // namespace oxus::storage
