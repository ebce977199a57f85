#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "server/query/columns/symbol_groups.h"
#include "server/query/columns/symbol_test.h"
#include "server/query/field_table.h"
#include "server/query/grouped_result.h"

namespace oxus::query {
namespace {

using storage::DictionaryColumn;

constexpr auto kUnknown = static_cast<int32_t>(GroupedResult::kUnknown);

const QueryField& FieldOf(std::string_view name) { return Fields()[*FindField(name)]; }

class Symbols : public testing::Test {
 protected:
  Symbols() {
    for (const char* actor : {"AFG-TAL", "TJK-GOV", "nobody", "AFG-GOV", "TJK-MIL", "CHN-GOV"}) {
      dictionary_.Code(DictionaryColumn::kActor, actor);
    }
    for (const char* tag : {"mine", "drone", "border"}) {
      dictionary_.Code(DictionaryColumn::kTag, tag);
    }
  }

  // Every number that a column of the field may hold, and some more.
  std::vector<int64_t> NumbersOf(const QueryField& field) const {
    std::vector<int64_t> numbers;
    const storage::ColumnInfo& info = storage::InfoOf(field.column);
    int64_t end = 3'000;
    if (info.type == storage::ColumnType::kCode) {
      end = int64_t{dictionary_.size(info.dictionary)} + 1;
    } else if (field.is_injective && field.filter.type == filter::ValueType::kBoolean) {
      end = 2;
    }
    for (int64_t number = 0; number < end; ++number) numbers.push_back(number);
    return numbers;
  }

