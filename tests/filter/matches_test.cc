#include <chrono>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/filter/filter.h"
#include "tests/filter/sample_schema.h"

namespace oxus::filter {
namespace {

int64_t TimeMs(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0,
               int ms = 0) {
  const std::chrono::sys_days days{std::chrono::year(year) / std::chrono::month(month) /
                                   std::chrono::day(day)};
  const int64_t seconds =
      days.time_since_epoch().count() * 86'400 + hour * 3600 + minute * 60 + second;
  return seconds * 1000 + ms;
}

// An attack on the night of 2025-11-30; no field `received`, two tactics, three tags.
SampleRow Attack() {
  return SampleRow({
      {"kind", {std::string("INCIDENT")}},
      {"tactic", {std::string("DRONE"), std::string("GRENADE")}},
      {"country", {std::string("TJ")}},
      {"source", {std::string("Asia-Plus (Душанбе)")}},
      {"tag", {std::string("border"), std::string("china"), std::string("")}},
      {"killed", {int64_t{5}}},
      {"score", {-9.5}},
      {"contested", {false}},
      {"occurred", {TimeMs(2025, 11, 30, 18, 45, 30, 500)}},
  });
}

bool Matches(std::string_view text, const Row& row) {
  const absl::StatusOr<Filter> filter = Filter::Parse(text, SampleSchema());
  EXPECT_TRUE(filter.ok()) << text << ": " << filter.status();
  return filter.ok() && filter->Matches(row);
}

void ExpectOnAttack(bool matches, const std::vector<std::string>& filters) {
  for (const std::string& text : filters) EXPECT_EQ(Matches(text, Attack()), matches) << text;
}

TEST(FilterMatches, AFilterWithoutTermsMatchesEveryRow) {
  EXPECT_TRUE(Filter().Matches(SampleRow({})));
  EXPECT_TRUE(Matches("  ", SampleRow({})));
}

TEST(FilterMatches, Structure) {
  ExpectOnAttack(true, {
                           "kind = INCIDENT AND killed = 5",
                           "killed = 1 OR killed = 5",
                           "NOT killed = 1",
                           "killed = 5 killed > 4",
                           "killed = 5 AND killed = 6 OR country = TJ",
                           "-killed = 1 AND -(killed = 2 OR killed = 3)",
                       });
  ExpectOnAttack(false, {
                            "kind = INCIDENT AND killed = 6",
                            "killed = 1 OR killed = 2",
                            "NOT killed = 5",
                            "country = TJ OR killed = 5 AND killed = 6",
                        });
}

TEST(FilterMatches, Numbers) {
  ExpectOnAttack(true, {"killed < 6", "killed <= 5", "killed > 4", "killed >= 5", "killed != 4",
                        "score < -9", "score = -9.5", "score >= -9.5", "score > -10"});
  ExpectOnAttack(false, {"killed < 5", "killed <= 4", "killed > 5", "killed >= 6", "killed != 5",
                         "score < -9.5", "score = -9", "score != -9.5"});
}

TEST(FilterMatches, TextEqualityIsExactAndOrderIsByByte) {
  ExpectOnAttack(
      true, {"country = tj", "source = \"Asia-Plus (Душанбе)\"", "source > Asia", "source < asia"});
  ExpectOnAttack(false,
                 {"source = \"asia-plus (Душанбе)\"", "source = Asia-Plus", "country != TJ"});
}

TEST(FilterMatches, StarsMatchPartsOfAText) {
  ExpectOnAttack(true, {"source = \"Asia*\"", "source = \"*(Душанбе)\"", "source = \"*Plus*\"",
                        "source = \"*\"", "source != \"asia*\"", "country = \"T*\""});
  ExpectOnAttack(false, {"source = \"asia*\"", "source = \"*Plus\"", "source = \"*plus*\"",
                         "source != \"*Plus*\"", "country = \"t*\"", R"(source = "Asia\*")"});
}

TEST(FilterMatches, HasContainsWithAsciiLettersInEitherCase) {
  ExpectOnAttack(true, {"source:PLUS", "source:\"asia-plus (\"", "source:Душ", "country:j"});
  ExpectOnAttack(false, {"source:душ", "source:Asia_Plus", "country:tjk"});
}

TEST(FilterMatches, AFieldWithSeveralValuesHoldsIfAnyDoes) {
  ExpectOnAttack(
      true, {"tactic = DRONE", "tactic:grenade", "tactic = DRONE AND tactic = GRENADE",
             "tag = china", "tag:chin", "tag = \"b*\"", "tag = \"\"", "tag > china OR tag < c"});
  ExpectOnAttack(false, {"tactic:firearm", "tag:iran", "tag = chin"});
}

TEST(FilterMatches, OrderedWordsAreComparedInTheOrderOfTheList) {
  const SampleRow near({{"precision", {std::string("NEAR")}}});
  EXPECT_TRUE(Matches("precision <= NEAR AND precision < ADMIN2 AND precision > EXACT", near));
  EXPECT_FALSE(Matches("precision < NEAR OR precision > NEAR OR precision >= ADMIN2", near));
}

TEST(FilterMatches, WhatIsNotKnownIsNeitherBelowNorAbove) {
  for (const SampleRow& row :
       {SampleRow({{"precision", {std::string("UNKNOWN")}}}), SampleRow({})}) {
    EXPECT_FALSE(Matches("precision <= COUNTRY OR precision > COUNTRY", row));
    EXPECT_TRUE(Matches("NOT precision <= COUNTRY", row));
  }
}

TEST(FilterMatches, OneOfSeveralOrderedWordsIsEnough) {
  const SampleRow row({{"precision", {std::string("COUNTRY"), std::string("UNKNOWN")}}});
  EXPECT_TRUE(Matches("precision > NEAR", row));
  EXPECT_FALSE(Matches("precision < COUNTRY", row));
}

TEST(FilterMatches, NotEqualMeansNoneIsEqual) {
  ExpectOnAttack(true, {"tactic != FIREARM", "tag != iran", "tag != \"i*\""});
  ExpectOnAttack(false, {"tactic != DRONE", "tactic != GRENADE", "tag != china", "tag != \"c*\""});
}

TEST(FilterMatches, AnAbsentFieldSatisfiesNotEqualOnly) {
  const SampleRow empty({});
  for (const char* text : {"killed = 0", "killed < 1", "killed >= 0", "killed:*", "source:a",
                           "source = \"*\"", "source = \"\"", "contested = false",
                           "occurred = 2025-11-30", "occurred < 2030-01-01", "kind:INCIDENT"}) {
    EXPECT_FALSE(Matches(text, empty)) << text;
  }
  for (const char* text : {"killed != 0", "source != \"*\"", "contested != true",
                           "occurred != 2025-11-30", "NOT killed:*", "NOT killed > 1"}) {
    EXPECT_TRUE(Matches(text, empty)) << text;
  }
}

TEST(FilterMatches, PresenceAsksForAnyValue) {
  ExpectOnAttack(true, {"killed:*", "tag:*", "contested:*", "NOT received:*", "-received : *"});
  ExpectOnAttack(false, {"received:*", "NOT killed:*"});
}

TEST(FilterMatches, Booleans) {
  ExpectOnAttack(true, {"contested = false", "contested != true", "contested:false"});
  ExpectOnAttack(false, {"contested = true", "contested != false"});
}

TEST(FilterMatches, ADateStandsForTheWholeDay) {
  ExpectOnAttack(true,
                 {"occurred = 2025-11-30", "occurred <= 2025-11-30", "occurred >= 2025-11-30",
                  "occurred > 2025-11-29", "occurred < 2025-12-01", "occurred != 2025-12-01"});
  ExpectOnAttack(false,
                 {"occurred > 2025-11-30", "occurred < 2025-11-30", "occurred != 2025-11-30",
                  "occurred = 2025-11-29", "occurred = 2025-12-01", "occurred <= 2025-11-29"});
}

TEST(FilterMatches, ADayStartsAtMidnightAndEndsBeforeTheNext) {
  const SampleRow midnight({{"occurred", {TimeMs(2025, 11, 30)}}});
  const SampleRow last({{"occurred", {TimeMs(2025, 11, 30, 23, 59, 59, 999)}}});
  const SampleRow next({{"occurred", {TimeMs(2025, 12, 1)}}});
  EXPECT_TRUE(Matches("occurred = 2025-11-30", midnight));
  EXPECT_TRUE(Matches("occurred = 2025-11-30", last));
  EXPECT_FALSE(Matches("occurred = 2025-11-30", next));
  EXPECT_FALSE(Matches("occurred > 2025-11-30", last));
  EXPECT_TRUE(Matches("occurred > 2025-11-30", next));
  EXPECT_TRUE(Matches("occurred <= 2025-11-30", last));
  EXPECT_FALSE(Matches("occurred <= 2025-11-30", next));
}

TEST(FilterMatches, AMinuteOrSecondStandsForItself) {
  ExpectOnAttack(true, {"occurred = \"2025-11-30T18:45\"", "occurred <= \"2025-11-30T18:45\"",
                        "occurred = \"2025-11-30T18:45:30\"", "occurred > \"2025-11-30T18:44\"",
                        "occurred = \"2025-11-30T18:45:30.5\""});
  ExpectOnAttack(false, {"occurred = \"2025-11-30T18:46\"", "occurred > \"2025-11-30T18:45\"",
                         "occurred = \"2025-11-30T18:45:30.501\""});
}

TEST(FilterMatches, UtcFieldsCompareInstants) {
  const SampleRow row({{"received", {TimeMs(2025, 11, 30, 13, 45)}}});
  EXPECT_TRUE(Matches("received = \"2025-11-30T18:45+05:00\"", row));
  EXPECT_TRUE(Matches("received = \"2025-11-30T13:45Z\"", row));
  EXPECT_FALSE(Matches("received = \"2025-11-30T18:45\"", row));
}

TEST(FilterMatches, AValueOfAnotherTypeSatisfiesNotEqualOnly) {
  const SampleRow row({{"killed", {std::string("5")}},
                       {"occurred", {std::string("2025-11-30")}},
                       {"source", {int64_t{5}}}});
  for (const char* text :
       {"killed = 5", "killed < 6", "killed > 4", "occurred = 2025-11-30", "occurred < 2030-01-01",
        "source = \"5\"", "source:\"5\"", "source = \"5*\""}) {
    EXPECT_FALSE(Matches(text, row)) << text;
  }
  EXPECT_TRUE(Matches("killed != 5 AND occurred != 2025-11-30 AND source != \"5\"", row));
}

TEST(FilterMatches, AFilterOutlivesItsTextAndSchema) {
  Filter filter;
  {
    const Schema schema = SampleSchema();
    const std::string text = "source = \"Asia*\" AND kind = incident";
    filter = Filter::Parse(text, schema).value();
  }
  const Filter copy = filter;
  EXPECT_TRUE(copy.Matches(Attack()));
}

}  // namespace
}  // namespace oxus::filter
