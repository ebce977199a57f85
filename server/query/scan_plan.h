#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "oxus/v1/query_service.pb.h"
#include "server/filter/filter.h"
#include "server/query/calendar.h"
#include "server/query/row_selection.h"
#include "server/reference/time_zone.h"
#include "storage/columns/column.h"

namespace oxus::query {

// Something that is added up over the events of a group, and can be merged from parts.
struct Measure {
  enum class Kind {
    kEvents,
    // The sum of an integer column, not set when no event has a value. Grouped by a field of
    // casualties, the sum of `element_column` over the casualties of the group instead.
    kSum,
    // The mean of an integer column in thousandths, over the events that have a value.
    kMean,
    // How many different values of `field` the events have.
    kDistinct,
  };
  Kind kind = Kind::kEvents;
  storage::Column column = storage::Column::kRecordType;
  // kSum of a figure of casualties; else kRecordType.
  storage::Column element_column = storage::Column::kRecordType;
  // kDistinct: into the field table.
  size_t field = 0;

  bool operator==(const Measure&) const = default;
};

// What of an aggregate has to be found in the rows; the rest is done with the groups.
struct ScanPlan {
  filter::Filter filter;
  Interval interval;
  // Null: buckets and the interval are read on each event's own clock.
  std::shared_ptr<const reference::ZoneClock> zone;
  // As it was asked for; empty without a zone.
  std::string zone_name;
  oxus::v1::Bucket bucket = oxus::v1::BUCKET_UNSPECIFIED;
  // Into the field table.
  std::vector<size_t> group_by;
  std::vector<Measure> measures;
  ModalitySet modalities;
  bool include_duplicates = false;
  oxus::v1::ImpreciseTimes imprecise = oxus::v1::IMPRECISE_TIMES_EXCLUDE;
  uint64_t as_of = 0;

  bool has_bucket() const { return bucket != oxus::v1::BUCKET_UNSPECIFIED; }
  // The bucket first, then group_by.
  size_t axis_count() const { return group_by.size() + (has_bucket() ? 1 : 0); }
  // Spans longer than this have no one place in the answer: the lesser of bucket and interval.
  int64_t LongestSpanMs() const;
};

}  // namespace oxus::query
