#include "server/filter/term.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/filter/sample_schema.h"

namespace oxus::filter {
namespace {

bool SatisfiesTerm(const Value& value, std::string_view text) {
  const absl::StatusOr<Filter> filter = Filter::Parse(text, SampleSchema());
  EXPECT_TRUE(filter.ok()) << text << ": " << filter.status();
  return filter.ok() && Satisfies(value, *filter->root());
}

Value Text(std::string text) { return text; }

TEST(FilterTerm, AnOrderedWordIsComparedByItsPlaceInTheList) {
  EXPECT_TRUE(SatisfiesTerm(Text("EXACT"), "precision <= NEAR"));
  EXPECT_TRUE(SatisfiesTerm(Text("NEAR"), "precision <= NEAR"));
  EXPECT_FALSE(SatisfiesTerm(Text("ADMIN2"), "precision <= NEAR"));
  EXPECT_FALSE(SatisfiesTerm(Text("NEAR"), "precision < NEAR"));
  // By letters ADMIN2 comes before NEAR.
  EXPECT_TRUE(SatisfiesTerm(Text("ADMIN2"), "precision > NEAR"));
  EXPECT_TRUE(SatisfiesTerm(Text("COUNTRY"), "precision >= COUNTRY"));
  EXPECT_FALSE(SatisfiesTerm(Text("NEAR"), "precision > NEAR"));
}

TEST(FilterTerm, AWordWithoutAPlaceInTheOrderSatisfiesNoComparison) {
  for (const char* word : {"UNKNOWN", "MOVING", "", "of a newer version"}) {
    for (const char* op : {"<", "<=", ">", ">="}) {
      for (const char* constant : {"EXACT", "NEAR", "ADMIN2", "COUNTRY"}) {
        const std::string term = std::string("precision ") + op + " " + constant;
        EXPECT_FALSE(SatisfiesTerm(Text(word), term)) << word << ": " << term;
      }
    }
  }
  EXPECT_TRUE(SatisfiesTerm(Text("UNKNOWN"), "precision = UNKNOWN"));
}

TEST(FilterTerm, AComparisonThatNoWordPassesIsFalse) {
  for (const char* word : {"EXACT", "COUNTRY", "UNKNOWN"}) {
    EXPECT_FALSE(SatisfiesTerm(Text(word), "precision < EXACT"));
    EXPECT_FALSE(SatisfiesTerm(Text(word), "precision > COUNTRY"));
  }
}

TEST(FilterTerm, AValueOfAnotherTypeSatisfiesNoComparisonOfWords) {
  EXPECT_FALSE(SatisfiesTerm(int64_t{1}, "precision <= COUNTRY"));
  EXPECT_FALSE(SatisfiesTerm(true, "precision <= COUNTRY"));
}

TEST(FilterTerm, ForNotEqualTheAnswerIsWhetherTheValueIsEqual) {
  EXPECT_TRUE(SatisfiesTerm(int64_t{5}, "killed != 5"));
  EXPECT_FALSE(SatisfiesTerm(int64_t{4}, "killed != 5"));
  EXPECT_TRUE(SatisfiesTerm(Text("NEAR"), "precision != NEAR"));
  EXPECT_TRUE(SatisfiesTerm(Text("camp"), "tag != \"c*\""));
}

TEST(FilterTerm, EveryValueIsPresent) {
  EXPECT_TRUE(SatisfiesTerm(int64_t{0}, "killed:*"));
  EXPECT_TRUE(SatisfiesTerm(Text(""), "tag:*"));
  EXPECT_TRUE(SatisfiesTerm(Text("UNKNOWN"), "precision:*"));
}

TEST(FilterTerm, WholeNumbersAndNumbersCompare) {
  EXPECT_TRUE(SatisfiesTerm(int64_t{5}, "score < 5.5"));
  EXPECT_TRUE(SatisfiesTerm(5.0, "killed = 5"));
}

}  // namespace
}  // namespace oxus::filter
