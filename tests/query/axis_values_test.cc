#include "server/query/axis_values.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "server/query/grouped_result.h"
#include "server/query/row_sorter.h"

namespace oxus::query {
namespace {

// Number i of its axis stands for value i.
class Values final : public GroupedResult {
 public:
  explicit Values(std::vector<OptionalValue> values) : values_(std::move(values)) {}

  OptionalValue AxisValue(size_t /*axis*/, int64_t number) const override {
    return values_.at(static_cast<size_t>(number));
  }

  size_t size() const override { return 0; }
  size_t bytes() const override { return 0; }
  std::span<const int64_t> Key(size_t) const override { return {}; }
  Cell MeasureValue(size_t, size_t) const override { return Cell(); }
  size_t FindOrAdd(std::span<const int64_t>) override { return 0; }
  void Merge(size_t, size_t) override {}

 private:
  const std::vector<OptionalValue> values_;
};

class AxisValuesTest : public ::testing::Test {
 protected:
  // What is given in ascending order ranks in that order, and in the other one descending.
  void ExpectOrder(const std::vector<OptionalValue>& ascending) {
    const Values values(ascending);
    std::vector<int64_t> numbers(ascending.size());
    std::iota(numbers.begin(), numbers.end(), 0);
    const auto last = static_cast<int64_t>(numbers.size()) - 1;
    std::mt19937 random(1);
    for (const bool descending : {false, true}) {
      for (int turn = 0; turn < 10; ++turn) {
        // In whatever order they are asked for.
        std::shuffle(numbers.begin(), numbers.end(), random);
        AxisValues axis(values, 0, oxus::v1::BUCKET_UNSPECIFIED);
        axis.Expect(0, last, numbers.size());
        axis.Rank(numbers, descending, patience_);
        for (int64_t i = 0; i <= last; ++i) {
          EXPECT_EQ(axis.RankOf(i), static_cast<uint64_t>(descending ? last - i : i))
              << (descending ? "descending, value " : "value ") << i;
        }
      }
    }
  }

  const Cancelled cancelled_;
  Patience patience_{cancelled_};
};

OptionalValue Text(std::string text) { return OptionalValue(filter::Value(std::move(text))); }
OptionalValue Integer(int64_t integer) { return OptionalValue(filter::Value(integer)); }
OptionalValue Real(double real) { return OptionalValue(filter::Value(real)); }

TEST_F(AxisValuesTest, TextRanksByteByByte) {
  using namespace std::string_literals;
  ExpectOrder({Text(""), Text("\0"s), Text("A"), Text("AF"), Text("AF\0"s), Text("AF-BDS"),
               Text("B"), Text("a"), Text("Хатлон")});
}

TEST_F(AxisValuesTest, TextsThatBeginAlikeAreToldApartByTheirEnds) {
  using namespace std::string_literals;
  ExpectOrder({Text("Kulob"), Text("Kulob district"), Text("Kulob district 1"),
               Text("Kulob district 10"), Text("Kulob district 2"), Text("Kulob distrikt"),
               Text("Kulob-di"), Text("Kulob-di\0"s), Text("Kulob-dis")});
}

TEST_F(AxisValuesTest, AlsoWhenThereAreMany) {
  std::vector<OptionalValue> texts;
  for (int i = 0; i < 3'000; ++i) texts.push_back(Text("district " + std::to_string(100'000 + i)));
  ExpectOrder(texts);
}

TEST_F(AxisValuesTest, NumbersRankByWhatTheyAre) {
  ExpectOrder({Integer(std::numeric_limits<int64_t>::min()), Integer(-300), Integer(-2), Integer(0),
               Integer(1), Integer(256), Integer(std::numeric_limits<int64_t>::max())});
  ExpectOrder({Real(-2.5), Real(-1), Real(0), Real(0.5), Real(1e300)});
}

TEST_F(AxisValuesTest, WhatIsNotSetComesLastEitherWay) {
  const Values values({Text("b"), std::nullopt, Text("a")});
  for (const bool descending : {false, true}) {
    AxisValues axis(values, 0, oxus::v1::BUCKET_UNSPECIFIED);
    axis.Rank({0, 1, 2}, descending, patience_);
    EXPECT_EQ(axis.RankOf(1), RowSorter::kLast);
    EXPECT_EQ(axis.RankOf(0), descending ? 0 : 1);
    EXPECT_EQ(axis.RankOf(2), descending ? 1 : 0);
  }
}

}  // namespace
}  // namespace oxus::query
