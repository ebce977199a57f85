#include "server/query/columns/axis.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "server/query/calendar.h"
#include "server/query/field_table.h"
#include "server/query/grouped_result.h"
#include "tests/query/columns/random_rows.h"

namespace oxus::query {
namespace {

using oxus::v1::Bucket;
using reference::ZoneClock;
using storage::Column;
using storage::List;

const QueryField& FieldOf(std::string_view name) { return Fields()[*FindField(name)]; }

class AxisTest : public testing::Test {
 protected:
  static constexpr size_t kRows = 700;

  // Digits are the local numbers, appended to what cells hold.
  void ExpectDigits(const BoundAxis& bound, uint32_t values) {
    std::vector<uint32_t> indexes;
    for (uint32_t i = 0; i < values; ++i) {
      if (random_() % 3 == 0) indexes.push_back(i);
    }
    const uint32_t first = values == 0 ? 0 : static_cast<uint32_t>(random_() % values);
    std::vector<uint32_t> appended(values - first, 3);
    std::vector<uint32_t> gathered(indexes.size(), 2);
    std::vector<uint32_t> set(values - first, 7);
    bound.SetDigits(first, values - first, set.data());
    bound.AppendDigits(first, values - first, appended.data());
    bound.GatherDigits(indexes.data(), static_cast<uint32_t>(indexes.size()), gathered.data());
    for (uint32_t i = first; i < values; ++i) {
      ASSERT_EQ(set[i - first], bound.LocalAt(i));
      ASSERT_EQ(appended[i - first], 3 * bound.size() + bound.LocalAt(i));
    }
    for (size_t i = 0; i < indexes.size(); ++i) {
      ASSERT_EQ(gathered[i], 2 * bound.size() + bound.LocalAt(indexes[i]));
    }
  }

  const uint64_t seed_ = std::random_device()();
  const testing::ScopedTrace trace_{__FILE__, __LINE__, testing::Message() << "seed " << seed_};
  std::mt19937_64 random_{seed_};
  storage::Dictionary dictionary_;
};

void ExpectDistinct(const std::vector<int32_t>& groups) {
  EXPECT_EQ(std::set<int32_t>(groups.begin(), groups.end()).size(), groups.size());
}

TEST_F(AxisTest, SymbolsOfEachValueAreItsGroup) {
  for (int repeat = 0; repeat < 25; ++repeat) {
    const std::vector<SampleRow> rows = RandomRows(random_, RandomHabits(random_), kRows);
    const SampleSegment segment(1, rows, dictionary_);
    for (const char* name :
         {"type", "class", "country", "contested", "is_duplicate", "actor", "actor_country",
          "initiator", "participant_role", "nationality", "victim_role", "tag", "admin1"}) {
      if (!FindField(name)) continue;
      const QueryField& field = FieldOf(name);
      SymbolGroups groups(field, dictionary_);
      for (const storage::SegmentPart& part : segment.Both()) {
        SCOPED_TRACE(std::string(name) + (part.segment->is_sealed() ? " sealed" : " tail"));
        SegmentReader reader(part);
        const auto bound = BoundAxis::Bind(Axis{&groups}, reader);
        ASSERT_TRUE(bound.ok());
        ExpectDistinct(bound->groups());
        std::vector<OptionalValue> expected;
        const bool by_element =
            field.list() != List::kNone && !(*reader.LoadShape(field.list()))->is_flat;
        for (const SampleRow& row : rows) {
          if (field.list() == List::kNone) {
            expected.push_back(ValueIn(field, row.values, dictionary_));
            continue;
          }
          const auto elements = row.elements.find(field.list());
          const bool has_some = elements != row.elements.end();
          if (!has_some && !by_element) expected.push_back(std::nullopt);
          if (!has_some) continue;
          for (const SampleElement& element : elements->second) {
            expected.push_back(ValueIn(field, element, dictionary_));
          }
        }
        for (uint32_t i = 0; i < expected.size(); ++i) {
          ASSERT_EQ(groups.ValueOf(bound->groups()[bound->LocalAt(i)]), expected[i]) << i;
        }
        if (by_element) {
          EXPECT_EQ(bound->groups()[bound->unknown_local()], GroupedResult::kUnknown);
        }
        ExpectDigits(*bound, static_cast<uint32_t>(expected.size()));
        if (HasFailure()) return;
      }
    }
  }
}

TEST_F(AxisTest, BucketsAreThoseOfTheRowsTimes) {
  const auto zone = ZoneClock::Find("Asia/Kabul").value();
  for (int repeat = 0; repeat < 12; ++repeat) {
    const std::vector<SampleRow> rows = RandomRows(random_, RandomHabits(random_), kRows);
    const SampleSegment segment(1, rows, dictionary_);
    for (const Bucket bucket :
         {oxus::v1::BUCKET_HOUR, oxus::v1::BUCKET_DAY, oxus::v1::BUCKET_WEEK,
          oxus::v1::BUCKET_MONTH, oxus::v1::BUCKET_QUARTER, oxus::v1::BUCKET_YEAR}) {
      for (const ZoneClock* clock : {static_cast<const ZoneClock*>(nullptr), &zone}) {
        for (const storage::SegmentPart& part : segment.Both()) {
          SegmentReader reader(part);
          const auto bound = BoundAxis::Bind(Axis{nullptr, bucket, clock}, reader);
          ASSERT_TRUE(bound.ok());
          ExpectDistinct(bound->groups());
          for (uint32_t row = 0; row < kRows; ++row) {
            std::map<Column, int64_t> numbers;
            for (const SampleValue& value : rows[row].values) numbers[value.column] = value.integer;
            ASSERT_LT(bound->LocalAt(row), bound->size());
            if (!numbers.contains(Column::kDay)) continue;
            int64_t ms = numbers[Column::kDay] * kDayMs + numbers[Column::kMinute] * kMinuteMs;
            if (clock != nullptr) {
              ms = clock->ToLocalMs(ms - numbers[Column::kUtcOffset] * kMinuteMs);
            }
            ASSERT_EQ(bound->groups()[bound->LocalAt(row)], BucketNumber(bucket, ms));
          }
          ExpectDigits(*bound, kRows);
          if (HasFailure()) return;
        }
      }
    }
  }
}

TEST_F(AxisTest, ASegmentWithoutValuesIsOneGroup) {
  const SampleSegment segment(1, std::vector<SampleRow>(10), dictionary_);
  SymbolGroups tags(FieldOf("tag"), dictionary_);
  SymbolGroups flags(FieldOf("contested"), dictionary_);
  for (const storage::SegmentPart& part : segment.Both()) {
    for (const Axis& axis : {Axis{&tags}, Axis{&flags}, Axis{nullptr, oxus::v1::BUCKET_DAY}}) {
      SegmentReader reader(part);
      const auto bound = BoundAxis::Bind(axis, reader);
      ASSERT_TRUE(bound.ok());
      EXPECT_EQ(bound->size(), 1u);
      EXPECT_EQ(bound->LocalAt(9), 0u);
      EXPECT_EQ(bound->unknown_local(), 0u);
    }
  }
}

}  // namespace
}  // namespace oxus::query
