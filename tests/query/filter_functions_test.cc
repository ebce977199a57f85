#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/filter/filter.h"
#include "server/query/field_table.h"
#include "server/query/fields/functions.h"

namespace oxus::query {
namespace {

using filter::Value;
using ::testing::HasSubstr;

const filter::Function& FunctionOf(FilterFunction function) {
  return FieldSchema().functions.at(static_cast<size_t>(function));
}

std::string Refusal(const std::string& text) {
  return std::string(filter::Filter::Parse(text, FieldSchema()).status().message());
}

TEST(FilterFunctionsTest, StandInTheOrderOfTheirNumbers) {
  EXPECT_EQ(FunctionOf(FilterFunction::kWithinBox).name, "within_box");
  EXPECT_EQ(FunctionOf(FilterFunction::kWithinKm).name, "within_km");
  EXPECT_EQ(FunctionOf(FilterFunction::kBorderWithin).name, "border_within");
  EXPECT_EQ(FunctionOf(FilterFunction::kGraded).name, "graded");
  EXPECT_EQ(FunctionOf(FilterFunction::kPlace).name, "place");
  EXPECT_EQ(FunctionOf(FilterFunction::kActor).name, "actor");
  EXPECT_EQ(FieldSchema().functions.size(), 6u);
  for (const auto& function : FieldSchema().functions) {
    EXPECT_FALSE(function.description.empty()) << function.name;
  }
}

TEST(FilterFunctionsTest, TakeWhatHasAMeaning) {
  for (const char* text :
       {"within_box(36.5, 67, 41, 75.2)", "within_box(-90, -180, 90, 180)",
        "within_box(36, 170, 41, -170)", "within_box(36, 67, 36, 67)", "within_km(38.5, 68.8, 50)",
        "within_km(-90, 180, 20000)", "within_km(0, 0, 0.001)", "border_within(AF-TJ, 25)",
        "border_within(\"tjk-afg\", 20000)", "graded(C3)", "graded(\"a1\")", "graded(E5)",
        "place(\"хатлон\")", "actor(taliban)"}) {
    EXPECT_EQ(Refusal(text), "") << text;
  }
}

TEST(FilterFunctionsTest, RefuseTheRestAndSayWhy) {
  const struct {
    const char* text;
    const char* reason;
  } cases[] = {
      {"within_box(-91, 0, 0, 0)", "south -91 is not on the globe, expected -90 to 90"},
      {"within_box(0, -181, 0, 0)", "west -181 is not on the globe, expected -180 to 180"},
      {"within_box(0, 0, 90.5, 0)", "north 90.5 is not"},
      {"within_box(0, 0, 0, 181)", "east 181 is not"},
      {"within_box(41, 67, 36, 75)", "south 41 lies north of north 36"},
      {"within_km(91, 0, 1)", "lat 91 is not"},
      {"within_km(0, 181, 1)", "lon 181 is not"},
      {"within_km(0, 0, 0)", "0 km is no distance to look in, expected above 0 and at most 20000"},
      {"within_km(0, 0, -1)", "-1 km is no"},
      {"within_km(0, 0, 20001)", "20001 km is no"},
      {"border_within(AF, 5)", "'AF' is no border"},
      {"border_within(AF-ZZ, 5)", "'AF-ZZ' is no border"},
      {"border_within(kz-af, 5)", "AF and KZ share no land border"},
      {"border_within(AF-TJ, 0)", "0 km is no"},
      {"graded(F3)", "'F3' sets no bound"},
      {"graded(b6)", "cannot be judged"},
      {"graded(C0)", "'C0' is no grade"},
      {"graded(G1)", "'G1' is no grade"},
      {"graded(C)", "'C' is no grade"},
      {"graded(C33)", "expected a letter A to E and a digit 1 to 5 such as C3"},
      {"place(\"\")", "has no letter or digit to look for"},
      {"actor(\" - \")", "has no letter or digit to look for"},
  };
  for (const auto& c : cases) EXPECT_THAT(Refusal(c.text), HasSubstr(c.reason)) << c.text;
}

TEST(FilterFunctionsTest, BringArgumentsIntoTheFormThatRowsExpect) {
  std::vector<Value> border = {std::string("tjk-af"), 25.0};
  EXPECT_EQ(FunctionOf(FilterFunction::kBorderWithin).check(border), std::nullopt);
  EXPECT_EQ(border, (std::vector<Value>{std::string("AF-TJ"), 25.0}));
  std::vector<Value> grade = {std::string("c3")};
  EXPECT_EQ(FunctionOf(FilterFunction::kGraded).check(grade), std::nullopt);
  EXPECT_EQ(grade, (std::vector<Value>{std::string("C3")}));
}

}  // namespace
}  // namespace oxus::query
