#pragma once

#include <map>
#include <string>
#include <vector>

#include "oxus/v1/query_service.pb.h"
#include "tests/query/scan/groups.h"
#include "tests/query/scan/question.h"
#include "tests/query/scan/recount.h"
#include "tests/query/scan/tally.h"

namespace oxus::scan {

// A row of the answer before its metrics are read.
struct Line {
  // As in Groups.
  GroupKey key;
  // Holds what was cut; its key has nothing but the bucket.
  bool is_other = false;
  Tally now;
  // Beside it, when two periods are compared. Several lines may stand beside the same.
  Tally before;
  OptionalValue before_bucket;
  // When it holds what was cut, that by group of the period before: rows may have one in common.
  std::map<GroupKey, Tally> cut_before;
};
using Lines = std::vector<Line>;

// Every group of one period or the other.
Lines PairPeriods(const v1::AggregateRequest& request, const Question& question, const Recount& now,
                  const Recount* before);

// Reads the metrics of lines.
class LineReader {
 public:
  // `all`: every group, before any is cut.
  LineReader(const v1::AggregateRequest& request, const Question& question, const Recount& now,
             const Recount* before, const Lines& all);

  // With a comparison "events" is followed by "events_previous", "events_delta" and
  // "events_ratio".
  std::vector<std::string> Columns() const;
  // One for each column. `series`: lines with the same key but for the bucket.
  std::vector<v1::Value> Read(const Line& line, const Lines& series) const;

 private:
  v1::Value ReadOne(const Metric& metric, const Line& line, const Lines& series,
                    bool is_before) const;
  v1::Value Plain(const Metric& metric, const Tally& tally, bool is_before) const;

  const Question& question_;
  const bool compares_;
  const bool in_parts_now_;
  const bool in_parts_before_;
  // The sum over all groups, by plain metric.
  std::map<std::string, double> totals_now_;
  std::map<std::string, double> totals_before_;
};

// 0 for what is not set.
double NumberOf(const v1::Value& value);
bool IsSet(const v1::Value& value);

}  // namespace oxus::scan
