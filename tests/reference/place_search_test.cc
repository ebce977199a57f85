#include "server/reference/place_search.h"

#include <gtest/gtest.h>

namespace oxus::reference {
namespace {

TEST(PlaceSearchTest, FindsTheTextInANameWithoutCaseAndAccents) {
  EXPECT_TRUE(PlaceSearch("khumb").MatchesName("Qal'ai Khumb"));
  EXPECT_TRUE(PlaceSearch("QALAI KHUMB").MatchesName("Qal’ai  Khumb district"));
  EXPECT_TRUE(PlaceSearch("Kuhistoni").MatchesName("Kŭhistoni Badakhshon"));
  EXPECT_TRUE(PlaceSearch("Kŭhistoni").MatchesName("KUHISTONI BADAKHSHON"));
  EXPECT_TRUE(PlaceSearch("ДУШАНБЕ").MatchesName("город Душанбе"));
  EXPECT_FALSE(PlaceSearch("khumb").MatchesName("Dushanbe"));
  EXPECT_FALSE(PlaceSearch("khumb").MatchesName(""));
}

TEST(PlaceSearchTest, AnySpellingOfAPlaceFindsTheOthers) {
  EXPECT_TRUE(PlaceSearch("shodak").MatchesName("Shudki"));
  EXPECT_TRUE(PlaceSearch("Shudki").MatchesName("Shodak village, Vishkharv jamoat"));
  EXPECT_TRUE(PlaceSearch("шодаки").MatchesName("SHUDAK"));
  EXPECT_TRUE(PlaceSearch("shuroobod").MatchesName("Shamsiddin Shohin district"));
  EXPECT_TRUE(PlaceSearch("khatlon").MatchesName("Хатлон"));
  EXPECT_TRUE(PlaceSearch("leninabad").MatchesName("Sughd"));
  EXPECT_TRUE(PlaceSearch("algiers").MatchesName("Alger"));
}

TEST(PlaceSearchTest, OnlyAWholeNameIsASpelling) {
  EXPECT_FALSE(PlaceSearch("shodak").MatchesName("Shudki Bolo"));
  EXPECT_FALSE(PlaceSearch("shodak").MatchesName("Kavo"));
  EXPECT_FALSE(PlaceSearch("khatlon").MatchesName("Shudki"));
}

TEST(PlaceSearchTest, FindsSubdivisionsByCodeAndByAnyName) {
  for (const char* text : {"khatlon", "Хатлон", "TJ-KT", "tj-kt", "khatlon region", "hatlo"}) {
    EXPECT_TRUE(PlaceSearch(text).MatchesAdmin1("TJ-KT")) << text;
  }
  EXPECT_TRUE(PlaceSearch("bayern").MatchesAdmin1("DE-BY"));
  EXPECT_TRUE(PlaceSearch("panjsher").MatchesAdmin1("AF-PAN"));
  EXPECT_FALSE(PlaceSearch("khatlon").MatchesAdmin1("TJ-GB"));
  EXPECT_FALSE(PlaceSearch("TJ").MatchesAdmin1("TJ-KT"));
  EXPECT_FALSE(PlaceSearch("TJ-K").MatchesAdmin1("TJ-KT"));
  EXPECT_FALSE(PlaceSearch("khatlon").MatchesAdmin1(""));
}

TEST(PlaceSearchTest, ACodeThatIsInNoListIsStillFoundByItself) {
  EXPECT_TRUE(PlaceSearch("zz-1").MatchesAdmin1("ZZ-1"));
  EXPECT_FALSE(PlaceSearch("zz-2").MatchesAdmin1("ZZ-1"));
}

TEST(PlaceSearchTest, ATextWithoutALetterFindsNothing) {
  for (const char* text : {"", "  ", "--", "'"}) {
    EXPECT_TRUE(PlaceSearch(text).empty());
    EXPECT_FALSE(PlaceSearch(text).MatchesName("Dushanbe"));
    EXPECT_FALSE(PlaceSearch(text).MatchesName(""));
    EXPECT_FALSE(PlaceSearch(text).MatchesAdmin1("TJ-KT"));
    EXPECT_FALSE(PlaceSearch(text).MatchesAdmin1(""));
  }
  EXPECT_FALSE(PlaceSearch("d").empty());
}

TEST(PlaceSearchTest, BytesThatAreNoTextAreComparedAsTheyAre) {
  EXPECT_TRUE(PlaceSearch("\xff\xfe").MatchesName("a\xff\xfe"));
  EXPECT_FALSE(PlaceSearch("\xff\xfe").MatchesName("a\xff"));
}

}  // namespace
}  // namespace oxus::reference
