#include "server/query/row_sorter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <tuple>

namespace oxus::query {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

const Cancelled kNobody;

TEST(RowSorterTest, SortsByOneCriterionAfterTheOther) {
  Patience patience(kNobody);
  RowSorter sorter({0, 1, 2, 3}, 4, patience);
  const std::vector<uint64_t> first = {2, 1, 2, 1};
  const std::vector<uint64_t> second = {7, 9, 5, RowSorter::kLast};
  sorter.By([&](uint32_t row) { return first[row]; });
  sorter.By([&](uint32_t row) { return second[row]; });
  EXPECT_THAT(std::move(sorter).Take(), ElementsAre(1, 3, 2, 0));
}

TEST(RowSorterTest, AsksOnlyTiedRowsThatMayBeAmongTheFirst) {
  Patience patience(kNobody);
  RowSorter sorter({0, 1, 2, 3, 4}, 2, patience);
  const std::vector<uint64_t> first = {1, 2, 2, 3, 3};
  sorter.By([&](uint32_t row) { return first[row]; });
  EXPECT_THAT(sorter.Tied(), UnorderedElementsAre(1, 2));
  sorter.TiedBy([](uint32_t row) {
    EXPECT_TRUE(row == 1 || row == 2);
    return uint64_t{100} - row;
  });
  EXPECT_THAT(std::move(sorter).Take(), ElementsAre(0, 2));
}

TEST(RowSorterTest, NumbersOrderAsWhatTheyStandFor) {
  const double reals[] = {-INFINITY, -10.5, -1e-9, 0, 1e-9, 3, 1e300};
  EXPECT_TRUE(std::is_sorted(std::begin(reals), std::end(reals),
                             [](double a, double b) { return OrderOf(a) < OrderOf(b); }));
  EXPECT_EQ(OrderOf(0.0), OrderOf(-0.0));
  EXPECT_LT(OrderOf(int64_t{-1}), OrderOf(int64_t{0}));
  EXPECT_LT(OrderOf(int64_t{5}), OrderOf(int64_t{6}));
}

TEST(RowSorterTest, SortsAsComparingDoes) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 300; ++round) {
    const size_t size = random() % 1'500;
    const size_t keep = random() % 3 == 0 ? size + 1 : random() % (size + 1);
    std::vector<std::vector<uint64_t>> criteria(1 + random() % 4);
    for (auto& criterion : criteria) {
      const int shift = static_cast<int>(random() % 64);
      for (size_t i = 0; i < size; ++i) {
        criterion.push_back(random() % 9 == 0 ? RowSorter::kLast : random() >> shift);
      }
    }
    std::vector<uint32_t> rows(size);
    std::iota(rows.begin(), rows.end(), 0);
    Patience patience(kNobody);
    RowSorter sorter(rows, keep, patience);
    for (const auto& criterion : criteria) {
      const auto number = [&](uint32_t row) { return criterion[row]; };
      if (random() % 2 == 0) {
        sorter.By(number);
      } else if (!sorter.Tied().empty()) {
        sorter.TiedBy(number);
      }
    }
    std::stable_sort(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) {
      for (const auto& criterion : criteria) {
        if (criterion[a] != criterion[b]) return criterion[a] < criterion[b];
      }
      return false;
    });
    rows.resize(std::min(keep, rows.size()));
    ASSERT_EQ(std::move(sorter).Take(), rows) << "round " << round;
  }
}

}  // namespace
}  // namespace oxus::query
