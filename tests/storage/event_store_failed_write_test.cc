// A write that the file system refuses: a child process lowers its file size limit under an open
// store, so that the write-ahead log cannot grow. What the child saw comes back as its exit code.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "storage/event_store.h"
#include "tests/support/store_submission.h"
#include "tests/support/temporary_directory.h"

namespace oxus::storage {
namespace {

using ::oxus::test::MakeEvent;
using ::oxus::test::Records;

constexpr int kAcknowledged = 100;

enum ChildResult {
  kAsPromised = 0,
  kDidNotOpen,
  kGoodWriteFailed,
  kBadWriteSucceeded,
  kStayedWritable,
  kReadsStopped,
  kCountedTheFailedWrite,
};

absl::Status WriteOne(EventStore& store, int number, size_t summary_bytes) {
  Records records;
  records.AddEvent(MakeEvent(std::to_string(number), 1, std::string(summary_bytes, 'x')));
  return store.Apply(records.inputs(), 0).status();
}

ChildResult FailAWrite(const std::string& directory) {
  StoreOptions options;
  options.directory = directory;
  absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options);
  if (!store.ok()) return kDidNotOpen;
  for (int i = 0; i < kAcknowledged; ++i) {
    if (!WriteOne(**store, i, 100).ok()) return kGoodWriteFailed;
  }
  // Without the handler the signal would end the process before write() can report EFBIG.
  signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{64 << 10, 64 << 10};
  setrlimit(RLIMIT_FSIZE, &limit);
  if (WriteOne(**store, kAcknowledged, 200 << 10).code() != absl::StatusCode::kUnavailable) {
    return kBadWriteSucceeded;
  }
  // Small enough to fit, but the store no longer writes.
  if ((*store)->health().ok() || WriteOne(**store, kAcknowledged + 1, 1).ok()) {
    return kStayedWritable;
  }
  int seen = 0;
  const absl::Status scanned =
      (*store)->TakeSnapshot()->Scan(1, [&](const LogRecord&) { return ++seen > 0; });
  if (!scanned.ok() || seen != kAcknowledged) return kReadsStopped;
  if ((*store)->GetStats().active_events != kAcknowledged) return kCountedTheFailedWrite;
  return kAsPromised;
}

TEST(EventStoreFailedWrite, EndsWritingKeepsReadingAndLosesNothing) {
  test::TemporaryDirectory directory;
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) _exit(FailAWrite(directory.path()));
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), kAsPromised);

  StoreOptions options;
  options.directory = directory.path();
  absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_GE((*store)->GetStats().last_sequence, static_cast<uint64_t>(kAcknowledged));
  // The producer sends again what was not acknowledged; identity decides.
  EXPECT_TRUE(WriteOne(**store, kAcknowledged, 200 << 10).ok());
  EXPECT_EQ((*store)->GetStats().active_events, static_cast<uint64_t>(kAcknowledged + 1));
}

}  // namespace
}  // namespace oxus::storage
