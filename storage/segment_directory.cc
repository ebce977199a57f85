#include "storage/segment_directory.h"

#include <algorithm>
#include <utility>

namespace oxus::storage {

std::shared_ptr<const SegmentDirectory::List> SegmentDirectory::list() const {
  const std::lock_guard lock(mutex_);
  return list_;
}

void SegmentDirectory::Assign(List list) {
  const std::lock_guard lock(mutex_);
  list_ = std::make_shared<List>(std::move(list));
}

void SegmentDirectory::Append(std::shared_ptr<Segment> segment) {
  const std::lock_guard lock(mutex_);
  auto list = std::make_shared<List>(*list_);
  list->push_back(std::move(segment));
  list_ = std::move(list);
}

void SegmentDirectory::Replace(std::shared_ptr<Segment> segment) {
  const std::lock_guard lock(mutex_);
  auto list = std::make_shared<List>(*list_);
  const size_t index = IndexOfHolder(*list, segment->first_sequence());
  (*list)[index] = std::move(segment);
  list_ = std::move(list);
}

std::vector<SegmentPart> SegmentDirectory::PartsUpTo(uint64_t last_sequence) const {
  const std::shared_ptr<const List> segments = list();
  std::vector<SegmentPart> parts;
  parts.reserve(segments->size());
  for (size_t i = 0; i < segments->size(); ++i) {
    const uint64_t first = (*segments)[i]->first_sequence();
    if (first > last_sequence) break;
    uint64_t end = last_sequence + 1;
    if (i + 1 < segments->size()) end = std::min(end, (*segments)[i + 1]->first_sequence());
    parts.push_back({(*segments)[i], static_cast<uint32_t>(end - first)});
  }
  return parts;
}

size_t IndexOfHolder(const SegmentDirectory::List& list, uint64_t sequence) {
  const auto after = std::upper_bound(
      list.begin(), list.end(), sequence,
      [](uint64_t value, const auto& segment) { return value < segment->first_sequence(); });
  return static_cast<size_t>(after - list.begin()) - 1;
}

}  // namespace oxus::storage
