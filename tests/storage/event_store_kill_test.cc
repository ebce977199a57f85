// A child process writes and says what was acknowledged; it is killed at a random moment. What
// it acknowledged must be there after reopening, and nothing in part; in the columns too, of which
// some were sealed and some are made again from the log.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "storage/event_store.h"
#include "tests/storage/sample_rows.h"
#include "tests/support/store_submission.h"
#include "tests/support/temporary_directory.h"

namespace oxus::storage {
namespace {

using ::oxus::test::MakeEvent;
using ::oxus::test::Records;

constexpr int kBatch = 50;

absl::StatusOr<std::unique_ptr<EventStore>> Open(const std::string& directory) {
  StoreOptions options;
  options.directory = directory;
  options.segment_rows = 120;
  options.projection = oxus::test::ProjectSample;
  return EventStore::Open(options);
}

v1::Event EventOf(uint64_t sequence) {
  return MakeEvent(std::to_string(sequence), 1, "as " + std::to_string(sequence % 1000));
}

[[noreturn]] void WriteForEver(const std::string& directory, int pipe) {
  absl::StatusOr<std::unique_ptr<EventStore>> store = Open(directory);
  if (!store.ok()) _exit(1);
  uint64_t next = (*store)->GetStats().last_sequence;
  while (true) {
    Records records;
    for (int i = 0; i < kBatch; ++i) {
      ++next;
      records.AddEvent(EventOf(next));
    }
    if (!(*store)->Apply(records.inputs(), 0).ok()) _exit(1);
    // Two commits in three, so that tails wait now and then.
    if (next / kBatch % 3 != 0 && !(*store)->Maintain().ok()) _exit(1);
    if (write(pipe, &next, sizeof(next)) != sizeof(next)) _exit(1);
  }
}

// Reads acknowledgements until `count` have come, kills the child, and reads the rest.
uint64_t KillAfter(int count, int pipe, pid_t child) {
  uint64_t acked = 0;
  uint64_t value = 0;
  for (int i = 0; i < count && read(pipe, &value, sizeof(value)) == sizeof(value); ++i) {
    acked = value;
  }
  kill(child, SIGKILL);
  while (read(pipe, &value, sizeof(value)) == sizeof(value)) acked = value;
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
  return acked;
}

void CheckColumns(const Snapshot& snapshot) {
  const absl::StatusOr<std::vector<oxus::test::SampleRow>> rows = oxus::test::ReadRows(snapshot);
  ASSERT_TRUE(rows.ok()) << rows.status();
  for (size_t i = 0; i < rows->size(); ++i) {
    ASSERT_EQ((*rows)[i].subject, EventOf(i + 1).summary()) << "sequence " << i + 1;
  }
}

void CheckLog(const std::string& directory, uint64_t acked) {
  absl::StatusOr<std::unique_ptr<EventStore>> store = Open(directory);
  ASSERT_TRUE(store.ok()) << store.status();
  const StoreStats stats = (*store)->GetStats();
  EXPECT_GE(stats.last_sequence, acked);
  EXPECT_EQ(stats.last_sequence % kBatch, 0u) << "a commit is there in part";
  EXPECT_EQ(stats.active_events, stats.last_sequence);
  uint64_t seen = 0;
  const absl::Status scanned = (*store)->TakeSnapshot()->Scan(1, [&](const LogRecord& record) {
    v1::Event event;
    EXPECT_TRUE(event.ParseFromArray(record.body.data(), static_cast<int>(record.body.size())));
    EXPECT_EQ(event.key().external_id(), std::to_string(record.sequence));
    ++seen;
    return true;
  });
  EXPECT_TRUE(scanned.ok()) << scanned;
  EXPECT_EQ(seen, stats.last_sequence);
  CheckColumns(*(*store)->TakeSnapshot());
  Records resend;
  for (uint64_t i = 1; i <= acked; i += 31) {
    resend.AddEvent(EventOf(i));
  }
  const absl::StatusOr<std::vector<Applied>> applied = (*store)->Apply(resend.inputs(), 0);
  ASSERT_TRUE(applied.ok());
  for (const Applied& one : *applied) EXPECT_EQ(one.decision, Decision::kDuplicate);
}

TEST(EventStoreKill, NothingAcknowledgedIsLostAndNothingIsThereTwice) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  oxus::test::TemporaryDirectory directory;
  for (int kill_number = 0; kill_number < 12; ++kill_number) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(ends[0]);
      WriteForEver(directory.path(), ends[1]);
    }
    close(ends[1]);
    const uint64_t acked = KillAfter(1 + static_cast<int>(random() % 200), ends[0], child);
    close(ends[0]);
    CheckLog(directory.path(), acked);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace oxus::storage
