#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/filter/filter.h"
#include "tests/filter/debug_string.h"
#include "tests/filter/sample_schema.h"

namespace oxus::filter {
namespace {

// The checked filter, or the message.
std::string Answer(std::string_view text, const Schema& schema = SampleSchema()) {
  const absl::StatusOr<Filter> filter = Filter::Parse(text, schema);
  if (filter.ok()) return DebugString(*filter, schema);
  EXPECT_EQ(filter.status().code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(filter.status().message());
}

struct Case {
  std::string text;
  std::string answer;
};

void ExpectAnswers(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(Answer(c.text), c.answer) << "filter: " << c.text;
}

TEST(FilterCalls, StandWhereATermStands) {
  ExpectAnswers({
      {"undated()", "undated()"},
      {"NOT undated()", "(NOT undated())"},
      {"-undated()", "(NOT undated())"},
      {"(undated())", "undated()"},
      {"killed = 1 OR undated() AND mentions(a)", "(AND (OR killed=1 undated()) mentions(\"a\"))"},
      {"undated() mentions(a) killed = 1", "(AND undated() mentions(\"a\") killed=1)"},
      {"undated()-mentions(a)", "(AND undated() (NOT mentions(\"a\")))"},
  });
}

TEST(FilterCalls, BlanksMeanNothing) {
  const std::string within = "within_km(38.5, 68.75, 40)";
  ExpectAnswers({
      {"within_km(38.5,68.75,40)", within},
      {"within_km ( 38.5 , 68.75\n,40 )", within},
      {"undated ( )", "undated()"},
  });
}

TEST(FilterCalls, ArgumentsTakeTheTypeOfTheParameter) {
  ExpectAnswers({
      {"within_km(1, \"2\", 1e2)", "within_km(1, 2, 100)"},
      {"killed_between(1, 5)", "killed_between(1, 5)"},
      {"stored(2025-11-30, TRUE)", "stored(2025-11-30T00:00:00.000, true)"},
      {"stored(\"2025-11-30T18:45+05:00\", false)", "stored(2025-11-30T13:45:00.000, false)"},
      {"mentions(\"Costa Rica, (west)\")", "mentions(\"costa rica, (west)\")"},
      {"mentions('a \"b\" \\'c\\' \\*')", "mentions(\"a \"b\" 'c' *\")"},
      {"mentions(\"2025\")", "mentions(\"2025\")"},
      {"mentions(AF-TJ)", "mentions(\"af-tj\")"},
      {"mentions(Хорог)", "mentions(\"Хорог\")"},
  });
}

TEST(FilterCalls, ArgumentsMayBeNegative) {
  ExpectAnswers({
      {"within_km(-12.5, 68, 40)", "within_km(-12.5, 68, 40)"},
      {"within_km(12.5,-68,-4e1)", "within_km(12.5, -68, -40)"},
      {"killed_between( -3, -1)", "killed_between(-3, -1)"},
      {"NOT within_km(-1, -2, -3) -killed_between(-3, -1)",
       "(AND (NOT within_km(-1, -2, -3)) (NOT killed_between(-3, -1)))"},
  });
}

TEST(FilterCalls, MinusAfterAParenthesisThatIsNoCallNegates) {
  ExpectAnswers({
      {"(-killed = 1)", "(NOT killed=1)"},
      {"killed = 1 (-score = 2)", "(AND killed=1 (NOT score=2))"},
      {"source = undated (-score = 2)", "(AND source=\"undated\" (NOT score=2))"},
      {"undated() (-score = 2)", "(AND undated() (NOT score=2))"},
      {"NOT (-undated())", "(NOT (NOT undated()))"},
  });
}

TEST(FilterCalls, AFieldAndAFunctionMayShareAName) {
  ExpectAnswers({{"source(ria) OR source = ria", "(OR source(\"ria\") source=\"ria\")"}});
}

TEST(FilterCallMistakes, UnknownNames) {
  ExpectAnswers({
      {"within(1, 2, 3)",
       "at 1: unknown function 'within', expected one of within_km, mentions, killed_between, "
       "stored, undated, source"},
      {"killed = 1 AND withn_km(1, 2, 3)",
       "at 16: unknown function 'withn_km', did you mean 'within_km'?"},
      {"Undated()", "at 1: unknown function 'Undated', did you mean 'undated'?"},
      {"killed(3)",
       "at 1: unknown function 'killed'; it is a field, expected an operator after it"},
      {"mentions = camp", "at 1: unknown field 'mentions'; it is a function, write mentions(text)"},
  });
  EXPECT_EQ(Answer("undated()", Schema{SampleSchema().fields, {}}),
            "at 1: unknown function 'undated', there are none");
  EXPECT_EQ(Answer("killed = 1", Schema{{}, SampleSchema().functions}),
            "at 1: unknown field 'killed', there are none");
}

TEST(FilterCallMistakes, WrongNumberOfArguments) {
  const std::string takes = ": within_km(lat, lon, km) takes 3 arguments";
  ExpectAnswers({
      {"within_km()", "at 11: found ')', expected 'lat'" + takes},
      {"within_km(38, 68)", "at 17: found ')', expected 'km'" + takes},
      {"within_km(38, 68, 40, \"m\")", "at 23: found \"m\", expected ')'" + takes},
      {"mentions()", "at 10: found ')', expected 'text': mentions(text) takes 1 argument"},
      {"undated(now)", "at 9: found 'now', expected ')': undated() takes 0 arguments"},
      {"undated(1, 2, 3, 4, 5, 6, 7, 8)",
       "at 9: found '1', expected ')': undated() takes 0 arguments"},
      {"undated(1, 2, 3, 4, 5, 6, 7, 8, 9)", "at 33: more than 8 arguments"},
  });
}

TEST(FilterCallMistakes, ArgumentsOfAnotherType) {
  ExpectAnswers({
      {"within_km(38, east, 40)",
       "at 15: found 'east', 'lon' of within_km(lat, lon, km) expects a number"},
      {"within_km(38, 68, 1e999)",
       "at 19: found '1e999', 'km' of within_km(lat, lon, km) expects a number of double "
       "precision"},
      {"killed_between(1, 2.5)",
       "at 19: found '2.5', 'high' of killed_between(low, high) expects a whole number"},
      {"stored(2025-11-30, yes)",
       "at 20: found 'yes', 'contested' of stored(since, contested) expects true or false"},
      {"stored(yesterday, true)",
       "at 8: found 'yesterday', expected a time such as \"2025-11-30\" or \"2025-11-30T18:45\""},
      {"mentions(2025)",
       "at 10: found the number 2025, 'text' of mentions(text) expects a text; write \"2025\""},
      {"mentions(\"camp*\")",
       "at 10: found '*', 'text' of mentions(text) takes a text as it is; write \"\\*\" for a star "
       "itself"},
      {"within_km(38, -, 40)",
       "at 15: found '-', 'lon' of within_km(lat, lon, km) expects a number"},
  });
}

TEST(FilterCallMistakes, WhatTheFunctionRefusesIsSaidAtItsName) {
  ExpectAnswers({
      {"killed = 1 AND within_km(91, 0, 1)", "at 16: 91 is no latitude, expected -90 to 90"},
      {"mentions(\"\")", "at 1: an empty text is mentioned everywhere"},
  });
}

TEST(FilterCallMistakes, BrokenStructure) {
  ExpectAnswers({
      {"mentions(", "at 10: found the end, expected a constant as argument"},
      {"mentions(a", "at 11: found the end, expected ',' or the ')' for the '(' at 9"},
      {"mentions(\"a", "at 10: the text that starts here has no closing \""},
      {"within_km(1,", "at 13: found the end, expected a constant as argument"},
      {"within_km(1, )", "at 14: found ')', expected a constant as argument"},
      {"within_km(1,, 2)", "at 13: found ',', expected a constant as argument"},
      {"within_km(1 2 3)",
       "at 13: found '2', expected ',' or the ')' for the '(' at 10; quote a text of several "
       "words"},
      {"mentions(Costa Rica)",
       "at 16: found 'Rica', expected ',' or the ')' for the '(' at 9; quote a text of several "
       "words"},
      {"mentions(OR)", "at 10: found 'OR', expected a constant as argument; quote a text"},
      {"within_km(lat = 38, lon = 68, km = 3)",
       "at 15: found '=', expected ',' or the ')' for the '(' at 10; an argument is a constant "
       "alone"},
      {"mentions(source(a))",
       "at 16: found '(', expected ',' or the ')' for the '(' at 9; an argument is a constant "
       "alone"},
      {"mentions((a))", "at 10: found '(', expected a constant as argument"},
      {"undated() = true",
       "at 11: found '=' after the call of 'undated', which is a condition by itself; expected "
       "AND, OR or the end"},
      {"undated())", "at 10: found ')' without a '('"},
      {"undated(), mentions(a)", "at 10: found ',', write AND or OR between terms"},
      {"\"undated\"()",
       "at 1: found \"undated\", expected a field without quotes, a function, NOT or '('"},
  });
}

TEST(FilterCallMatching, RowsAnswerCalls) {
  const SampleRow row({{"killed", {int64_t{5}}},
                       {"tag", {std::string("border camp")}},
                       {"contested", {true}},
                       {"received", {int64_t{1'764'499'500'000}}},  // 2025-11-30T10:45
                       {"point", {38.5, -68.0}}});
  const auto matches = [&](std::string_view text) {
    return Filter::Parse(text, SampleSchema()).value().Matches(row);
  };
  for (const char* text :
       {"within_km(38, -68, 0.5)", "mentions(CAMP)", "killed_between(5, 5)", "undated()",
        "stored(\"2025-11-30T15:45+05:00\", true)", "NOT mentions(china)",
        "killed_between(6, 7) OR mentions(camp)", "killed = 5 AND within_km(38.5, -68, 0)"}) {
    EXPECT_TRUE(matches(text)) << text;
  }
  for (const char* text :
       {"within_km(38, 68, 0.5)", "mentions(china)", "killed_between(6, 7)", "NOT undated()",
        "stored(\"2025-11-30T15:46+05:00\", true)", "stored(2025-11-30, false)",
        "killed_between(5, 6) AND mentions(china)"}) {
    EXPECT_FALSE(matches(text)) << text;
  }
}

TEST(FilterCallMatching, ARowThatKnowsNoFunctionsHoldsForNone) {
  class Bare : public Row {
    void Read(size_t, std::vector<Value>&) const override {}
  };
  const Filter filter = Filter::Parse("undated()", SampleSchema()).value();
  EXPECT_FALSE(filter.Matches(Bare()));
}

TEST(FilterCallMatching, TheRowSeesTheArgumentsAsTheCheckLeftThem) {
  Schema schema;
  schema.functions.push_back(
      {"border", {{"pair", ValueType::kText}}, "", [](std::vector<Value>& arguments) {
         arguments[0] = std::string("AF-TJ");
         return std::optional<std::string>();
       }});
  const Filter filter = Filter::Parse("border(tj-af)", schema).value();
  EXPECT_THAT(filter.root()->arguments, testing::ElementsAre(Value(std::string("AF-TJ"))));
}

}  // namespace
}  // namespace oxus::filter
