#include "server/query/group_axes.h"

#include <algorithm>
#include <utility>

#include "server/query/field_table.h"

namespace oxus::query {

GroupAxes::GroupAxes(oxus::v1::Bucket bucket, const std::vector<size_t>& fields)
    : bucket_(bucket), column_count_(fields.size()) {
  const size_t first = bucket == oxus::v1::BUCKET_UNSPECIFIED ? 0 : 1;
  column_count_ += first;
  for (size_t i = 0; i < fields.size(); ++i) {
    const QueryField& field = Fields()[fields[i]];
    auto axis = std::find_if(axes_.begin(), axes_.end(), [&field](const Axis& other) {
      return field.scope != Scope::kEvent && other.scope == field.scope;
    });
    if (axis == axes_.end()) axis = axes_.insert(axes_.end(), Axis{field.scope, {}, {}});
    axis->columns.push_back(first + i);
    axis->fields.push_back(&field);
  }
}

GroupAxes::Stops GroupAxes::EventStops(const Axis& axis, const EventRow& row) {
  Values values;
  ReadField(*axis.fields.front(), row, values);
  Stops stops;
  for (auto& value : values) stops.push_back(Stop{{std::move(value)}, {}});
  return stops;
}

GroupAxes::Stops GroupAxes::ElementStops(const Axis& axis, const EventRow& row) {
  Stops stops;
  const int count = ElementCount(axis.scope, row.event());
  for (int element = 0; element < count; ++element) {
    GroupKey values;
    for (const QueryField* field : axis.fields) values.push_back(field->read_element(row, element));
    auto stop = std::find_if(stops.begin(), stops.end(),
                             [&values](const Stop& other) { return other.values == values; });
    if (stop == stops.end()) stop = stops.insert(stops.end(), Stop{std::move(values), {}});
    if (axis.scope == Scope::kCasualty) {
      stop->casualties.Add(row.event().incident().casualties(element));
    }
  }
  return stops;
}

void GroupAxes::VisitGroups(const EventRow& row, const Visitor& visitor) const {
  GroupKey key(column_count_);
  if (bucket_ != oxus::v1::BUCKET_UNSPECIFIED) key[0] = BucketText(bucket_, row.span().start_ms);
  std::vector<Stops> stops;
  for (const Axis& axis : axes_) {
    auto found = axis.scope == Scope::kEvent ? EventStops(axis, row) : ElementStops(axis, row);
    if (found.empty()) found.push_back(Stop{GroupKey(axis.fields.size()), {}});
    stops.push_back(std::move(found));
  }
  // Counts through all combinations, the last axis fastest.
  std::vector<size_t> at(axes_.size(), 0);
  while (true) {
    const CasualtyFigures* casualties = nullptr;
    for (size_t i = 0; i < axes_.size(); ++i) {
      const Stop& stop = stops[i][at[i]];
      for (size_t j = 0; j < axes_[i].columns.size(); ++j) {
        key[axes_[i].columns[j]] = stop.values[j];
      }
      if (axes_[i].scope == Scope::kCasualty) casualties = &stop.casualties;
    }
    if (!visitor(key, casualties)) return;
    size_t axis = axes_.size();
    while (axis > 0 && ++at[axis - 1] == stops[axis - 1].size()) at[--axis] = 0;
    if (axis == 0) return;
  }
}

}  // namespace oxus::query
