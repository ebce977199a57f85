#include "server/query/columns/segment_distinct.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <set>

#include "server/query/field_table.h"
#include "server/query/grouped_result.h"
#include "tests/query/columns/random_rows.h"

namespace oxus::query {
namespace {

constexpr uint32_t kRows = 5'000;
constexpr uint32_t kCells = 5;

class SegmentDistinctTest : public testing::Test {
 protected:
  // The values of each cell, of rows added twice: masked, and picked out.
  std::vector<std::set<int32_t>> Found(SymbolGroups& groups, const storage::SegmentPart& part,
                                       bool knows_cells, const std::vector<uint32_t>& cells) {
    SegmentReader reader(part);
    auto distinct = SegmentDistinct::Bind(groups, reader);
    if (knows_cells) distinct->SetCells(kCells);
    const std::vector<uint8_t> mask(kRows, 1);
    for (uint32_t begin = 0; begin < kRows / 2; begin += kVectorRows) {
      const uint32_t count = std::min(kVectorRows, kRows / 2 - begin);
      distinct->AddMasked(begin, count, {cells.data() + begin, 4},
                          random_() % 2 == 0 ? nullptr : mask.data());
    }
    std::vector<uint32_t> rest(kRows - kRows / 2);
    std::iota(rest.begin(), rest.end(), kRows / 2);
    distinct->AddRows(rest.data(), cells.data() + kRows / 2, static_cast<uint32_t>(rest.size()));
    std::vector<uint32_t> used;
    for (uint32_t cell = 0; cell < kCells; ++cell) {
      used.push_back(cell);
      EXPECT_TRUE(!distinct->marks_cells() || distinct->IsMarked(cell));
    }
    Partial::Distinct result;
    distinct->Finish(used, &result);
    return SetsOf(result);
  }

  static std::vector<std::set<int32_t>> SetsOf(const Partial::Distinct& result) {
    std::vector<std::set<int32_t>> sets(kCells);
    uint32_t first = 0;
    for (size_t cell = 0; cell < kCells; ++cell) {
      for (uint32_t bit = 0; bit < 64 * result.words; ++bit) {
        const uint64_t word = result.bits[cell * result.words + bit / 64];
        if ((word >> bit % 64 & 1) != 0) sets[cell].insert(static_cast<int32_t>(bit));
      }
      for (; result.words == 0 && first < result.ends[cell]; ++first) {
        sets[cell].insert(result.values[first]);
      }
    }
    return sets;
  }

  // By looking at every value of every row.
  static std::vector<std::set<int32_t>> Expected(SymbolGroups& groups,
                                                 const storage::SegmentPart& part,
                                                 const std::vector<uint32_t>& cells) {
    SegmentReader reader(part);
    const auto axis = BoundAxis::Bind(Axis{&groups}, reader);
    const storage::ListShape* shape = nullptr;
    if (groups.field().list() != storage::List::kNone) {
      shape = *reader.LoadShape(groups.field().list());
    }
    std::vector<std::set<int32_t>> sets(kCells);
    for (uint32_t row = 0; row < kRows; ++row) {
      const bool by_element = shape != nullptr && !shape->is_flat;
      const uint32_t first = by_element ? shape->offsets[row] : row;
      const uint32_t end = by_element ? shape->offsets[row + 1] : row + 1;
      for (uint32_t i = first; i < end; ++i) {
        const int32_t group = axis->groups()[axis->LocalAt(i)];
        if (group != GroupedResult::kUnknown) sets[cells[row]].insert(group);
      }
    }
    return sets;
  }

  const uint64_t seed_ = std::random_device()();
  const testing::ScopedTrace trace_{__FILE__, __LINE__, testing::Message() << "seed " << seed_};
  std::mt19937_64 random_{seed_};
  storage::Dictionary dictionary_;
};

TEST_F(SegmentDistinctTest, HasTheValuesOfEachCell) {
  RowHabits habits = RandomHabits(random_);
  habits.variety = 300;
  const SampleSegment segment(1, RandomRows(random_, habits, kRows), dictionary_);
  std::vector<uint32_t> cells(kRows);
  for (uint32_t& cell : cells) cell = static_cast<uint32_t>(random_() % kCells);
  for (const char* name : {"admin1", "country", "initiator", "actor", "tag", "type"}) {
    SCOPED_TRACE(name);
    const QueryField& field = Fields()[*FindField(name)];
    SymbolGroups groups(field, dictionary_);
    for (const auto& part : segment.Both()) {
      const auto expected = Expected(groups, part, cells);
      EXPECT_EQ(Found(groups, part, /*knows_cells=*/true, cells), expected);
      EXPECT_EQ(Found(groups, part, /*knows_cells=*/false, cells), expected);
    }
  }
}

}  // namespace
}  // namespace oxus::query
