#include "server/query/columns/scan_workers.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <set>

namespace oxus::query {
namespace {

TEST(ScanWorkers, RunATaskAtMostOnceOnEachThread) {
  for (const size_t helpers : {0, 1, 3, 7}) {
    ScanWorkers workers(helpers);
    ASSERT_EQ(workers.width(), helpers + 1);
    for (int round = 0; round < 300; ++round) {
      std::array<std::atomic<int>, 8> calls{};
      workers.Run([&calls](size_t thread) { ++calls.at(thread); });
      ASSERT_EQ(calls[0], 1);
      for (size_t thread = 1; thread < calls.size(); ++thread) {
        ASSERT_LE(calls[thread], thread < workers.width() ? 1 : 0);
      }
    }
  }
}

TEST(ScanWorkers, TheCallerIsThreadZero) {
  ScanWorkers workers(2);
  std::thread::id zero;
  workers.Run([&zero](size_t thread) {
    if (thread == 0) zero = std::this_thread::get_id();
  });
  EXPECT_EQ(zero, std::this_thread::get_id());
}

TEST(ScanWorkers, ThreadsWorkAtOnce) {
  ScanWorkers workers(2);
  std::mutex mutex;
  std::condition_variable met;
  size_t here = 0;
  // Each waits for all the others, so that they must run side by side.
  workers.Run([&](size_t) {
    std::unique_lock lock(mutex);
    ++here;
    met.notify_all();
    met.wait(lock, [&] { return here == workers.width(); });
  });
  EXPECT_EQ(here, 3u);
}

TEST(ScanWorkers, ShareOutWorkCompletelyBeforeTheyReturn) {
  ScanWorkers workers(3);
  constexpr size_t kItems = 1'000;
  for (int round = 0; round < 50; ++round) {
    std::vector<int> done(kItems);
    std::atomic<size_t> next{0};
    workers.Run([&](size_t) {
      for (size_t item = next++; item < kItems; item = next++) ++done[item];
    });
    ASSERT_EQ(done, std::vector<int>(kItems, 1));
  }
}

TEST(ScanWorkers, ServeManyCallersAtOnce) {
  ScanWorkers workers(2);
  std::atomic<size_t> failures{0};
  const auto call = [&] {
    for (int round = 0; round < 300; ++round) {
      constexpr size_t kItems = 20;
      std::vector<int> done(kItems);
      std::atomic<size_t> next{0};
      workers.Run([&](size_t) {
        for (size_t item = next++; item < kItems; item = next++) ++done[item];
      });
      if (done != std::vector<int>(kItems, 1)) ++failures;
    }
  };
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) callers.emplace_back(call);
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(failures, 0u);
}

TEST(ScanWorkers, WhileTheyHelpOneOthersWorkAlone) {
  ScanWorkers workers(1);
  workers.Run([&](size_t thread) {
    if (thread != 0) return;
    std::set<size_t> seen;
    std::thread other([&] { workers.Run([&seen](size_t number) { seen.insert(number); }); });
    other.join();
    EXPECT_EQ(seen, std::set<size_t>{0});
  });
}

TEST(ScanWorkers, MayBeMadeAndEndedWithoutWork) {
  for (int round = 0; round < 50; ++round) ScanWorkers workers(4);
}

}  // namespace
}  // namespace oxus::query
