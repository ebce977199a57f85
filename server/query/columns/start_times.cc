#include "server/query/columns/start_times.h"

#include <array>
#include <limits>
#include <utility>

#include "server/query/calendar.h"
#include "server/query/columns/kernels.h"
#include "server/query/columns/value_test.h"

namespace oxus::query {
namespace {

using storage::Column;
using storage::ColumnData;

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

// Rounded down.
int64_t DayOf(int64_t ms) { return ms / kDayMs - (ms % kDayMs < 0 ? 1 : 0); }

bool BeginsDay(int64_t ms) { return ms == kLeast || ms % kDayMs == 0; }
bool EndsDay(int64_t ms) { return ms == kMost || (ms + 1) % kDayMs == 0; }

int64_t ValueOr0(const ColumnData& data, uint32_t row) {
  return storage::IsSet(data, row) ? storage::IntegerAt(data, row) : 0;
}

class DayRange final : public BoundPredicate {
 public:
  explicit DayRange(std::unique_ptr<ValueTest> test) : test_(std::move(test)) {}
  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t*, uint8_t* out) override {
    test_->Run(begin, count, out);
    return absl::OkStatus();
  }

 private:
  const std::unique_ptr<ValueTest> test_;
};

// By the millisecond, where the day does not tell.
class ExactRange final : public BoundPredicate {
 public:
  // `inner` holds on days of which all is in the range, `outer` on those of which something may be.
  ExactRange(StartTimes times, int64_t low, int64_t high, std::unique_ptr<ValueTest> inner,
             std::unique_ptr<ValueTest> outer)
      : times_(times), low_(low), high_(high), inner_(std::move(inner)), outer_(std::move(outer)) {}
  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t*, uint8_t* out) override {
    inner_->Run(begin, count, out);
    outer_->Run(begin, count, undecided_.data());
    kernels::AndNot(undecided_.data(), out, count);
    const uint32_t rows = kernels::Select(undecided_.data(), count, rows_.data());
    for (uint32_t i = 0; i < rows; ++i) {
      const int64_t start_ms = times_.At(begin + rows_[i]);
      out[rows_[i]] = low_ <= start_ms && start_ms <= high_;
    }
    return absl::OkStatus();
  }

 private:
  const StartTimes times_;
  const int64_t low_;
  const int64_t high_;
  const std::unique_ptr<ValueTest> inner_;
  const std::unique_ptr<ValueTest> outer_;
  std::array<uint8_t, kVectorRows + 64> undecided_;
  std::array<uint32_t, kVectorRows + 64> rows_;
};

class EndRange final : public BoundPredicate {
 public:
  EndRange(StartTimes times, const ColumnData& rest, int64_t low, int64_t high)
      : times_(times), rest_(rest), low_(low), high_(high) {}
  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t* interest,
                        uint8_t* out) override {
    for (uint32_t i = 0; i < count; ++i) {
      out[i] = 0;
      if (interest[i] == 0) continue;
      const int64_t rest = ValueOr0(rest_, begin + i);
      int64_t end = 0;
      if (rest == kEndless || __builtin_add_overflow(times_.At(begin + i), rest, &end)) {
        end = kEndless;
      }
      out[i] = low_ <= end && end <= high_;
    }
    return absl::OkStatus();
  }

 private:
  const StartTimes times_;
  const ColumnData& rest_;
  const int64_t low_;
  const int64_t high_;
};

}  // namespace

absl::StatusOr<StartTimes> StartTimes::Load(SegmentReader& reader,
                                            const reference::ZoneClock* zone) {
  StartTimes times;
  times.zone_ = zone;
  for (const auto& [column, held] :
       {std::pair{Column::kDay, &times.day_}, std::pair{Column::kMinute, &times.minute_},
        std::pair{Column::kMinuteMs, &times.minute_ms_},
        std::pair{Column::kUtcOffset, &times.utc_offset_}}) {
    if (column == Column::kUtcOffset && zone == nullptr) continue;
    auto loaded = reader.Load(column);
    if (!loaded.ok()) return loaded.status();
    *held = *loaded;
  }
  return times;
}

int64_t StartTimes::At(uint32_t row) const { return After(row, 0); }

int64_t StartTimes::After(uint32_t row, int64_t later_ms) const {
  const int64_t start = ValueOr0(*day_, row) * kDayMs + ValueOr0(*minute_, row) * kMinuteMs +
                        ValueOr0(*minute_ms_, row);
  int64_t own = 0;
  if (later_ms == kMost || __builtin_add_overflow(start, later_ms, &own)) return kEndless;
  if (zone_ == nullptr) return own;
  return zone_->ToLocalMs(own - ValueOr0(*utc_offset_, row) * kMinuteMs);
}

absl::StatusOr<Binding> BindStartRange(SegmentReader& reader, const reference::ZoneClock* zone,
                                       int64_t low_ms, int64_t high_ms) {
  if (low_ms > high_ms) return Whole(false);
  if (low_ms == kLeast && high_ms == kMost) return Whole(true);
  const storage::Zone days = reader.zone(Column::kDay);
  if (days.all_absent()) return Whole(false);
  // Another clock shows another day, at most one and a bit away.
  const int64_t shift = zone == nullptr ? 0 : 2;
  const int64_t low_day = DayOf(low_ms);
  const int64_t high_day = DayOf(high_ms);
  if (days.max < low_day - shift || days.min > high_day + shift) {
    return Whole(false);
  }
  const bool low_passed =
      days.min > low_day + shift || (shift == 0 && BeginsDay(low_ms) && days.min == low_day);
  const bool high_passed =
      days.max < high_day - shift || (shift == 0 && EndsDay(high_ms) && days.max == high_day);
  if (low_passed && high_passed) return Whole(true);
  auto data = reader.Load(Column::kDay);
  if (!data.ok()) return data.status();
  Binding binding{Binding::Outcome::kSome, nullptr};
  if (zone == nullptr && BeginsDay(low_ms) && EndsDay(high_ms)) {
    binding.rows = std::make_unique<DayRange>(IntegerRangeTest(**data, low_day, high_day));
    return binding;
  }
  auto times = StartTimes::Load(reader, zone);
  if (!times.ok()) return times.status();
  binding.rows = std::make_unique<ExactRange>(
      *times, low_ms, high_ms, IntegerRangeTest(**data, low_day + shift + 1, high_day - shift - 1),
      IntegerRangeTest(**data, low_day - shift, high_day + shift));
  return binding;
}

absl::StatusOr<Binding> BindEndRange(SegmentReader& reader, int64_t low_ms, int64_t high_ms) {
  if (low_ms > high_ms) return Whole(false);
  auto times = StartTimes::Load(reader, nullptr);
  if (!times.ok()) return times.status();
  auto rest = reader.Load(Column::kSpanRestMs);
  if (!rest.ok()) return rest.status();
  return Binding{Binding::Outcome::kSome,
                 std::make_unique<EndRange>(*times, **rest, low_ms, high_ms)};
}

}  // namespace oxus::query
