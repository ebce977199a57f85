// Readers on other threads while one writer commits: every snapshot is whole and consistent.
#include <gtest/gtest.h>

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
constexpr int kCommits = 400;

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

TEST(EventStoreConcurrency, EverySnapshotIsAWholeState) {
  oxus::test::TemporaryDirectory directory;
  StoreOptions options;
  options.directory = directory.path();
  options.sync = false;
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
        ++checked;
      }
    });
  }
  Write(**store);
  done = true;
  for (std::thread& reader : readers) reader.join();
  CheckSnapshot(**store, 0);
  EXPECT_GT(checked, 0);
}

}  // namespace
}  // namespace oxus::storage
