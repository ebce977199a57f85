#include "server/query/columns/segment_reader.h"

#include <utility>

namespace oxus::query {

absl::StatusOr<const storage::ColumnData*> SegmentReader::Load(storage::Column column) {
  auto& held = columns_[static_cast<size_t>(column)];
  if (held == nullptr) {
    auto loaded = part_.segment->Load(column);
    if (!loaded.ok()) return loaded.status();
    held = *std::move(loaded);
  }
  return held.get();
}

absl::StatusOr<const storage::ListShape*> SegmentReader::LoadShape(storage::List list) {
  auto& held = shapes_[static_cast<size_t>(list)];
  if (held == nullptr) {
    auto loaded = part_.segment->LoadShape(list);
    if (!loaded.ok()) return loaded.status();
    held = *std::move(loaded);
  }
  return held.get();
}

}  // namespace oxus::query
