#include "server/query/columns/distinct_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>
#include <vector>

#include "server/query/limits.h"

namespace oxus::query {
namespace {

using Numbers = std::vector<int32_t>;

Numbers Range(int32_t first, size_t count) {
  Numbers numbers(count);
  std::iota(numbers.begin(), numbers.end(), first);
  return numbers;
}

DistinctSet SetOf(const Numbers& numbers) {
  DistinctSet set;
  set.Add(numbers);
  return set;
}

TEST(DistinctSet, OfNothingIsEmpty) {
  EXPECT_EQ(DistinctSet().Count(), 0u);
  EXPECT_EQ(SetOf({}).Count(), 0u);
}

TEST(DistinctSet, CountsExactlyUpToTheBound) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  for (const int32_t limit : {1, 64, 16'383, 16'384, 16'385, 65'536, 2'147'483'647}) {
    DistinctSet set;
    std::set<int32_t> expected;
    for (int repeat = 0; repeat < 20; ++repeat) {
      Numbers numbers(random() % 3'000);
      for (int32_t& number : numbers) {
        number = static_cast<int32_t>(random() % static_cast<uint64_t>(limit));
      }
      set.Add(numbers);
      expected.insert(numbers.begin(), numbers.end());
      ASSERT_EQ(set.Count(), expected.size());
    }
    EXPECT_FALSE(set.is_estimate());
  }
}

TEST(DistinctSet, EstimatesFromOneBeyondTheBound) {
  DistinctSet set = SetOf(Range(0, kExactDistinct));
  EXPECT_FALSE(set.is_estimate());
  EXPECT_EQ(set.Count(), kExactDistinct);
  set.Add(Numbers{5});
  EXPECT_FALSE(set.is_estimate());
  set.Add(Numbers{static_cast<int32_t>(kExactDistinct)});
  EXPECT_TRUE(set.is_estimate());
}

TEST(DistinctSet, EstimatesWithinThreePercent) {
  const auto expect_near = [](const DistinctSet& set, size_t count) {
    const auto exact = static_cast<double>(count);
    EXPECT_TRUE(set.is_estimate());
    EXPECT_NEAR(static_cast<double>(set.Count()), exact, exact * 0.03);
  };
  for (const size_t count :
       {65'537, 70'000, 80'000, 100'000, 200'000, 700'000, 1'000'000, 5'000'000}) {
    SCOPED_TRACE(count);
    expect_near(SetOf(Range(1, count)), count);
    if (count > 1'000'000) continue;
    // As sparse as numbers can be.
    Numbers sparse(count);
    const auto step = static_cast<uint32_t>(0xffff'ffffu / count);
    for (size_t i = 0; i < count; ++i)
      sparse[i] = static_cast<int32_t>(static_cast<uint32_t>(i) * step);
    expect_near(SetOf(sparse), count);
  }
}

// The same numbers in another order and in parts merged pairwise.
DistinctSet MergedAnyhow(Numbers numbers, std::mt19937_64& random) {
  std::shuffle(numbers.begin(), numbers.end(), random);
  std::vector<DistinctSet> parts(1 + random() % 9);
  for (size_t begin = 0; begin < numbers.size();) {
    const size_t count = std::min<size_t>(numbers.size() - begin, 1 + random() % 40'000);
    parts[random() % parts.size()].Add(std::span(numbers).subspan(begin, count));
    // Many numbers come again, elsewhere.
    begin += count - random() % (count / 2 + 1);
  }
  while (parts.size() > 1) {
    const size_t into = random() % (parts.size() - 1);
    parts[into].Add(parts.back());
    parts.pop_back();
  }
  return parts.front();
}

TEST(DistinctSet, DependsOnTheNumbersAlone) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  for (const size_t count : {0, 3, 20'000, 65'535, 65'536, 65'537, 66'000, 300'000}) {
    SCOPED_TRACE(count);
    const Numbers numbers = Range(static_cast<int32_t>(random() % 100'000), count);
    const DistinctSet whole = SetOf(numbers);
    for (int repeat = 0; repeat < 4; ++repeat) {
      const DistinctSet merged = MergedAnyhow(numbers, random);
      EXPECT_EQ(merged.Count(), whole.Count());
      EXPECT_EQ(merged.is_estimate(), whole.is_estimate());
    }
  }
}

TEST(DistinctSet, BitsAreNumbers) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  // Before and after it has become an estimate, and as it becomes one.
  for (const size_t others : {0, 1'000, 60'000, 65'530, 70'000}) {
    DistinctSet by_bits = SetOf(Range(16'000, others));
    DistinctSet by_numbers = by_bits;
    for (int repeat = 0; repeat < 20; ++repeat) {
      std::vector<uint64_t> words(random() % 256);
      Numbers numbers;
      for (uint64_t& word : words) word = random() & random();
      for (size_t bit = 0; bit < words.size() * 64; ++bit) {
        if (words[bit / 64] >> bit % 64 & 1) numbers.push_back(static_cast<int32_t>(bit));
      }
      by_bits.AddBits(words);
      by_numbers.Add(numbers);
      ASSERT_EQ(by_bits.Count(), by_numbers.Count());
      ASSERT_EQ(by_bits.is_estimate(), by_numbers.is_estimate());
    }
  }
}

TEST(DistinctSet, CopiesAreApart) {
  for (const size_t count : {100, 70'000}) {
    const DistinctSet first = SetOf(Range(0, count));
    const uint64_t before = first.Count();
    DistinctSet second = first;
    EXPECT_EQ(second.Count(), before);
    second.Add(Range(1'000'000, 200'000));
    EXPECT_EQ(first.Count(), before);
    EXPECT_GT(second.Count(), before);
  }
}

TEST(DistinctSet, OfASmallDictionaryTakesTwoKilobytes) {
  for (const int32_t step : {7, 66, 8'300}) {
    DistinctSet set;
    for (int32_t number = 0; number < 16'384; number += step) set.Add(Numbers{number});
    EXPECT_LE(set.bytes(), sizeof(DistinctSet) + 2048);
  }
}

TEST(DistinctSet, EstimatesTakeLittle) { EXPECT_LE(SetOf(Range(0, 1'000'000)).bytes(), 32'768u); }

}  // namespace
}  // namespace oxus::query
