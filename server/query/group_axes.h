#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "oxus/v1/query_service.pb.h"
#include "server/query/casualty_figures.h"
#include "server/query/query_field.h"

namespace oxus::query {

// The values that name a group, one for each group column; nullopt is "unknown".
using GroupKey = std::vector<OptionalValue>;

// Says which groups an event falls into. Group fields read from the same repeated part (see
// Scope) vary together, all others on their own: the groups of an event are the cross product
// of what these axes hold, each combination once. An axis that holds nothing counts as unknown.
class GroupAxes {
 public:
  // The bucket, unless UNSPECIFIED, is the first column; `fields` index the field table.
  GroupAxes(oxus::v1::Bucket bucket, const std::vector<size_t>& fields);

  // Return false to stop. `casualties` is set when the grouping tells casualties apart: the sum
  // of those in the group. Both are valid during the call only.
  using Visitor = std::function<bool(const GroupKey& key, const CasualtyFigures* casualties)>;

  void VisitGroups(const EventRow& row, const Visitor& visitor) const;

 private:
  struct Axis {
    Scope scope = Scope::kEvent;
    // In the group key; with Scope::kEvent there is one.
    std::vector<size_t> columns;
    std::vector<const QueryField*> fields;
  };
  // One place on an axis.
  struct Stop {
    GroupKey values;
    CasualtyFigures casualties;
  };
  using Stops = std::vector<Stop>;

  static Stops EventStops(const Axis& axis, const EventRow& row);
  static Stops ElementStops(const Axis& axis, const EventRow& row);

  oxus::v1::Bucket bucket_;
  size_t column_count_;
  std::vector<Axis> axes_;
};

}  // namespace oxus::query
