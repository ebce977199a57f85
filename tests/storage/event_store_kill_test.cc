// A child process writes and says what was acknowledged; it is killed at a random moment. What
// it acknowledged must be there after reopening, and nothing in part.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <random>
#include <string>

#include "storage/event_store.h"
#include "tests/support/store_submission.h"
#include "tests/support/temporary_directory.h"

namespace oxus::storage {
namespace {

using ::oxus::test::MakeEvent;
using ::oxus::test::Records;

constexpr int kBatch = 50;

[[noreturn]] void WriteForEver(const std::string& directory, int pipe) {
  StoreOptions options;
  options.directory = directory;
  absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options);
  if (!store.ok()) _exit(1);
  uint64_t next = (*store)->GetStats().last_sequence;
  while (true) {
    Records records;
    for (int i = 0; i < kBatch; ++i) {
      ++next;
      records.AddEvent(MakeEvent(std::to_string(next), 1, std::string(200, 'x')));
    }
    if (!(*store)->Apply(records.inputs(), 0).ok()) _exit(1);
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

void CheckLog(const std::string& directory, uint64_t acked) {
  StoreOptions options;
  options.directory = directory;
  absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options);
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
  Records resend;
  for (uint64_t i = 1; i <= acked; i += 31) {
    resend.AddEvent(MakeEvent(std::to_string(i), 1, std::string(200, 'x')));
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
