#include "server/query/columns/partial.h"

#include "server/query/columns/vector_bytes.h"

namespace oxus::query {

void Exclusions::Add(const Exclusions& other) {
  included += other.included;
  planned += other.planned;
  duplicates += other.duplicates;
  time_imprecise += other.time_imprecise;
  place_imprecise += other.place_imprecise;
  below_grade += other.below_grade;
  quarantined_included += other.quarantined_included;
}

size_t Partial::bytes() const {
  size_t bytes = sizeof(*this) + BytesOf(keys) + BytesOf(events) + BytesOf(spread_events) +
                 BytesOf(matching_successors) + BytesOf(matching_replaced) + BytesOf(near_misses);
  for (const auto& axis : axes) bytes += BytesOf(axis);
  for (const auto& measure : sums) bytes += BytesOf(measure);
  for (const auto& measure : spread_sums) bytes += BytesOf(measure);
  for (const auto& measure : distinct) {
    bytes += BytesOf(measure.bits) + BytesOf(measure.ends) + BytesOf(measure.values);
  }
  return bytes;
}

}  // namespace oxus::query
