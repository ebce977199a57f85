#include "server/query/columns/number_range.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace oxus::query {
namespace {

using filter::Operator;

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

filter::Node Term(Operator op, filter::Value constant, int64_t width_ms = 0) {
  filter::Node term;
  term.op = op;
  term.constant = std::move(constant);
  term.width_ms = width_ms;
  return term;
}

template <typename Number>
bool Holds(Operator op, Number value, Number constant) {
  switch (op) {
    case Operator::kLess:
      return value < constant;
    case Operator::kLessEqual:
      return value <= constant;
    case Operator::kGreater:
      return value > constant;
    case Operator::kGreaterEqual:
      return value >= constant;
    default:
      return value == constant;
  }
}

constexpr Operator kOperators[] = {Operator::kEqual,   Operator::kNotEqual,
                                   Operator::kLess,    Operator::kLessEqual,
                                   Operator::kGreater, Operator::kGreaterEqual};

TEST(RangeOfIntegers, HasTheIntegersForWhichTheOperatorHolds) {
  const int64_t numbers[] = {kLeast, kLeast + 1, -2, -1, 0, 1, 2, kMost - 1, kMost};
  for (const Operator op : kOperators) {
    for (const int64_t constant : numbers) {
      const IntegerRange range = RangeOfIntegers(Term(op, constant));
      for (const int64_t value : numbers) {
        EXPECT_EQ(range.low <= value && value <= range.high, Holds(op, value, constant))
            << static_cast<int>(op) << ": " << value << " and " << constant;
      }
    }
  }
}

TEST(RangeOfIntegers, HasTheWholeUnitOfATime) {
  const IntegerRange day = RangeOfIntegers(Term(Operator::kEqual, int64_t{-1000}, 500));
  EXPECT_EQ(day.low, -1000);
  EXPECT_EQ(day.high, -501);
  const IntegerRange moment = RangeOfIntegers(Term(Operator::kNotEqual, int64_t{7}, 1));
  EXPECT_EQ(moment.low, 7);
  EXPECT_EQ(moment.high, 7);
}

TEST(RangeOfIntegers, OfAUnitThatGoesBeyondAllIntegersEndsWithTheLast) {
  const IntegerRange range = RangeOfIntegers(Term(Operator::kEqual, kMost - 3, 1000));
  EXPECT_EQ(range.low, kMost - 3);
  EXPECT_EQ(range.high, kMost);
}

TEST(RangeOfReals, HasTheDoublesForWhichTheOperatorHolds) {
  const double numbers[] = {-1e300, -0.5, -5e-324, 0.0, 5e-324, 0.1, std::nextafter(0.1, 1), 1e300};
  for (const Operator op : kOperators) {
    for (const double constant : numbers) {
      const RealRange range = RangeOfReals(Term(op, constant));
      for (const double value : numbers) {
        EXPECT_EQ(range.low <= value && value <= range.high, Holds(op, value, constant))
            << static_cast<int>(op) << ": " << value << " and " << constant;
      }
    }
  }
}

TEST(RangeOfReals, TakesIntegersToo) {
  const RealRange range = RangeOfReals(Term(Operator::kGreaterEqual, int64_t{3}));
  EXPECT_EQ(range.low, 3.0);
  EXPECT_EQ(range.high, kInfinity);
}

bool IsIn(const IntegerRange& range, int64_t value) {
  return range.low <= value && value <= range.high;
}

bool IsScaledIn(const RealRange& range, double scale, int64_t value) {
  const double scaled = static_cast<double>(value) / scale;
  return range.low <= scaled && scaled <= range.high;
}

TEST(ScaledRange, AgreesWithDividingEveryInteger) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  for (const double scale : {1.0, 3.0, 1000.0, 86'400'000.0, 1e7}) {
    for (int repeat = 0; repeat < 300; ++repeat) {
      const auto near = static_cast<int64_t>(random() >> random() % 64);
      double low = static_cast<double>(near) / scale;
      if (random() % 2 == 0) low = std::nextafter(low, random() % 2 == 0 ? kInfinity : -kInfinity);
      double high = low + static_cast<double>(random() % 20) / scale;
      if (random() % 8 == 0) low = -kInfinity;
      if (random() % 8 == 0) high = kInfinity;
      const IntegerRange range = ScaledRange({low, high}, scale);
      for (const int64_t around : {near, range.low, range.high}) {
        for (int64_t step = -40; step <= 40; ++step) {
          int64_t value = 0;
          if (__builtin_add_overflow(around, step, &value)) continue;
          ASSERT_EQ(IsIn(range, value), IsScaledIn({low, high}, scale, value))
              << value << " / " << scale << " in [" << low << ", " << high << "]";
        }
      }
    }
  }
}

TEST(ScaledRange, WithoutEndsHasAllIntegers) {
  const IntegerRange all = ScaledRange({}, 1e7);
  EXPECT_EQ(all.low, kLeast);
  EXPECT_EQ(all.high, kMost);
  // What never ends is longer than any number of days.
  EXPECT_EQ(ScaledRange({1e6, kInfinity}, 86'400'000).high, kMost);
}

TEST(ScaledRange, BeyondAllIntegersIsEmpty) {
  for (const RealRange& range : {RealRange{1e30, 2e30}, RealRange{-2e30, -1e30}, RealRange{1, 0},
                                 RealRange{std::nan(""), std::nan("")}}) {
    const IntegerRange integers = ScaledRange(range, 1000);
    EXPECT_GT(integers.low, integers.high);
  }
}

}  // namespace
}  // namespace oxus::query
