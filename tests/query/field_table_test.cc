#include "server/query/field_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "server/filter/filter.h"
#include "server/query/fields/constants.h"

namespace oxus::query {
namespace {

using storage::Column;
using storage::ColumnType;
using ::testing::Contains;
using ::testing::HasSubstr;
using Kind = QueryField::Kind;

std::string Refusal(const std::string& text) {
  return std::string(filter::Filter::Parse(text, FieldSchema()).status().message());
}

const QueryField& FieldNamed(std::string_view name) { return Fields()[FindField(name).value()]; }

// Every number that a column of enums or flags may hold, and more.
constexpr int64_t kEnumLimit = 12'000;

TEST(FieldTableTest, NamesAreUniqueAndFound) {
  std::set<std::string> names;
  ASSERT_EQ(FieldSchema().fields.size(), Fields().size());
  for (size_t i = 0; i < Fields().size(); ++i) {
    const std::string& name = Fields()[i].filter.name;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(FindField(name), i);
    EXPECT_EQ(FieldSchema().fields[i].name, name);
    EXPECT_THAT(Fields()[i].description, ::testing::EndsWith(".")) << name;
  }
  EXPECT_EQ(FindField("contry"), std::nullopt);
}

// The store needs them; an answer does not.
const std::set<Column> kInternals = {Column::kRecordType, Column::kPrevious};

std::set<Column> ColumnsOf(const QueryField& field) {
  switch (field.kind) {
    case Kind::kDocument:
    case Kind::kSequence:
      return {};
    case Kind::kStart:
      return {Column::kDay, Column::kMinute, Column::kMinuteMs};
    case Kind::kEnd:
      return {Column::kDay, Column::kMinute, Column::kMinuteMs, Column::kSpanRestMs};
    default:
      return {field.column};
  }
}

TEST(FieldTableTest, EveryColumnButTheInternalsIsReachedByAField) {
  std::set<Column> reached = kInternals;
  for (const QueryField& field : Fields()) reached.merge(ColumnsOf(field));
  for (const auto& info : storage::Columns()) {
    EXPECT_EQ(reached.erase(info.column), 1u) << info.name << " has no field";
  }
  EXPECT_THAT(reached, ::testing::IsEmpty());
}

TEST(FieldTableTest, FieldsFitTheirColumns) {
  for (const QueryField& field : Fields()) {
    const std::string& name = field.filter.name;
    EXPECT_EQ(field.symbol != nullptr, field.kind == Kind::kSymbol) << name;
    EXPECT_EQ(field.document != nullptr, field.kind == Kind::kDocument) << name;
    const ColumnType type = storage::InfoOf(field.column).type;
    if (field.kind == Kind::kReal) {
      EXPECT_EQ(type, ColumnType::kReal) << name;
    } else if (field.kind != Kind::kSymbol) {
      EXPECT_EQ(type, ColumnType::kInteger) << name;
    }
  }
}

TEST(FieldTableTest, SymbolsGroupAndNothingElseDoes) {
  for (const QueryField& field : Fields()) {
    EXPECT_EQ(field.groupable, field.kind == Kind::kSymbol) << field.filter.name;
  }
}

TEST(FieldTableTest, AbsentNumbersStandForNothingOrFalse) {
  const storage::Dictionary dictionary;
  for (const QueryField& field : Fields()) {
    if (field.kind != Kind::kSymbol) continue;
    const OptionalValue value = field.symbol(dictionary, 0);
    const bool is_flag = field.filter.type == filter::ValueType::kBoolean;
    EXPECT_EQ(value, is_flag ? OptionalValue(false) : std::nullopt) << field.filter.name;
  }
}

TEST(FieldTableTest, WordsAreThoseThatNumbersStandFor) {
  const storage::Dictionary dictionary;
  for (const QueryField& field : Fields()) {
    if (field.filter.words.empty() || field.kind != Kind::kSymbol) continue;
    std::set<std::string> read;
    for (int64_t number = 0; number < kEnumLimit; ++number) {
      const OptionalValue value = field.symbol(dictionary, number);
      if (value) read.insert(std::get<std::string>(*value));
    }
    EXPECT_EQ(read.size(), field.filter.words.size()) << field.filter.name;
    EXPECT_THAT(field.filter.words, ::testing::UnorderedElementsAreArray(read))
        << field.filter.name;
  }
}

TEST(FieldTableTest, DifferentNumbersOfAnInjectiveFieldStandForDifferentValues) {
  const storage::Dictionary dictionary;
  for (const QueryField& field : Fields()) {
    const bool has_words = !field.filter.words.empty() && field.kind == Kind::kSymbol;
    if (!has_words) continue;
    std::set<filter::Value> seen;
    bool is_injective = true;
    for (int64_t number = 1; number < kEnumLimit; ++number) {
      const OptionalValue value = field.symbol(dictionary, number);
      if (value) is_injective &= seen.insert(*value).second;
    }
    if (field.is_injective) {
      EXPECT_TRUE(is_injective) << field.filter.name;
    }
  }
  for (const char* name : {"kind", "class", "polarity", "actor_country", "initiator_country",
                           "target_country", "is_duplicate"}) {
    EXPECT_FALSE(FieldNamed(name).is_injective) << name;
  }
  // UNKNOWN is as absent as nothing.
  for (const char* name : {"victim_role", "attribution", "geo_precision"}) {
    EXPECT_FALSE(FieldNamed(name).is_injective) << name;
  }
}

TEST(FieldTableTest, UnknownIsAbsent) {
  const storage::Dictionary dictionary;
  EXPECT_EQ(FieldNamed("victim_role").symbol(dictionary, v1::VICTIM_ROLE_UNKNOWN), std::nullopt);
  for (const QueryField& field : Fields()) {
    EXPECT_THAT(field.filter.words, ::testing::Not(Contains("UNKNOWN"))) << field.filter.name;
  }
}

TEST(FieldTableTest, AnUnknownFieldIsToldTheTimeFields) {
  EXPECT_THAT(Refusal("time > 2025-01-01"), HasSubstr("occurred"));
}

TEST(FieldTableTest, ADivisionNotOfIsoIsRefusedUnlessItIsAPattern) {
  for (const char* text : {"admin1 = TJ-99", "admin1 != \"khatlon\"", "admin1 = TJ"}) {
    EXPECT_THAT(Refusal(text), HasSubstr("expected an ISO 3166-2 code such as TJ-KT")) << text;
  }
  for (const char* text : {"admin1 = \"TJ-*\"", "admin1:*", "admin1 : TJ"}) {
    EXPECT_EQ(Refusal(text), "") << text;
  }
}

TEST(FilterConstantTest, IsBroughtIntoTheFormOfTheField) {
  const struct {
    std::optional<std::string> (*normalise)(std::string&);
    const char* constant;
    const char* expected;  // nullptr: refused
  } cases[] = {
      {CountryConstant, "tj", "TJ"},
      {CountryConstant, "TJK", "TJ"},
      {CountryConstant, "Tajikistan", nullptr},
      {CountryConstant, "", nullptr},
      {NationalityConstant, "CHN", "CHN"},
      {NationalityConstant, "cn", "CHN"},
      {NationalityConstant, "ROM", nullptr},
      {SubdivisionConstant, "tj-kt", "TJ-KT"},
      {SubdivisionConstant, "TJ-99", nullptr},
      {SubdivisionConstant, "TJ-K", nullptr},
      {SubdivisionConstant, "TJ", nullptr},
      {SubdivisionConstant, "QQ-01", nullptr},
      {BorderConstant, "tj-af", "AF-TJ"},
      {BorderConstant, "AF-TJ", "AF-TJ"},
      {BorderConstant, "AF", nullptr},
      {BorderConstant, "AF-AF", nullptr},
      {BorderConstant, "AF-TJ-CN", nullptr},
      {ActorConstant, "TJK", "TJK"},
      {ActorConstant, "tjk", "TJK"},
      {ActorConstant, "name:khatlon smugglers", "name:khatlon smugglers"},
      {BlocConstant, "csto", "CSTO"},
      {BlocConstant, "ШОС", "SCO"},
      {BlocConstant, "TJK", nullptr},
      {BlocConstant, "NATO2", nullptr},
      {BlocConstant, "", nullptr},
      {DyadConstant, "tj-af", "AF-TJ"},
      {DyadConstant, "TJK-AFG", "AF-TJ"},
      {DyadConstant, "tj-csto", "CSTO-TJ"},
      {DyadConstant, "SCO-CSTO", "CSTO-SCO"},
      {DyadConstant, "TJ", nullptr},
      {DyadConstant, "TJ-", nullptr},
      {DyadConstant, "TJ-TJK", nullptr},
      {DyadConstant, "TJ-XX", nullptr},
      {DyadConstant, "AF-TJ-CN", nullptr},
  };
  for (const auto& c : cases) {
    std::string constant = c.constant;
    const auto refusal = c.normalise(constant);
    EXPECT_EQ(refusal.has_value(), c.expected == nullptr) << c.constant;
    if (c.expected != nullptr) {
      EXPECT_EQ(constant, c.expected);
    }
  }
}

TEST(FilterConstantTest, LeavesItsOwnAnswerAsItIs) {
  for (const QueryField& field : Fields()) {
    if (!field.filter.normalise) continue;
    for (const std::string text : {"tj", "CHN", "af-tj", "tj-kt", "taliban", "2", "cn:operator",
                                   "b", "usd", "csto", "tj-sco"}) {
      std::string once = text;
      if (field.filter.normalise(once)) continue;
      std::string twice = once;
      EXPECT_EQ(field.filter.normalise(twice), std::nullopt) << field.filter.name << " " << text;
      EXPECT_EQ(twice, once) << field.filter.name << " " << text;
    }
  }
}

}  // namespace
}  // namespace oxus::query
