#include "server/projection/local_span.h"
#include "server/projection/parts.h"

namespace oxus::projection {

using storage::Column;

void ProjectTime(const oxus::v1::Span& span, storage::RowDraft& row) {
  const LocalSpan local = LocalSpanOf(span);
  const int64_t day = DayOf(local.start_ms);
  const int64_t of_day_ms = local.start_ms - day * kDayMs;
  const bool is_stated = span.precision() != oxus::v1::TIME_PRECISION_UNSPECIFIED;
  row.SetInteger(Column::kDay, day);
  row.SetInteger(Column::kMinute, of_day_ms / kMinuteMs);
  row.SetInteger(Column::kMinuteMs, of_day_ms % kMinuteMs);
  row.SetInteger(Column::kUtcOffset, span.utc_offset_min());
  row.SetInteger(Column::kTimePrecision,
                 is_stated ? span.precision() : oxus::v1::TIME_PRECISION_DAY);
  row.SetInteger(Column::kSpanLengthMs, local.length_ms);
  row.SetInteger(Column::kSpanRestMs,
                 local.last_ms == kEndless ? kEndless : local.last_ms - local.start_ms);
}

}  // namespace oxus::projection
