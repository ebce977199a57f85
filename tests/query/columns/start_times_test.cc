#include "server/query/columns/start_times.h"

#include <gtest/gtest.h>

#include <random>

#include "server/query/calendar.h"
#include "tests/query/columns/sample_segment.h"

namespace oxus::query {
namespace {

using reference::ZoneClock;
using storage::Column;
using Random = std::mt19937_64;

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

// When one row began and how long it lasted.
struct Time {
  int64_t day = 0;
  int64_t minute = 0;
  int64_t minute_ms = 0;
  int64_t utc_offset = 0;
  int64_t rest = 0;

  int64_t local_ms() const { return day * kDayMs + minute * kMinuteMs + minute_ms; }
  int64_t At(const ZoneClock* zone) const {
    return zone == nullptr ? local_ms() : zone->ToLocalMs(local_ms() - utc_offset * kMinuteMs);
  }
  int64_t end_ms() const { return rest == kEndless ? kEndless : local_ms() + rest; }
};

SampleRow RowOf(const Time& time) {
  SampleRow row;
  row.values = {{Column::kDay, time.day}};
  // As events are written: what is 0 is left out.
  if (time.minute != 0) row.values.push_back({Column::kMinute, time.minute});
  if (time.minute_ms != 0) row.values.push_back({Column::kMinuteMs, time.minute_ms});
  if (time.utc_offset != 0) row.values.push_back({Column::kUtcOffset, time.utc_offset});
  if (time.rest != 0) row.values.push_back({Column::kSpanRestMs, time.rest});
  return row;
}

Time RandomTime(Random& random, int64_t first_day, int64_t days) {
  const auto below = [&random](int64_t limit) {
    return static_cast<int64_t>(random() % static_cast<uint64_t>(limit));
  };
  Time time;
  time.day = first_day + below(days);
  if (random() % 3 != 0) time.minute = below(1440);
  if (random() % 4 == 0) time.minute_ms = below(60'000);
  if (random() % 5 != 0) time.utc_offset = below(29) * 60 - 14 * 60 + 30 * below(2);
  const int64_t rests[] = {0, 1, kDayMs - 1, 40 * kDayMs, kEndless};
  time.rest = rests[random() % std::size(rests)];
  return time;
}

class StartTimesTest : public testing::Test {
 protected:
  // Rows of random times, one in eight no event; not of any time before `events` are there.
  void MakeRows(int64_t first_day, int64_t days, size_t rows) {
    times_.clear();
    std::vector<SampleRow> made;
    for (size_t i = 0; i < rows; ++i) {
      times_.emplace_back();
      if (random_() % 8 != 0) times_.back() = RandomTime(random_, first_day, days);
      made.push_back(times_.back() ? RowOf(*times_.back()) : SampleRow());
    }
    segment_ = std::make_unique<SampleSegment>(1, made, dictionary_);
  }

  // Near what rows have, so that ranges begin and end at them.
  int64_t RandomEnd(const ZoneClock* zone) {
    int64_t end = 0;
    for (int tries = 0; tries < 50; ++tries) {
      const auto& time = times_[random_() % times_.size()];
      if (time) end = time->At(zone);
    }
    switch (random_() % 6) {
      case 0:
        return end + static_cast<int64_t>(random_() % 3) - 1;
      case 1:
        return end - ((end % kDayMs) + kDayMs) % kDayMs;
      case 2:
        return end - ((end % kDayMs) + kDayMs) % kDayMs - 1;
      case 3:
        return end + (static_cast<int64_t>(random_() % 21) - 10) * kDayMs / 2;
      case 4:
        return random_() % 2 == 0 ? kLeast : kMost;
      default:
        return end;
    }
  }

  template <typename TimeOf>
  void ExpectRows(const Binding& binding, int64_t low, int64_t high, const TimeOf& time_of) {
    const auto rows = static_cast<uint32_t>(times_.size());
    std::vector<uint8_t> out(rows + 1, 0xa5);
    std::vector<uint8_t> interest(rows, 1);
    if (binding.outcome == Binding::Outcome::kSome) {
      for (uint32_t begin = 0; begin < rows; begin += 1000) {
        const uint32_t count = std::min(1000u, rows - begin);
        ASSERT_TRUE(
            binding.rows->Evaluate(begin, count, interest.data() + begin, out.data() + begin).ok());
      }
    } else {
      std::fill(out.begin(), out.end(), binding.outcome == Binding::Outcome::kAll ? 1 : 0);
    }
    for (uint32_t row = 0; row < rows; ++row) {
      if (!times_[row]) continue;
      const int64_t time = time_of(*times_[row]);
      ASSERT_EQ(out[row], low <= time && time <= high ? 1 : 0)
          << "row " << row << " at " << time << " in [" << low << ", " << high << "]";
    }
  }

  const uint64_t seed_ = std::random_device()();
  const testing::ScopedTrace trace_{__FILE__, __LINE__, testing::Message() << "seed " << seed_};
  Random random_{seed_};
  storage::Dictionary dictionary_;
  std::vector<std::optional<Time>> times_;
  std::unique_ptr<SampleSegment> segment_;
};

struct Days {
  int64_t first;
  int64_t count;
};
// Around 1970, long before and after; on one day, near each other, and in many widths.
constexpr Days kDays[] = {{20'000, 1}, {-1, 1},        {0, 1},           {-3, 6},
                          {-200, 400}, {-30'000, 300}, {19'000, 30'000}, {-700'000, 3'000'000}};

TEST_F(StartTimesTest, AreTheEventsOwnOrThoseOfAZone) {
  const auto dushanbe = ZoneClock::Find("Asia/Dushanbe");
  ASSERT_TRUE(dushanbe.ok());
  for (const Days& days : kDays) {
    MakeRows(days.first, days.count, 500);
    for (const ZoneClock* zone : {static_cast<const ZoneClock*>(nullptr), &*dushanbe}) {
      for (const storage::SegmentPart& part : segment_->Both()) {
        SegmentReader reader(part);
        const auto times = StartTimes::Load(reader, zone);
        ASSERT_TRUE(times.ok());
        for (uint32_t row = 0; row < 500; ++row) {
          if (!times_[row]) continue;
          ASSERT_EQ(times->At(row), times_[row]->At(zone));
        }
      }
    }
  }
}

TEST_F(StartTimesTest, RangesHoldForTheRowsThatBeganInThem) {
  std::vector<ZoneClock> zones;
  for (const char* name : {"Asia/Dushanbe", "Pacific/Kiritimati", "Pacific/Niue"}) {
    zones.push_back(ZoneClock::Find(name).value());
  }
  std::set<Binding::Outcome> outcomes;
  for (const Days& days : kDays) {
    MakeRows(days.first, days.count, 300);
    for (int repeat = 0; repeat < 120 && !HasFailure(); ++repeat) {
      const size_t choice = random_() % (zones.size() + 2);
      const ZoneClock* const zone = choice < zones.size() ? &zones[choice] : nullptr;
      const int64_t low = RandomEnd(zone);
      const int64_t high = RandomEnd(zone);
      for (const storage::SegmentPart& part : segment_->Both()) {
        SegmentReader reader(part);
        const auto binding = BindStartRange(reader, zone, low, high);
        ASSERT_TRUE(binding.ok());
        outcomes.insert(binding->outcome);
        ExpectRows(*binding, low, high, [zone](const Time& time) { return time.At(zone); });
      }
    }
  }
  EXPECT_EQ(outcomes.size(), 3u);
}

TEST_F(StartTimesTest, ZonesDecideWithoutLookingAtRows) {
  MakeRows(100, 10, 300);
  const auto outcome = [&](int64_t low, int64_t high) {
    SegmentReader reader(segment_->sealed());
    return BindStartRange(reader, nullptr, low, high)->outcome;
  };
  EXPECT_EQ(outcome(100 * kDayMs, 110 * kDayMs - 1), Binding::Outcome::kAll);
  EXPECT_EQ(outcome(kLeast, kMost), Binding::Outcome::kAll);
  EXPECT_EQ(outcome(100 * kDayMs + 1, 110 * kDayMs - 1), Binding::Outcome::kSome);
  EXPECT_EQ(outcome(100 * kDayMs, 110 * kDayMs - 2), Binding::Outcome::kSome);
  EXPECT_EQ(outcome(kLeast, 100 * kDayMs - 1), Binding::Outcome::kNone);
  EXPECT_EQ(outcome(110 * kDayMs, kMost), Binding::Outcome::kNone);
  EXPECT_EQ(outcome(105 * kDayMs, 104 * kDayMs), Binding::Outcome::kNone);
}

TEST_F(StartTimesTest, ASegmentWithoutEventsHasNothingInARange) {
  const SampleSegment segment(1, std::vector<SampleRow>(5), dictionary_);
  for (const storage::SegmentPart& part : segment.Both()) {
    SegmentReader reader(part);
    EXPECT_EQ(BindStartRange(reader, nullptr, 0, kMost)->outcome, Binding::Outcome::kNone);
  }
}

TEST_F(StartTimesTest, EndRangesHoldForTheRowsThatEndedInThem) {
  for (const Days& days : kDays) {
    MakeRows(days.first, days.count, 300);
    for (int repeat = 0; repeat < 60 && !HasFailure(); ++repeat) {
      const int64_t low = RandomEnd(nullptr);
      const int64_t high = RandomEnd(nullptr);
      for (const storage::SegmentPart& part : segment_->Both()) {
        SegmentReader reader(part);
        const auto binding = BindEndRange(reader, low, high);
        ASSERT_TRUE(binding.ok());
        ExpectRows(*binding, low, high, [](const Time& time) { return time.end_ms(); });
      }
    }
  }
}

}  // namespace
}  // namespace oxus::query
