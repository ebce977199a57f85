// Power that is cut at any call to the disk, and calls that the disk refuses: what was acknowledged
// is there afterwards, whole, and nothing else is. What a disk of its own does is not shown: its
// cache, or blocks of one file written in another order than they were sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "storage/event_store.h"
#include "tests/storage/sample_rows.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/store_submission.h"
#include "tests/support/temporary_directory.h"

namespace oxus::storage {
namespace {

using ::oxus::test::FaultyDisk;
using ::oxus::test::MakeEvent;
using ::oxus::test::Records;

// More by hand: OXUS_TEST_POWER_CUTS=500.
int Cuts() {
  const char* const text = std::getenv("OXUS_TEST_POWER_CUTS");
  return text == nullptr ? 40 : std::atoi(text);
}

v1::Event EventOf(uint64_t sequence) {
  return MakeEvent(std::to_string(sequence), 1, "as " + std::to_string(sequence % 1000));
}

class PowerTest : public ::testing::Test {
 protected:
  PowerTest() : seed_(std::random_device()()), random_(seed_), disk_(directory_.File("data")) {
    options_.directory = directory_.File("data");
    options_.segment_rows = 20;
    options_.projection = oxus::test::ProjectSample;
    options_.env = disk_.env();
  }

  uint32_t Below(uint32_t bound) { return static_cast<uint32_t>(random_() % bound); }

  // Up to `commits`, until the store takes no more.
  void Write(int commits) {
    auto store = EventStore::Open(options_);
    if (!store.ok()) return;
    uint64_t next = (*store)->GetStats().last_sequence;
    ASSERT_GE(next, acked_);
    for (int i = 0; i < commits; ++i) {
      Records records;
      for (uint32_t count = 1 + Below(8); count > 0; --count) records.AddEvent(EventOf(++next));
      if (!(*store)->Apply(records.inputs(), 0).ok()) {
        // Nothing gets through after it.
        EXPECT_FALSE((*store)->health().ok());
        EXPECT_FALSE((*store)->Apply(records.inputs(), 0).ok());
        return;
      }
      acked_ = next;
      if (Below(3) == 0) (*store)->Maintain().status().IgnoreError();
      if (Below(4) == 0) (*store)->RaiseAckFloor().IgnoreError();
    }
  }

  // What is there is a run of events from the first, all that was acknowledged among them, and its
  // columns say the same.
  void Check() {
    const auto store = EventStore::Open(options_);
    ASSERT_TRUE(store.ok()) << store.status();
    const StoreStats stats = (*store)->GetStats();
    ASSERT_GE(stats.last_sequence, acked_);
    EXPECT_EQ(stats.active_events, stats.last_sequence);
    uint64_t seen = 0;
    const auto snapshot = (*store)->TakeSnapshot();
    const absl::Status scanned = snapshot->Scan(1, [&](const LogRecord& record) {
      EXPECT_EQ(record.body, EventOf(++seen).SerializeAsString());
      return true;
    });
    ASSERT_TRUE(scanned.ok()) << scanned;
    EXPECT_EQ(seen, stats.last_sequence);
    const auto rows = oxus::test::ReadRows(*snapshot);
    ASSERT_TRUE(rows.ok()) << rows.status();
    ASSERT_EQ(rows->size(), seen);
    for (size_t i = 0; i < rows->size(); ++i) {
      ASSERT_EQ((*rows)[i].subject, EventOf(i + 1).summary()) << "sequence " << i + 1;
    }
    Records again;
    for (uint64_t i = 1; i <= seen; i += 7) again.AddEvent(EventOf(i));
    const auto applied = (*store)->Apply(again.inputs(), 0);
    ASSERT_TRUE(applied.ok()) << applied.status();
    for (const Applied& one : *applied) EXPECT_EQ(one.decision, Decision::kDuplicate);
  }

  // Calls to the disk that a start and some commits take.
  uint64_t CallsOfARun(int commits) {
    const uint64_t before = disk_.calls();
    Write(commits);
    return disk_.calls() - before;
  }

  const uint32_t seed_;
  std::mt19937 random_;
  oxus::test::TemporaryDirectory directory_;
  FaultyDisk disk_;
  StoreOptions options_;
  // The last sequence that was.
  uint64_t acked_ = 0;
};

TEST_F(PowerTest, NothingAcknowledgedIsLostWhenPowerIsCut) {
  SCOPED_TRACE("seed " + std::to_string(seed_));
  const auto calls = static_cast<uint32_t>(CallsOfARun(30));
  for (int cut = 0; cut < Cuts(); ++cut) {
    SCOPED_TRACE("cut " + std::to_string(cut));
    disk_.StopAt(1 + Below(calls));
    ASSERT_NO_FATAL_FAILURE(Write(30));
    disk_.LosePower(random_());
    ASSERT_NO_FATAL_FAILURE(Check());
  }
  std::cout << "cuts=" << Cuts() << " acked=" << acked_ << " lost=0\n";
}

// The test can fail: unsynced, much of it is gone.
TEST_F(PowerTest, WithoutSyncsItIsLost) {
  options_.sync = false;
  int lost = 0;
  for (int cut = 0; cut < 20; ++cut) {
    acked_ = 0;
    oxus::test::TemporaryDirectory directory;
    FaultyDisk disk(directory.File("data"));
    options_.directory = directory.File("data");
    options_.env = disk.env();
    Write(20);
    disk.LosePower(random_());
    const auto store = EventStore::Open(options_);
    lost += !store.ok() || (*store)->GetStats().last_sequence < acked_;
  }
  EXPECT_GT(lost, 0);
  std::cout << "unsynced: cuts=20 lost=" << lost << "\n";
}

TEST_F(PowerTest, NoCallThatTheDiskRefusesLosesWhatWasAcknowledged) {
  SCOPED_TRACE("seed " + std::to_string(seed_));
  constexpr int kCommits = 12;
  int refused = 0;
  for (uint64_t call = 1;; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    disk_.FailCall(call);
    ASSERT_NO_FATAL_FAILURE(Write(kCommits));
    const bool has_failed = disk_.has_failed();
    // A sync that failed may have lost what it was for.
    disk_.LosePower(random_());
    ASSERT_NO_FATAL_FAILURE(Check());
    if (!has_failed) break;
    ++refused;
  }
  EXPECT_GT(refused, kCommits);
  std::cout << "refused=" << refused << " acked=" << acked_ << " lost=0\n";
}

}  // namespace
}  // namespace oxus::storage
