#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

#include "server/projection/projection.h"
#include "tests/projection/expected_row.h"
#include "tests/projection/row_text.h"
#include "tests/support/random_event.h"

namespace oxus::projection {
namespace {

constexpr int kEvents = 4000;

TEST(ProjectionPropertyTest, EveryColumnIsWhatTheEventSays) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < kEvents; ++i) {
    const v1::Event event = test::RandomEvent(random);
    storage::RowDraft draft(/*dictionary=*/nullptr);
    ProjectEvent(event, draft);
    ASSERT_EQ(test::DifferenceOf(test::ReadRow(draft.cells()), test::ExpectedRow(event)), "")
        << event.DebugString();
  }
}

TEST(ProjectionPropertyTest, RowsOfOneDraftAreStretchesOfIt) {
  std::mt19937_64 random(7);
  storage::RowDraft draft(/*dictionary=*/nullptr);
  std::vector<size_t> ends = {0};
  std::vector<v1::Event> events;
  for (int i = 0; i < 50; ++i) {
    events.push_back(test::RandomEvent(random));
    ProjectEvent(events.back(), draft);
    ends.push_back(draft.cells().size());
  }
  for (size_t i = 0; i < events.size(); ++i) {
    const auto row = draft.cells().subspan(ends[i], ends[i + 1] - ends[i]);
    EXPECT_EQ(test::DifferenceOf(test::ReadRow(row), test::ExpectedRow(events[i])), "");
  }
}

// Guards the property above: a column that no event ever sets is not tested by it.
TEST(ProjectionPropertyTest, RandomEventsFillEveryColumnOfAnEvent) {
  using storage::Column;
  const std::set<Column> of_the_store = {Column::kRecordType, Column::kQuarantined,
                                         Column::kReceivedMs, Column::kPrevious,
                                         Column::kPrincipal};
  std::mt19937_64 random(1);
  storage::RowDraft draft(/*dictionary=*/nullptr);
  for (int i = 0; i < kEvents; ++i) ProjectEvent(test::RandomEvent(random), draft);
  std::set<Column> filled;
  for (const storage::Cell& cell : draft.cells()) {
    if (cell.kind != storage::Cell::Kind::kElement) filled.insert(cell.column);
  }
  for (const storage::ColumnInfo& info : storage::Columns()) {
    EXPECT_NE(filled.count(info.column), of_the_store.count(info.column)) << info.name;
  }
}

}  // namespace
}  // namespace oxus::projection
