#include "server/query/columns/segment_sum.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "server/query/columns/entries.h"
#include "tests/query/columns/sample_segment.h"

namespace oxus::query {
namespace {

using storage::Column;

// What killed may be: some segments have narrow values, some wide ones, some a few that are large.
struct Figures {
  int64_t least = 0;
  uint64_t variety = 1;
  // One value in so many is absent; 0: none.
  uint64_t absent = 0;
};

class SegmentSumTest : public testing::Test {
 protected:
  static constexpr uint32_t kRows = 9'000;
  static constexpr uint32_t kCells = 7;

  std::vector<SampleRow> Rows(const Figures& figures) {
    std::vector<SampleRow> rows(kRows);
    for (SampleRow& row : rows) {
      const bool is_absent = figures.absent != 0 && random_() % figures.absent == 0;
      if (is_absent) continue;
      const auto above = static_cast<int64_t>(random_() % figures.variety);
      row.values.push_back({Column::kKilled, figures.least + above, ""});
    }
    return rows;
  }

  std::vector<uint32_t> RandomCells(uint32_t count) {
    std::vector<uint32_t> cells(count);
    for (uint32_t& cell : cells) cell = static_cast<uint32_t>(random_() % kCells);
    return cells;
  }

  // Adds the same rows in every way there is, and one by one.
  void ExpectSums(const storage::SegmentPart& part) {
    const Measure measure{Measure::Kind::kSum, Column::kKilled};
    SegmentReader reader(part);
    auto sum = SegmentSum::Bind(measure, false, reader);
    ASSERT_TRUE(sum.ok()) << sum.status();
    sum->SetCells(kCells);
    std::vector<Sum> expected(kCells);
    std::vector<uint32_t> rows_added(kCells);
    const auto expect = [&](uint32_t row, uint32_t cell) {
      ++rows_added[cell];
      if (sum->is_empty() || !storage::IsSet(sum->values(), row)) return;
      expected[cell].Add({storage::IntegerAt(sum->values(), row), 1});
    };
    for (uint32_t begin = 0; begin + kVectorRows <= kRows; begin += kVectorRows) {
      const std::vector<uint32_t> cells = RandomCells(kVectorRows);
      std::vector<uint8_t> mask(kVectorRows);
      for (uint8_t& set : mask) set = random_() % 3 != 0;
      const bool takes_all = begin == 0;
      for (uint32_t i = 0; i < kVectorRows; ++i) {
        if (takes_all || mask[i] != 0) expect(begin + i, cells[i]);
      }
      if (sum->is_empty()) continue;
      sum->AddMasked(begin, kVectorRows, {cells.data(), 4}, takes_all ? nullptr : mask.data());
    }
    std::vector<uint32_t> some;
    for (uint32_t row = 0; row < kRows; row += 1 + static_cast<uint32_t>(random_() % 9)) {
      some.push_back(row);
    }
    const std::vector<uint32_t> cells = RandomCells(static_cast<uint32_t>(some.size()));
    for (size_t k = 0; k < some.size(); ++k) expect(some[k], cells[k]);
    if (!sum->is_empty()) {
      const auto half = static_cast<uint32_t>(some.size() / 2);
      const auto rest = static_cast<uint32_t>(some.size()) - half;
      sum->AddAt(some.data(), cells.data(), half);
      sum->AddRows(some.data() + half, cells.data() + half, rest);
    }
    sum->Join();
    std::vector<uint32_t> all(kCells);
    std::iota(all.begin(), all.end(), 0);
    const std::vector<Sum> sums = sum->At(all);
    std::vector<uint32_t> rows(kCells);
    const bool counts_rows = !sum->is_empty() && sum->counts_rows();
    if (counts_rows) sum->CopyRows(rows.data());
    for (uint32_t cell = 0; cell < kCells; ++cell) {
      EXPECT_EQ(sums[cell].sum, expected[cell].sum);
      EXPECT_EQ(sums[cell].count, expected[cell].count);
      if (counts_rows) {
        EXPECT_EQ(rows[cell], rows_added[cell]);
      }
    }
  }

  bool CountsRows(const storage::SegmentPart& part) {
    SegmentReader reader(part);
    return SegmentSum::Bind({Measure::Kind::kSum, Column::kKilled}, false, reader)->counts_rows();
  }

  const uint64_t seed_ = std::random_device()();
  const testing::ScopedTrace trace_{__FILE__, __LINE__, testing::Message() << "seed " << seed_};
  std::mt19937_64 random_{seed_};
  storage::Dictionary dictionary_;
};

TEST_F(SegmentSumTest, IsThatOfTheValuesWhateverTheirWidth) {
  for (const uint64_t variety : {1ull, 5ull, 256ull, 60'000ull, 1ull << 30, 1ull << 40}) {
    for (const uint64_t absent : {0ull, 1ull, 4ull}) {
      for (const int64_t least : {0, 1'000, -700}) {
        SCOPED_TRACE(testing::Message()
                     << variety << " values from " << least << ", one in " << absent << " absent");
        const SampleSegment segment(1, Rows({least, variety, absent}), dictionary_);
        for (const auto& part : segment.Both()) ExpectSums(part);
      }
    }
  }
}

TEST_F(SegmentSumTest, CountsRowsAlongWhileThereIsRoom) {
  EXPECT_TRUE(CountsRows(SampleSegment(1, Rows({0, 200, 3}), dictionary_).sealed()));
  EXPECT_TRUE(CountsRows(SampleSegment(1, Rows({0, 60'000, 0}), dictionary_).sealed()));
  // 9,000 values of 32,500 each, on average, are more than 28 bits.
  std::vector<SampleRow> rows = Rows({0, 65'000, 0});
  rows[17].values.clear();
  EXPECT_FALSE(CountsRows(SampleSegment(1, rows, dictionary_).sealed()));
  // One large value among small ones.
  rows = Rows({0, 20, 3});
  rows[17].values = {{Column::kKilled, 60'000, ""}};
  EXPECT_TRUE(CountsRows(SampleSegment(1, rows, dictionary_).sealed()));
}

TEST_F(SegmentSumTest, LeavesOutElementsThatAreNotThere) {
  const SampleSegment segment(1, Rows({5, 1, 0}), dictionary_);
  SegmentReader reader(segment.sealed());
  auto sum = SegmentSum::Bind({Measure::Kind::kSum, Column::kKilled}, false, reader);
  sum->SetCells(1);
  const uint32_t indexes[] = {0, Entries::kNoElement, 2};
  const uint32_t cells[] = {0, 0, 0};
  sum->AddAt(indexes, cells, 3);
  sum->Join();
  EXPECT_EQ(sum->At({0}).front().sum, 10);
  EXPECT_EQ(sum->At({0}).front().count, 2);
}

}  // namespace
}  // namespace oxus::query
