#include "server/ingest/store_upkeep.h"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"

namespace oxus::ingest {
namespace {

// A store of which only upkeep is used. Maintain and Repair: the steps are told how many calls of
// their kind there were before.
class MaintainedStore final : public storage::EventStore {
 public:
  using Step = std::function<absl::StatusOr<bool>(int before)>;

  explicit MaintainedStore(
      Step step, Step repair = [](int) { return false; })
      : step_(std::move(step)), repair_(std::move(repair)) {}

  absl::StatusOr<bool> Maintain() override { return Do(step_, calls_); }
  absl::StatusOr<bool> Repair() override { return Do(repair_, repair_calls_); }

  std::vector<std::string> TakeRepairs() override {
    const std::lock_guard lock(mutex_);
    return std::exchange(repairs_, {});
  }
  void AddRepair(std::string repair) {
    const std::lock_guard lock(mutex_);
    repairs_.push_back(std::move(repair));
  }

  int calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  int repair_calls() const {
    const std::lock_guard lock(mutex_);
    return repair_calls_;
  }
  // Return when that many calls have ended.
  void WaitForCalls(int count) {
    std::unique_lock lock(mutex_);
    called_.wait(lock, [this, count] { return calls_ >= count; });
  }
  void WaitForRepairCalls(int count) {
    std::unique_lock lock(mutex_);
    called_.wait(lock, [this, count] { return repair_calls_ >= count; });
  }

  absl::StatusOr<std::vector<storage::Applied>> Apply(std::span<const storage::RecordInput>,
                                                      int64_t) override {
    return absl::UnimplementedError("not a store to write to");
  }
  std::unique_ptr<storage::Snapshot> TakeSnapshot() const override { return nullptr; }
  const storage::Dictionary& dictionary() const override { return dictionary_; }
  storage::StoreStats GetStats() const override { return {}; }
  absl::Status health() const override { return absl::OkStatus(); }

 private:
  absl::StatusOr<bool> Do(const Step& step, int& calls) {
    int before = 0;
    {
      const std::lock_guard lock(mutex_);
      before = calls;
    }
    const absl::StatusOr<bool> answer = step(before);
    const std::lock_guard lock(mutex_);
    ++calls;
    called_.notify_all();
    return answer;
  }

