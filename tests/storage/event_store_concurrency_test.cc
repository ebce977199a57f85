// Readers on other threads while one writer commits and another thread seals segments: every
// snapshot is whole and consistent.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "storage/event_store.h"
#include "tests/support/store_submission.h"
#include "tests/support/temporary_directory.h"

namespace oxus::storage {
namespace {

using ::oxus::test::MakeEvent;
using ::oxus::test::Records;

constexpr int kKeys = 40;
constexpr int kCommits = 1000;

// Each commit revises every key, so at any sequence a commit ends on, all keys are at one
// revision.
void Write(EventStore& store) {
  for (uint32_t revision = 1; revision <= kCommits; ++revision) {
    Records records;
    for (int key = 0; key < kKeys; ++key) {
      records.AddEvent(MakeEvent(std::to_string(key), revision));
    }
    const absl::StatusOr<std::vector<Applied>> applied = store.Apply(records.inputs(), revision);
    ASSERT_TRUE(applied.ok()) << applied.status();
  }
}

void CheckSnapshot(const EventStore& store, uint32_t random) {
  const auto snapshot = store.TakeSnapshot();
  const uint64_t last = snapshot->last_sequence();
  ASSERT_EQ(last % kKeys, 0u) << "a commit is seen in part";
  if (last == 0) return;
  const uint64_t revision = last / kKeys;
  const absl::StatusOr<KeyEntry> entry = snapshot->FindKey("test", std::to_string(random % kKeys));
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->revision, revision);
  EXPECT_LE(entry->latest_sequence, last);
  int visible = 0;
  const uint64_t first = last > 3 * kKeys ? last - 3 * kKeys + 1 : 1;
  const absl::Status scanned = snapshot->Scan(first, [&](const LogRecord& record) {
    EXPECT_EQ(record.superseded_by, record.sequence + kKeys > last ? 0 : record.sequence + kKeys);
    visible += record.superseded_by == 0 ? 1 : 0;
    return true;
  });
  EXPECT_TRUE(scanned.ok()) << scanned;
  EXPECT_EQ(visible, kKeys);
}

// The rows of one part: key k of revision r is at sequence (r - 1) * kKeys + k + 1, and the next
// revision of the key takes its place.
void CheckPart(const SegmentPart& part, const Dictionary& dictionary, uint64_t last) {
  const auto revisions = part.segment->Load(Column::kRevision);
  const auto subjects = part.segment->Load(Column::kSubject);
  ASSERT_TRUE(revisions.ok() && subjects.ok());
  for (uint32_t row = 0; row < part.rows; ++row) {
    const uint64_t revision = (part.first_sequence() + row - 1) / kKeys + 1;
    ASSERT_EQ(IntegerAt(**revisions, row), static_cast<int64_t>(revision));
    const uint32_t code = static_cast<uint32_t>(IntegerAt(**subjects, row));
    ASSERT_EQ(dictionary.Text(DictionaryColumn::kSubject, code), std::to_string(revision));
    ASSERT_EQ(dictionary.Find(DictionaryColumn::kSubject, std::to_string(revision)), code);
  }
  const MarkList& marks = part.segment->marks();
  const uint64_t end = std::min(part.end_sequence(), last > kKeys ? last - kKeys + 1 : 1);
  ASSERT_EQ(marks.CountAt(last), end > part.first_sequence() ? end - part.first_sequence() : 0);
  for (uint32_t i = 0; i < marks.CountAt(last); ++i) {
    ASSERT_EQ(marks[i].by, part.first_sequence() + marks[i].row + kKeys);
  }
}

void CheckParts(const EventStore& store, uint32_t random) {
  const auto snapshot = store.TakeSnapshot();
  const std::span<const SegmentPart> parts = snapshot->parts();
  uint64_t next = 1;
  for (const SegmentPart& part : parts) {
    ASSERT_EQ(part.first_sequence(), next);
    ASSERT_GT(part.rows, 0u);
    next = part.end_sequence();
  }
  ASSERT_EQ(next, snapshot->last_sequence() + 1);
  if (parts.empty()) return;
  const size_t some = random % parts.size();
  CheckPart(parts[some], snapshot->dictionary(), snapshot->last_sequence());
  const size_t newest = parts.size() - 1 - random % std::min<size_t>(parts.size(), 4);
  CheckPart(parts[newest], snapshot->dictionary(), snapshot->last_sequence());
}

TEST(EventStoreConcurrency, EverySnapshotIsAWholeState) {
  oxus::test::TemporaryDirectory directory;
  StoreOptions options;
  options.directory = directory.path();
  options.sync = false;
  options.segment_rows = 90;
  options.column_cache_bytes = 16 << 10;
  options.projection = [](const v1::Event& event, RowDraft& row) {
    row.SetInteger(Column::kRevision, event.key().revision());
    row.SetText(Column::kSubject, std::to_string(event.key().revision()));
  };
  absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options);
  ASSERT_TRUE(store.ok()) << store.status();
  std::atomic<bool> done{false};
  std::atomic<int> checked{0};
  std::vector<std::thread> readers;
  for (uint32_t seed = 1; seed <= 2; ++seed) {
    readers.emplace_back([&, seed] {
      std::mt19937 random(seed);
      while (!done) {
        CheckSnapshot(**store, random());
        CheckParts(**store, random());
        if (::testing::Test::HasFatalFailure()) return;
        ++checked;
      }
    });
  }
  std::thread upkeep([&] {
    while (!done) {
      if (!(*store)->Maintain().value_or(true)) std::this_thread::yield();
      EXPECT_GE((*store)->GetStats().memory.size(), 8u);
    }
  });
  Write(**store);
  done = true;
  for (std::thread& reader : readers) reader.join();
  upkeep.join();
  CheckSnapshot(**store, 0);
  EXPECT_GT(checked, 0);
  EXPECT_GT((*store)->GetStats().segments, 100u);
}

}  // namespace
}  // namespace oxus::storage