  storage::Dictionary dictionary_;
};

constexpr std::string_view kGroupable[] = {
    "class",    "kind",      "type",          "polarity",
    "tag",      "actor",     "actor_country", "initiator_country",
    "modality", "contested", "is_duplicate",  "quarantined"};

TEST_F(Symbols, NumbersAreOfOneGroupWhenTheyStandForOneValue) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  for (const std::string_view name : kGroupable) {
    SCOPED_TRACE(std::string(name));
    const QueryField& field = FieldOf(name);
    std::vector<int64_t> numbers = NumbersOf(field);
    std::shuffle(numbers.begin(), numbers.end(), random);
    SymbolGroups groups(field, dictionary_);
    std::map<filter::Value, int32_t> group_of;
    std::map<int32_t, filter::Value> value_of;
    for (const int64_t number : numbers) {
      const OptionalValue value = field.symbol(dictionary_, number);
      const int32_t group = groups.GroupOf(number);
      if (!value) {
        ASSERT_EQ(group, kUnknown) << number;
        continue;
      }
      ASSERT_NE(group, kUnknown) << number;
      EXPECT_EQ(groups.ValueOf(group), value);
      EXPECT_EQ(group_of.try_emplace(*value, group).first->second, group) << number;
      EXPECT_EQ(value_of.try_emplace(group, *value).first->second, *value) << number;
    }
  }
}

TEST_F(Symbols, GroupsStayWhatTheyAre) {
  for (const std::string_view name : kGroupable) {
    SCOPED_TRACE(std::string(name));
    const QueryField& field = FieldOf(name);
    const std::vector<int64_t> numbers = NumbersOf(field);
    SymbolGroups groups(field, dictionary_);
    std::vector<int32_t> first;
    groups.GroupsOf(numbers, &first);
    std::vector<int32_t> again;
    groups.GroupsOf(numbers, &again);
    EXPECT_EQ(again, first);
    for (size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(groups.GroupOf(numbers[i]), first[i]);
  }
}

TEST_F(Symbols, ActorsOfOneCountryAreOneGroup) {
  const QueryField& country = FieldOf("actor_country");
  SymbolGroups groups(country, dictionary_);
  EXPECT_EQ(groups.GroupOf(1), groups.GroupOf(4));
  EXPECT_EQ(groups.GroupOf(2), groups.GroupOf(5));
  EXPECT_NE(groups.GroupOf(1), groups.GroupOf(2));
  EXPECT_EQ(groups.GroupOf(3), kUnknown);
  EXPECT_EQ(groups.ValueOf(groups.GroupOf(4)), filter::Value(std::string("AF")));
}

TEST_F(Symbols, AbsentFlagsAreFalse) {
  SymbolGroups groups(FieldOf("is_duplicate"), dictionary_);
  EXPECT_EQ(groups.ValueOf(groups.GroupOf(0)), filter::Value(false));
  EXPECT_EQ(groups.ValueOf(groups.GroupOf(1)), filter::Value(true));
  EXPECT_EQ(groups.GroupOf(1), groups.GroupOf(5));
}

TEST_F(Symbols, NumbersThatStandForNothingAreUnknown) {
  for (const std::string_view name : kGroupable) {
    SymbolGroups groups(FieldOf(name), dictionary_);
    if (groups.is_plain()) continue;
    for (const int64_t number : {int64_t{-1}, int64_t{1} << 40}) {
      EXPECT_EQ(groups.GroupOf(number), kUnknown) << name << " " << number;
    }
  }
  EXPECT_FALSE(SymbolGroups(FieldOf("tag"), dictionary_).ValueOf(kUnknown));
}

TEST_F(Symbols, ADictionaryMayGrow) {
  for (const char* name : {"actor", "actor_country"}) {
    SymbolGroups groups(FieldOf(name), dictionary_);
    const std::string id = std::string("UZB-GOV");
    const int32_t before = groups.GroupOf(2);
    const uint32_t code = dictionary_.Code(DictionaryColumn::kActor, id);
    EXPECT_NE(groups.GroupOf(code), kUnknown);
    EXPECT_EQ(groups.GroupOf(2), before);
    EXPECT_EQ(groups.number_limit(), int64_t{code} + 1);
  }
}

TEST_F(Symbols, ThreadsAgreeOnGroups) {
  for (const std::string_view name : kGroupable) {
    SCOPED_TRACE(std::string(name));
    const QueryField& field = FieldOf(name);
    const std::vector<int64_t> numbers = NumbersOf(field);
    SymbolGroups groups(field, dictionary_);
    std::vector<std::vector<int32_t>> found(4);
    const auto ask = [&](size_t thread) {
      if (thread % 2 == 0) return groups.GroupsOf(numbers, &found[thread]);
      found[thread].resize(numbers.size());
      for (size_t i = numbers.size(); i-- > 0;) found[thread][i] = groups.GroupOf(numbers[i]);
    };
    std::vector<std::thread> threads;
    for (size_t thread = 0; thread < found.size(); ++thread) threads.emplace_back(ask, thread);
    for (std::thread& thread : threads) thread.join();
    for (const auto& other : found) EXPECT_EQ(other, found[0]);
  }
}

TEST_F(Symbols, ATestJudgesTheValueOfANumber) {
  for (const std::string_view name : kGroupable) {
    SCOPED_TRACE(std::string(name));
    const QueryField& field = FieldOf(name);
    const auto judge = [](const OptionalValue& value) {
      return !value || std::hash<filter::Value>()(*value) % 2 == 0;
    };
    const SymbolTest test(field, dictionary_, judge);
    EXPECT_FALSE(test.only());
    for (int round = 0; round < 2; ++round) {
      for (const int64_t number : NumbersOf(field)) {
        ASSERT_EQ(test.Passes(number), judge(field.symbol(dictionary_, number))) << number;
      }
    }
  }
}

TEST_F(Symbols, ATestJudgesEachNumberOnce) {
  std::atomic<int> judged{0};
  const SymbolTest test(FieldOf("tag"), dictionary_, [&](const OptionalValue&) {
    ++judged;
    return true;
  });
  for (int round = 0; round < 5; ++round) {
    for (int64_t number = 0; number <= 3; ++number) EXPECT_TRUE(test.Passes(number));
  }
  EXPECT_EQ(judged, 4);
}

TEST_F(Symbols, ATestTakesNumbersGivenOutLater) {
  const SymbolTest test(FieldOf("tag"), dictionary_, [](const OptionalValue& value) {
    return value == filter::Value(std::string("new"));
  });
  EXPECT_FALSE(test.Passes(4));
  EXPECT_EQ(dictionary_.Code(DictionaryColumn::kTag, "new"), 4u);
  EXPECT_TRUE(test.Passes(4));
  EXPECT_FALSE(test.Passes(-1));
}

TEST_F(Symbols, ATestOfOneNumberPassesThatAlone) {
  const SymbolTest test(FieldOf("tag"), dictionary_, 2);
  EXPECT_EQ(test.only(), 2);
  EXPECT_TRUE(test.Passes(2));
  EXPECT_FALSE(test.Passes(0));
  EXPECT_FALSE(test.Passes(3));
}

TEST_F(Symbols, ThreadsMayShareATest) {
  const SymbolTest test(FieldOf("class"), dictionary_,
                        [](const OptionalValue& value) { return value.has_value(); });
  std::atomic<int> wrong{0};
  const auto ask = [&] {
    for (int64_t number = 0; number < 3'000; ++number) {
      const bool expected = FieldOf("class").symbol(dictionary_, number).has_value();
      if (test.Passes(number) != expected) ++wrong;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(ask);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace oxus::query
