#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "server/filter/filter.h"
#include "server/query/columns/binding.h"
#include "server/query/columns/segment_reader.h"
#include "server/query/limits.h"
#include "storage/event_store.h"

namespace oxus::query {

// What a filter is taken to mean where something is not known well enough.
struct Leniency {
  // Places known as ADMIN1 or coarser are judged by their point.
  bool places = false;
  // Every grade will do.
  bool grades = false;
};

// A filter, or a part of it, ready to be tied to segments. Immutable; any thread.
class Predicate {
 public:
  virtual ~Predicate() = default;

  // Goes by zones where they tell enough; else loads columns. The reader must outlive the answer.
  virtual absl::StatusOr<Binding> Bind(SegmentReader& reader, Leniency leniency) const = 0;

  // Cheaper ones are asked first: nanoseconds a row, roughly.
  virtual double cost() const = 0;
};

// What predicates may need beside the columns.
struct PredicateContext {
  // For fields that no column holds.
  const storage::Snapshot& snapshot;
  // Polled while events are read.
  const Cancelled& cancelled;

  const storage::Dictionary& dictionary() const { return snapshot.dictionary(); }
};

// Null for a filter that takes everything. The filter's node and the context must outlive it.
std::unique_ptr<Predicate> MakePredicate(const filter::Filter& filter,
                                         const PredicateContext& context);

// Whether the filter asks for something that leniency may change.
bool AsksForPlaces(const filter::Filter& filter);
bool AsksForGrades(const filter::Filter& filter);

}  // namespace oxus::query
