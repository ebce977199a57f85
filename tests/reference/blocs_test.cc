#include "server/reference/blocs.h"

#include <absl/time/civil_time.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "server/reference/actors.h"

namespace oxus::reference {
namespace {

// "CSTO SCO"
std::string Names(BlocSet set) {
  std::string names;
  for (size_t i = 0; i < Blocs().size(); ++i) {
    if ((set >> i & 1) != 0) names += (names.empty() ? "" : " ") + std::string(Blocs()[i]);
  }
  return names;
}

std::string BlocsOn(std::string_view country, absl::CivilDay day) {
  return Names(BlocsWith(country, day - absl::CivilDay(1970, 1, 1)));
}

TEST(BlocsTest, AreTheActorsOfThatTypeInOrder) {
  EXPECT_TRUE(std::is_sorted(Blocs().begin(), Blocs().end()));
  ASSERT_FALSE(Blocs().empty());
  for (const std::string_view bloc : Blocs()) {
    const Actor* const actor = FindActor(bloc);
    ASSERT_NE(actor, nullptr) << bloc;
    EXPECT_EQ(actor->type, "BLOC");
    EXPECT_EQ(Names(BlocOf(bloc)), bloc);
  }
}

TEST(BlocsTest, OthersAreNone) {
  for (const char* const id : {"", "csto", "CST", "CSTO2", "TJK", "ZZZ", "name:csto"}) {
    EXPECT_EQ(BlocOf(id), 0u) << id;
  }
}

TEST(BlocsTest, ACountryIsWithTheBlocsItIsAFullMemberOf) {
  const absl::CivilDay day(2025, 11, 30);
  EXPECT_EQ(BlocsOn("TJ", day), "CSTO SCO");
  EXPECT_EQ(BlocsOn("CN", day), "SCO");
  EXPECT_EQ(BlocsOn("AM", day), "CSTO");
  // Observers.
  EXPECT_EQ(BlocsOn("MN", day), "");
  EXPECT_EQ(BlocsOn("AF", day), "");
  for (const char* const country : {"US", "TJK", "tj", ""}) EXPECT_EQ(BlocsOn(country, day), "");
}

TEST(BlocsTest, FromTheFirstDayToTheDayBeforeTheEnd) {
  EXPECT_EQ(BlocsOn("TJ", absl::CivilDay(1992, 5, 14)), "");
  EXPECT_EQ(BlocsOn("TJ", absl::CivilDay(1992, 5, 15)), "CSTO");
  EXPECT_EQ(BlocsOn("GE", absl::CivilDay(1999, 4, 1)), "CSTO");
  EXPECT_EQ(BlocsOn("GE", absl::CivilDay(1999, 4, 2)), "");
  EXPECT_EQ(BlocsOn("TJ", absl::CivilDay(1900, 1, 1)), "");
  EXPECT_EQ(BlocsOn("TJ", absl::CivilDay(2900, 1, 1)), "CSTO SCO");
}

TEST(BlocsTest, ACountryMayLeaveAndComeBack) {
  EXPECT_EQ(BlocsOn("UZ", absl::CivilDay(1995, 1, 1)), "CSTO");
  EXPECT_EQ(BlocsOn("UZ", absl::CivilDay(2003, 1, 1)), "SCO");
  EXPECT_EQ(BlocsOn("UZ", absl::CivilDay(2006, 8, 15)), "SCO");
  EXPECT_EQ(BlocsOn("UZ", absl::CivilDay(2006, 8, 16)), "CSTO SCO");
  EXPECT_EQ(BlocsOn("UZ", absl::CivilDay(2012, 12, 19)), "SCO");
}

TEST(BlocsTest, AnObserverThatBecomesAMemberIsOneFromThenOn) {
  EXPECT_EQ(BlocsOn("BY", absl::CivilDay(2024, 7, 3)), "CSTO");
  EXPECT_EQ(BlocsOn("BY", absl::CivilDay(2024, 7, 4)), "CSTO SCO");
}

}  // namespace
}  // namespace oxus::reference
