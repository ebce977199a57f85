#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "server/query/columns/predicate.h"
#include "server/query/columns/segment_reader.h"
#include "server/reference/time_zone.h"

namespace oxus::query {

// When the events of one segment began, in local milliseconds: by each event's own clock, or by
// that of one zone for all. Rows that are no event give any time. One thread; reader and zone must
// outlive it.
class StartTimes {
 public:
  static absl::StatusOr<StartTimes> Load(SegmentReader& reader, const reference::ZoneClock* zone);

  int64_t At(uint32_t row) const;
  // What the clock shows `later_ms` after the start; kEndless when that is beyond all time.
  int64_t After(uint32_t row, int64_t later_ms) const;

 private:
  const storage::ColumnData* day_ = nullptr;
  const storage::ColumnData* minute_ = nullptr;
  const storage::ColumnData* minute_ms_ = nullptr;
  const storage::ColumnData* utc_offset_ = nullptr;
  const reference::ZoneClock* zone_ = nullptr;
};

// Rows that began in [low_ms, high_ms], both included.
absl::StatusOr<Binding> BindStartRange(SegmentReader& reader, const reference::ZoneClock* zone,
                                       int64_t low_ms, int64_t high_ms);

// Rows whose last moment is in [low_ms, high_ms], on their own clock.
absl::StatusOr<Binding> BindEndRange(SegmentReader& reader, int64_t low_ms, int64_t high_ms);

}  // namespace oxus::query
