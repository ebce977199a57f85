#include "server/projection/local_span.h"

namespace oxus::projection {
namespace {

int64_t UnitMs(oxus::v1::TimePrecision precision) {
  switch (precision) {
    case oxus::v1::TIME_PRECISION_MINUTE:
      return kMinuteMs;
    case oxus::v1::TIME_PRECISION_HOUR:
      return kHourMs;
    case oxus::v1::TIME_PRECISION_WEEK:
      return 7 * kDayMs;
    case oxus::v1::TIME_PRECISION_MONTH:
      return 31 * kDayMs;
    case oxus::v1::TIME_PRECISION_YEAR:
      return 366 * kDayMs;
    case oxus::v1::TIME_PRECISION_RANGE:
      return kEndless;
    default:
      return kDayMs;
  }
}

}  // namespace

LocalSpan LocalSpanOf(const oxus::v1::Span& span) {
  const int64_t offset_ms = span.utc_offset_min() * kMinuteMs;
  LocalSpan local;
  local.start_ms = span.start_ms() + offset_ms;
  if (span.has_end_ms()) {
    local.last_ms = span.end_ms() + offset_ms;
    local.length_ms = span.end_ms() - span.start_ms();
    return local;
  }
  local.length_ms = UnitMs(span.precision());
  local.last_ms = local.length_ms == kEndless ? kEndless : local.start_ms + local.length_ms - 1;
  return local;
}

int64_t DayOf(int64_t local_ms) {
  const int64_t day = local_ms / kDayMs;
  return local_ms % kDayMs < 0 ? day - 1 : day;
}

}  // namespace oxus::projection
