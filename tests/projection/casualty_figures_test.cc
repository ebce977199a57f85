#include "server/projection/casualty_figures.h"

#include <gtest/gtest.h>

namespace oxus::projection {
namespace {

v1::Count Best(uint32_t best) {
  v1::Count count;
  count.set_best(best);
  return count;
}

TEST(FigureTest, ABestFigureStandsForTheEndsNotGiven) {
  v1::Count count = Best(5);
  count.set_high(9);
  Figure figure;
  figure.Add(count);
  EXPECT_EQ(figure.low, 5);
  EXPECT_EQ(figure.best, 5);
  EXPECT_EQ(figure.high, 9);
}

TEST(FigureTest, WithoutABestFigureOnlyTheEndsGivenAreKnown) {
  v1::Count count;
  count.set_low(2);
  Figure figure;
  figure.Add(count);
  EXPECT_EQ(figure.low, 2);
  EXPECT_EQ(figure.best, std::nullopt);
  EXPECT_EQ(figure.high, std::nullopt);
}

TEST(FigureTest, NothingReportedIsNotZero) {
  Figure figure;
  figure.Add(v1::Count());
  EXPECT_EQ(figure.best, std::nullopt);
  figure.Add(Best(0));
  EXPECT_EQ(figure.best, 0);
}

TEST(CasualtiesOfTest, SumsAllCasualtiesOfAnIncident) {
  v1::Event event;
  *event.mutable_incident()->add_casualties()->mutable_killed() = Best(4'000'000'000);
  *event.mutable_incident()->add_casualties()->mutable_killed() = Best(4'000'000'000);
  EXPECT_EQ(CasualtiesOf(event).killed.best, 8'000'000'000);
  EXPECT_EQ(CasualtiesOf(event).injured.best, std::nullopt);
}

TEST(CasualtiesOfTest, AContactHasNone) {
  v1::Event event;
  event.mutable_contact();
  EXPECT_EQ(CasualtiesOf(event).killed.best, std::nullopt);
}

}  // namespace
}  // namespace oxus::projection
