#include "server/query/columns/segment_reader.h"

#include <cstddef>
#include <utility>

namespace oxus::query {
namespace {

constexpr size_t kLineBytes = 64;

void FetchLines(const std::byte* values, uint32_t first, uint32_t count, size_t width) {
  if (values == nullptr) return;
  const std::byte* const end = values + (first + count) * width;
  for (const std::byte* line = values + first * width; line < end; line += kLineBytes) {
    __builtin_prefetch(line, 0, 2);
  }
}

}  // namespace

absl::StatusOr<const storage::ColumnData*> SegmentReader::Load(storage::Column column) {
  auto& held = columns_[static_cast<size_t>(column)];
  if (held == nullptr) {
    auto loaded = part_.segment->Load(column);
    if (!loaded.ok()) return loaded.status();
    held = *std::move(loaded);
    auto by_row = IsByRow(column);
    if (!by_row.ok()) return by_row.status();
    if (*by_row) by_row_.push_back(held.get());
  }
  return held.get();
}

absl::StatusOr<bool> SegmentReader::IsByRow(storage::Column column) {
  const storage::List list = storage::InfoOf(column).list;
  if (list == storage::List::kNone) return true;
  auto shape = LoadShape(list);
  if (!shape.ok()) return shape.status();
  return (*shape)->is_flat;
}

void SegmentReader::Prefetch(size_t columns, uint32_t first, uint32_t count) const {
  for (size_t i = 0; i < columns; ++i) {
    FetchLines(by_row_[i]->as<std::byte>(), first, count, by_row_[i]->width);
    FetchLines(reinterpret_cast<const std::byte*>(by_row_[i]->present), first, count, 1);
  }
}

absl::StatusOr<const storage::ListShape*> SegmentReader::LoadShape(storage::List list) {
  auto& held = shapes_[static_cast<size_t>(list)];
  if (held == nullptr) {
    auto loaded = part_.segment->LoadShape(list);
    if (!loaded.ok()) return loaded.status();
    held = *std::move(loaded);
    if (!held->is_flat && part_.rows <= held->single_rows) {
      held = std::make_shared<const storage::ListShape>();
    }
  }
  return held.get();
}

}  // namespace oxus::query
