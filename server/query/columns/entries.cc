#include "server/query/columns/entries.h"

#include <algorithm>
#include <utility>

namespace oxus::query {
namespace {

using storage::List;

uint32_t LocalOf(const BoundAxis& axis, uint32_t element) {
  return element == Entries::kNoElement ? axis.unknown_local() : axis.LocalAt(element);
}

bool SameGroup(const std::vector<const BoundAxis*>& axes, uint32_t a, uint32_t b) {
  return std::all_of(axes.begin(), axes.end(), [a, b](const BoundAxis* axis) {
    return LocalOf(*axis, a) == LocalOf(*axis, b);
  });
}

}  // namespace

absl::StatusOr<EntryMaker> EntryMaker::Make(const std::vector<Axis>& axes,
                                            const std::vector<BoundAxis>& bound,
                                            SegmentReader& reader) {
  EntryMaker maker;
  for (size_t i = 0; i < axes.size(); ++i) {
    const List list = axes[i].list();
    if (list == List::kNone) continue;
    auto shape = reader.LoadShape(list);
    if (!shape.ok()) return shape.status();
    if ((*shape)->is_flat) {
      maker.flat_lists_.push_back(list);
      continue;
    }
    const auto same = [list](const ListAxes& other) { return other.list == list; };
    auto known = std::find_if(maker.lists_.begin(), maker.lists_.end(), same);
    if (known == maker.lists_.end()) {
      known = maker.lists_.insert(maker.lists_.end(), ListAxes{list, *shape, {}});
    }
    known->axes.push_back(&bound[i]);
  }
  std::stable_partition(maker.lists_.begin(), maker.lists_.end(),
                        [](const ListAxes& list) { return list.list != List::kCasualty; });
  return maker;
}

uint64_t EntryMaker::MostEntries(uint32_t row) const {
  uint64_t entries = 1;
  for (const ListAxes& list : lists_) {
    const uint32_t elements = list.shape->offsets[row + 1] - list.shape->offsets[row];
    entries *= std::max<uint32_t>(elements, 1);
  }
  return entries;
}

uint64_t EntryMaker::CountEntries(uint32_t row) const {
  uint64_t entries = 1;
  std::vector<Choice> choices;
  for (const ListAxes& list : lists_) {
    Choose(list, row, &choices);
    entries *= choices.size();
  }
  return entries;
}

void EntryMaker::Expand(const uint32_t* rows, uint32_t count, Entries* entries) const {
  entries->rows.assign(rows, rows + count);
  for (auto& elements : entries->elements) elements.clear();
  entries->counts.clear();
  for (const ListAxes& list : lists_) ExpandList(list, entries);
  for (const List list : flat_lists_) {
    entries->elements[static_cast<size_t>(list)] = entries->rows;
  }
}

void EntryMaker::Choose(const ListAxes& list, uint32_t row, std::vector<Choice>* choices) {
  choices->clear();
  const uint32_t first = list.shape->offsets[row];
  const uint32_t end = list.shape->offsets[row + 1];
  if (first == end) choices->push_back({Entries::kNoElement, true});
  for (uint32_t element = first; element < end; ++element) {
    bool repeats = false;
    for (uint32_t before = first; before < element && !repeats; ++before) {
      repeats = SameGroup(list.axes, before, element);
    }
    if (!repeats || list.list == List::kCasualty) choices->push_back({element, !repeats});
  }
}

void EntryMaker::ExpandList(const ListAxes& list, Entries* entries) const {
  Entries grown;
  std::vector<uint32_t>& own = grown.elements[static_cast<size_t>(list.list)];
  const bool keeps_repeats = list.list == List::kCasualty;
  const auto add = [&](size_t entry, uint32_t element, bool counts) {
    grown.rows.push_back(entries->rows[entry]);
    own.push_back(element);
    if (keeps_repeats) grown.counts.push_back(counts ? 1 : 0);
    for (const ListAxes& other : lists_) {
      const auto at = static_cast<size_t>(other.list);
      if (&other == &list) break;
      grown.elements[at].push_back(entries->elements[at][entry]);
    }
  };
  std::vector<Choice> choices;
  for (size_t entry = 0; entry < entries->rows.size(); ++entry) {
    const uint32_t row = entries->rows[entry];
    // Entries of one row are neighbours and choose alike.
    if (entry == 0 || entries->rows[entry - 1] != row) Choose(list, row, &choices);
    for (const Choice& choice : choices) add(entry, choice.element, choice.counts);
  }
  *entries = std::move(grown);
}

}  // namespace oxus::query