  const Step step_;
  const Step repair_;
  const storage::Dictionary dictionary_;
  mutable std::mutex mutex_;
  std::condition_variable called_;
  int calls_ = 0;
  int repair_calls_ = 0;
  std::vector<std::string> repairs_;
};

class StoreUpkeepTest : public ::testing::Test {
 protected:
  const runtime::FakeClock clock_{0};
  std::ostringstream log_;
  const runtime::Logger logger_{{.level = runtime::LogLevel::kInfo},
                                clock_,
                                std::make_shared<spdlog::sinks::ostream_sink_mt>(log_)};
};

TEST_F(StoreUpkeepTest, WorksAtTheStartUntilNothingIsLeft) {
  MaintainedStore store([](int before) { return before < 3; });
  StoreUpkeep upkeep(store, logger_);
  store.WaitForCalls(4);
  upkeep.Stop();
  EXPECT_EQ(store.calls(), 4);
}

TEST_F(StoreUpkeepTest, ItsThreadBeginsAsTold) {
  std::atomic<bool> is_prepared = false;
  MaintainedStore store([&](int) {
    EXPECT_TRUE(is_prepared) << "before any work";
    return false;
  });
  StoreUpkeep upkeep(store, logger_, {.prepare = [&] { is_prepared = true; }});
  store.WaitForCalls(1);
}

TEST_F(StoreUpkeepTest, WorksWheneverItIsWoken) {
  MaintainedStore store([](int) { return false; });
  StoreUpkeep upkeep(store, logger_);
  for (int calls = 1; calls < 100; ++calls) {
    store.WaitForCalls(calls);
    upkeep.Wake();
  }
  store.WaitForCalls(100);
}

TEST_F(StoreUpkeepTest, IsWokenForWhatComesWhileItWorks) {
  absl::Notification working;
  absl::Notification woken;
  MaintainedStore store([&](int before) {
    if (before == 0) {
      working.Notify();
      woken.WaitForNotification();
    }
    return false;
  });
  StoreUpkeep upkeep(store, logger_);
  working.WaitForNotification();
  upkeep.Wake();
  woken.Notify();
  store.WaitForCalls(2);
}

TEST_F(StoreUpkeepTest, TellsOfAFailureOnceAndOfItsEnd) {
  MaintainedStore store([](int before) -> absl::StatusOr<bool> {
    if (before < 2) return absl::ResourceExhaustedError("disk full");
    return false;
  });
  StoreUpkeep upkeep(store, logger_);
  store.WaitForCalls(1);
  upkeep.Wake();
  store.WaitForCalls(2);
  upkeep.Wake();
  store.WaitForCalls(3);
  upkeep.Stop();
  EXPECT_EQ(log_.str(),
            "ts=1970-01-01T00:00:00.000Z level=error msg=\"store upkeep failed\" "
            "cause=\"disk full\"\n"
            "ts=1970-01-01T00:00:00.000Z level=info msg=\"store upkeep works again\"\n");
}

TEST_F(StoreUpkeepTest, LooksByItselfFromTimeToTime) {
  MaintainedStore store([](int) { return false; });
  StoreUpkeep upkeep(store, logger_, {.period = std::chrono::milliseconds(1)});
  store.WaitForCalls(5);
}

TEST_F(StoreUpkeepTest, RepairsAtTheStartAndNotWhenItIsWoken) {
  MaintainedStore store([](int) { return false; }, [](int before) { return before < 2; });
  StoreUpkeep upkeep(store, logger_);
  store.WaitForRepairCalls(3);
  for (int calls = store.calls() + 1; calls < 50; ++calls) {
    upkeep.Wake();
    store.WaitForCalls(calls);
  }
  upkeep.Stop();
  EXPECT_EQ(store.repair_calls(), 3);
}

TEST_F(StoreUpkeepTest, RepairsFromTimeToTimeThoughItIsWokenAllTheTime) {
  StoreUpkeep* woken = nullptr;
  absl::Notification made;
  MaintainedStore store([&](int) {
    made.WaitForNotification();
    woken->Wake();
    return false;
  });
  StoreUpkeep upkeep(store, logger_, {.period = std::chrono::milliseconds(1)});
  woken = &upkeep;
  made.Notify();
  store.WaitForRepairCalls(5);
}

TEST_F(StoreUpkeepTest, ARepairThatFailsIsToldOfOnceWhateverElseIsDone) {
  MaintainedStore store([](int before) { return before % 2 == 0; },
                        [](int) { return absl::UnavailableError("unreadable"); });
  StoreUpkeep upkeep(store, logger_, {.period = std::chrono::milliseconds(1)});
  store.WaitForRepairCalls(5);
  upkeep.Stop();
  EXPECT_EQ(log_.str(),
            "ts=1970-01-01T00:00:00.000Z level=error msg=\"column repair failed\" "
            "cause=unreadable\n");
}

TEST_F(StoreUpkeepTest, TellsWhatWasRepaired) {
  MaintainedStore store([](int) { return false; });
  store.AddRepair("segment 1, header: checksum differs");
  StoreUpkeep upkeep(store, logger_);
  store.WaitForCalls(1);
  upkeep.Stop();
  EXPECT_EQ(log_.str(),
            "ts=1970-01-01T00:00:00.000Z level=warn msg=\"columns were damaged\" "
            "repair=\"segment 1, header: checksum differs\"\n");
}

TEST_F(StoreUpkeepTest, StopsThoughThereIsAlwaysMoreToDo) {
  MaintainedStore store([](int) { return true; });
  StoreUpkeep upkeep(store, logger_);
  store.WaitForCalls(10);
  upkeep.Stop();
  const int calls = store.calls();
  upkeep.Wake();
  upkeep.Stop();
  EXPECT_EQ(store.calls(), calls);
}

}  // namespace
}  // namespace oxus::ingest
