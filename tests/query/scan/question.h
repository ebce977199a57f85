#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "oxus/v1/query_service.pb.h"
#include "server/filter/filter.h"
#include "storage/event_store.h"
#include "tests/query/scan/clock.h"

namespace oxus::scan {

// A metric as it was asked for: "share(killed)" is the share of the plain metric "killed".
struct Metric {
  enum class Form { kPlain, kShare, kCumulative };
  std::string name;
  Form form = Form::kPlain;
  // "killed" or "distinct(actor)".
  std::string plain;
};

// An AggregateRequest, read.
struct Question {
  filter::Filter filter;
  Clock clock;
  Interval interval;
  v1::Bucket bucket = v1::BUCKET_UNSPECIFIED;
  std::vector<std::string> group_by;
  std::vector<Metric> metrics;
  std::set<int> modalities;
  bool include_duplicates = false;
  v1::ImpreciseTimes imprecise = v1::IMPRECISE_TIMES_EXCLUDE;
  uint64_t as_of = 0;

  bool has_bucket() const { return bucket != v1::BUCKET_UNSPECIFIED; }
  // Longer spans have no one place in the answer.
  int64_t LongestPreciseMs() const;
  // The plain metrics behind those asked for.
  std::set<std::string> PlainMetrics() const;
};

// The state a request asks for.
absl::StatusOr<uint64_t> ReadAsOf(const storage::Snapshot& snapshot, uint64_t as_of_sequence,
                                  const google::protobuf::Timestamp* as_of_time);

// INVALID_ARGUMENT for the faults that tests make; the rest is up to what is tested.
absl::StatusOr<Question> ReadQuestion(const storage::Snapshot& snapshot,
                                      const v1::AggregateRequest& request);

}  // namespace oxus::scan
