#include "server/query/earlier_matches.h"

#include <gtest/gtest.h>

namespace oxus::query {
namespace {

TEST(EarlierMatchesTest, TellsTheSuccessorWhetherAnyAndTheLastStateMatched) {
  EarlierMatches matches;
  matches.PassOn(5, {.any = true, .last = true});
  matches.PassOn(6, {.any = true, .last = false});
  EXPECT_TRUE(matches.Take(5).last);
  const EarlierMatch match = matches.Take(6);
  EXPECT_TRUE(match.any);
  EXPECT_FALSE(match.last);
  EXPECT_FALSE(matches.Take(7).any);
}

TEST(EarlierMatchesTest, KeepsNothingOfWhatNeverMatchedOrWasTaken) {
  EarlierMatches matches;
  matches.PassOn(5, {.any = false, .last = false});
  EXPECT_EQ(matches.pending(), 0u);
  for (uint64_t sequence = 1; sequence < 1000; ++sequence) {
    EXPECT_EQ(matches.Take(sequence).any, sequence > 1);
    matches.PassOn(sequence + 1, {.any = true, .last = true});
    EXPECT_EQ(matches.pending(), 1u) << "a chain holds one entry, however long";
  }
}

}  // namespace
}  // namespace oxus::query
