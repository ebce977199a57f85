#include "codes/name_fold.h"

#include <gtest/gtest.h>

namespace oxus::codes {
namespace {

TEST(NameFoldTest, FoldCaseJoinsSpellingsThatDifferInCaseBlanksAndComposition) {
  EXPECT_EQ(FoldCase("  KHATLON \t Smugglers "), "khatlon smugglers");
  EXPECT_EQ(FoldCase("ТАДЖИКИСТАН"), "таджикистан");
  EXPECT_EQ(FoldCase("Cafe\u0301"), FoldCase("CAFÉ"));
  EXPECT_EQ(FoldCase("И\u0306ошкар-Ола"), FoldCase("Йошкар-Ола"));
}

TEST(NameFoldTest, FoldCaseKeepsAccents) { EXPECT_NE(FoldCase("café"), FoldCase("cafe")); }

TEST(NameFoldTest, FoldToBaseLeavesPlainLetters) {
  EXPECT_EQ(FoldToBase("Kŭhistoni Badakhshon"), "kuhistoni badakhshon");
  EXPECT_EQ(FoldToBase("Farg‘ona"), "fargona");
  EXPECT_EQ(FoldToBase("P'yongyang-si"), "pyongyang si");
  EXPECT_EQ(FoldToBase("Łódź"), "lodz");
  EXPECT_EQ(FoldToBase("Møre og Romsdal"), "more og romsdal");
  EXPECT_EQ(FoldToBase("Diyarbakır"), "diyarbakir");
  EXPECT_EQ(FoldToBase("Altaj, Respublika"), "altaj respublika");
  EXPECT_EQ(FoldToBase("ХАТЛОН"), "хатлон");
}

TEST(NameFoldTest, BytesThatAreNotUtf8AreKept) {
  EXPECT_EQ(FoldCase("San\x91"
                     "A"),
            "san\x91"
            "a");
}

TEST(NameFoldTest, NothingStaysNothing) {
  EXPECT_EQ(FoldCase(""), "");
  EXPECT_EQ(FoldCase(" \n"), "");
  EXPECT_EQ(FoldToBase("-'-"), "");
}

}  // namespace
}  // namespace oxus::codes
