#include "server/runtime/worker_pool.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"

namespace oxus::runtime {
namespace {

TEST(WorkerPoolTest, OneThreadRunsTasksInTheOrderSubmitted) {
  std::vector<int> ran;
  {
    WorkerPool pool("order", 1, 100);
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(pool.Submit([&ran, i] { ran.push_back(i); }));
    }
  }
  ASSERT_EQ(ran.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(ran[i], i);
}

TEST(WorkerPoolTest, EveryThreadIsPreparedBeforeItsFirstTask) {
  static thread_local bool is_prepared = false;
  std::atomic<int> prepared{0};
  {
    WorkerPool pool("prepare", 3, 100, [] { is_prepared = true; });
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(pool.Submit([&prepared] { prepared += is_prepared ? 1 : 0; }));
    }
  }
  EXPECT_EQ(prepared, 100);
}

TEST(WorkerPoolTest, ThreadsRunTasksAtTheSameTime) {
  WorkerPool pool("parallel", 2, 2);
  absl::Notification first;
  absl::Notification second;
  // Each waits for the other, so both end only when two threads run them.
  ASSERT_TRUE(pool.Submit([&] {
    first.Notify();
    second.WaitForNotification();
  }));
  ASSERT_TRUE(pool.Submit([&] {
    second.Notify();
    first.WaitForNotification();
  }));
  pool.Stop();
}

TEST(WorkerPoolTest, RefusesWhenTheQueueIsFullAndTakesAgainWhenThereIsRoom) {
  WorkerPool pool("full", 1, 2);
  absl::Notification running;
  absl::Notification release;
  std::atomic<int> ran{0};
  ASSERT_TRUE(pool.Submit([&] {
    running.Notify();
    release.WaitForNotification();
  }));
  running.WaitForNotification();
  absl::Notification last_ran;
  EXPECT_TRUE(pool.Submit([&] { ++ran; }));
  EXPECT_TRUE(pool.Submit([&] { last_ran.Notify(); }));
  EXPECT_FALSE(pool.Submit([&] { ran += 100; }));
  release.Notify();
  last_ran.WaitForNotification();
  EXPECT_TRUE(pool.Submit([&] { ++ran; }));
  pool.Stop();
  EXPECT_EQ(ran, 2);
}

TEST(WorkerPoolTest, StopRunsWhatIsQueuedAndTakesNoMore) {
  WorkerPool pool("stop", 2, 1000);
  std::atomic<int> ran{0};
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(pool.Submit([&] { ++ran; }));
  pool.Stop();
  EXPECT_EQ(ran, 1000);
  EXPECT_FALSE(pool.Submit([&] { ++ran; }));
  pool.Stop();
  EXPECT_EQ(ran, 1000);
}

TEST(WorkerPoolTest, ATaskMaySubmitAnother) {
  std::atomic<int> ran{0};
  absl::Notification done;
  WorkerPool pool("chain", 1, 4);
  ASSERT_TRUE(pool.Submit([&] {
    ++ran;
    EXPECT_TRUE(pool.Submit([&] {
      ++ran;
      done.Notify();
    }));
  }));
  done.WaitForNotification();
  EXPECT_EQ(ran, 2);
}

TEST(WorkerPoolTest, ThreadsCarryTheNameOfThePool) {
  std::string name(16, '\0');
  {
    WorkerPool pool("a-rather-long-name", 1, 1);
    absl::Notification done;
    ASSERT_TRUE(pool.Submit([&] {
      // The pool names the thread right after starting it; ask until it has.
      while (name.substr(0, 3) != "a-r") pthread_getname_np(pthread_self(), name.data(), 16);
      done.Notify();
    }));
    done.WaitForNotification();
  }
  EXPECT_STREQ(name.c_str(), "a-rather-lon-0");
}

}  // namespace
}  // namespace oxus::runtime
