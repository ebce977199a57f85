// Columns of a segment that was sealed just now are decoded before a reader asks for them, if
// readers ask for those of the segment before.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "storage/event_store.h"
#include "tests/support/store_submission.h"
#include "tests/support/test_store.h"

namespace oxus::storage {
namespace {

using ::oxus::test::MakeEvent;
using ::oxus::test::TestStore;

constexpr uint32_t kRows = 4;

// Two segments are sealed.
class ForesightTest : public testing::Test {
 protected:
  ForesightTest() {
    for (int segment = 0; segment < 3; ++segment) AddSegment();
    store_.SealAll();
  }

  void AddSegment() {
    for (uint32_t i = 0; i < kRows; ++i) {
      store_.set_received_ms(++received_ms_);
      store_.Add(MakeEvent("event " + std::to_string(received_ms_)));
    }
  }

  // The column of times of receipt, which differs from row to row.
  void Ask(size_t segment) {
    const auto snapshot = store_.TakeSnapshot();
    ASSERT_TRUE(snapshot->parts()[segment].segment->is_sealed());
    ASSERT_TRUE(snapshot->parts()[segment].segment->Load(Column::kReceivedMs).ok());
  }

  uint64_t decoded_bytes() {
    uint64_t bytes = 0;
    const auto stats = store_.GetStats();
    for (const MemoryUse& use : stats.memory) {
      if (use.holder == "column cache") bytes = use.bytes;
    }
    return bytes;
  }

  TestStore store_{nullptr, kRows};
  int64_t received_ms_ = 1'700'000'000'000;
};

TEST_F(ForesightTest, DecodesWhatReadersAskForAgainAndAgain) {
  Ask(1);
  const uint64_t one_column = decoded_bytes();
  ASSERT_GT(one_column, 0u);
  Ask(1);
  AddSegment();
  store_.SealAll();
  EXPECT_EQ(decoded_bytes(), 2 * one_column);
}

TEST_F(ForesightTest, LeavesWhatWasAskedForOnceOrForeseenOnly) {
  Ask(1);
  const uint64_t one_column = decoded_bytes();
  AddSegment();
  store_.SealAll();
  EXPECT_EQ(decoded_bytes(), one_column);
  Ask(2);
  Ask(2);
  AddSegment();
  store_.SealAll();
  EXPECT_EQ(decoded_bytes(), 3 * one_column);
  // Nobody has asked for what was foreseen.
  AddSegment();
  store_.SealAll();
  EXPECT_EQ(decoded_bytes(), 3 * one_column);
}

}  // namespace
}  // namespace oxus::storage
