#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "server/query/columns/axis.h"
#include "server/query/columns/segment_reader.h"

namespace oxus::query {

// The rows of a vector, each as often as it falls into groups: once for every combination of the
// elements that its list axes tell apart.
struct Entries {
  static constexpr uint32_t kNoElement = UINT32_MAX;

  std::vector<uint32_t> rows;
  // By list: the element of each entry (the row itself for a flat list); empty for lists that no
  // axis is of.
  std::array<std::vector<uint32_t>, storage::kListCount> elements;
  // 0 for a further casualty of a group that the row has already: it adds its figures, but is no
  // further event. Empty: all 1.
  std::vector<uint8_t> counts;

  size_t size() const { return rows.size(); }
};

// Makes entries of rows. One thread; axes and reader must outlive it.
class EntryMaker {
 public:
  // `axes` and `bound` belong together.
  static absl::StatusOr<EntryMaker> Make(const std::vector<Axis>& axes,
                                         const std::vector<BoundAxis>& bound,
                                         SegmentReader& reader);

  // False: every row is one entry, and its elements are the rows.
  bool expands() const { return !lists_.empty(); }
  // How many entries a row makes at most, by the number of its elements.
  uint64_t MostEntries(uint32_t row) const;
  // How many it makes.
  uint64_t CountEntries(uint32_t row) const;
  void Expand(const uint32_t* rows, uint32_t count, Entries* entries) const;

 private:
  struct ListAxes {
    storage::List list;
    const storage::ListShape* shape;
    std::vector<const BoundAxis*> axes;
  };

  // An element that a row falls into groups by.
  struct Choice {
    uint32_t element = 0;
    bool counts = true;
  };

  static void Choose(const ListAxes& list, uint32_t row, std::vector<Choice>* choices);
  void ExpandList(const ListAxes& list, Entries* entries) const;

  // Lists that are not flat; casualties last, for the others must not tell them apart.
  std::vector<ListAxes> lists_;
  std::vector<storage::List> flat_lists_;
};

}  // namespace oxus::query
