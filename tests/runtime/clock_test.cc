#include "server/runtime/clock.h"

#include <gtest/gtest.h>

namespace oxus::runtime {
namespace {

using std::chrono::milliseconds;

TEST(FakeClockTest, StandsStillUntilAdvancedAndMovesBothTimesTogether) {
  FakeClock clock(1'000);
  const auto start = clock.Steady();
  EXPECT_EQ(clock.NowMs(), 1'000);
  clock.Advance(milliseconds(250));
  EXPECT_EQ(clock.NowMs(), 1'250);
  EXPECT_EQ(clock.Steady() - start, milliseconds(250));
}

TEST(SystemClockTest, TellsAPlausibleTimeThatDoesNotGoBack) {
  const SystemClock clock;
  constexpr int64_t kStartOf2024 = 1'704'067'200'000;
  EXPECT_GT(clock.NowMs(), kStartOf2024);
  const auto first = clock.Steady();
  EXPECT_GE(clock.Steady(), first);
}

}  // namespace
}  // namespace oxus::runtime
