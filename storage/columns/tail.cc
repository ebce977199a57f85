#include "storage/columns/tail.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>
#include <vector>

#include "storage/columns/spare_memory.h"

namespace oxus::storage {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr uint32_t kElementsPerRow = kSegmentElements / kSegmentRows;
// A record has 64 KiB and each element of it two bytes at least, and there are fewer pairs of
// sides, so an empty tail takes any row.
constexpr uint32_t kLeastListCapacity = 32'768;
constexpr size_t kPageBytes = 4096;
constexpr int64_t kLowest = std::numeric_limits<int64_t>::min();
constexpr int64_t kHighest = std::numeric_limits<int64_t>::max();

size_t WidthOf(ColumnType type) {
  return type == ColumnType::kCode ? sizeof(uint32_t) : sizeof(int64_t);
}

// Room for `count` values and for loops that run over the end, in whole pages.
size_t ArrayBytes(size_t count, size_t width) {
  return (count * width + 64 + kPageBytes - 1) / kPageBytes * kPageBytes;
}

// Hands out arrays of one range.
class Carver {
 public:
  explicit Carver(std::byte* begin) : begin_(begin) {}

  template <typename T>
  T* Take(size_t count, size_t width) {
    std::byte* const array = begin_ == nullptr ? nullptr : begin_ + used_;
    used_ += ArrayBytes(count, width);
    return reinterpret_cast<T*>(array);
  }
  size_t used() const { return used_; }

 private:
  std::byte* begin_;
  size_t used_ = 0;
};

// Adds up the pages that arrays lie in, given in the order of their places.
class PageCount {
 public:
  PageCount(const void* begin, size_t page_bytes)
      : begin_(reinterpret_cast<uintptr_t>(begin)), page_bytes_(page_bytes) {}

  void Add(const void* array, size_t bytes) {
    if (bytes == 0) return;
    const size_t offset = reinterpret_cast<uintptr_t>(array) - begin_;
    const size_t first = std::max(end_, offset / page_bytes_);
    const size_t end = (offset + bytes - 1) / page_bytes_ + 1;
    if (end <= first) return;
    count_ += end - first;
    end_ = end;
  }
  size_t bytes() const { return count_ * page_bytes_; }

 private:
  const uintptr_t begin_;
  const size_t page_bytes_;
  size_t count_ = 0;
  // Pages before this one are counted.
  size_t end_ = 0;
};

void Widen(std::atomic<int64_t>& min, std::atomic<int64_t>& max, int64_t value) {
  if (value < min.load(kRelaxed)) min.store(value, kRelaxed);
  if (value > max.load(kRelaxed)) max.store(value, kRelaxed);
}

}  // namespace

struct alignas(64) Tail::Slot {
  void* values = nullptr;
  uint8_t* present = nullptr;
  List list = List::kNone;
  std::atomic<bool> touched{false};
  // Rows 0 to here are all set. Of scalar columns.
  std::atomic<uint32_t> set_rows{0};
  std::atomic<int64_t> min{kHighest};
  std::atomic<int64_t> max{kLowest};
  std::shared_ptr<const ColumnData> data;

  void MarkSet(uint32_t index) {
    if (set_rows.load(kRelaxed) == index) set_rows.store(index + 1, kRelaxed);
    if (!touched.load(kRelaxed)) touched.store(true, kRelaxed);
  }
  void PutInteger(uint32_t index, int64_t value) {
    static_cast<int64_t*>(values)[index] = value;
    present[index] = 1;
    Widen(min, max, value);
    MarkSet(index);
  }
  void PutCode(uint32_t index, uint32_t code) {
    static_cast<uint32_t*>(values)[index] = code;
    Widen(min, max, code);
    MarkSet(index);
  }
  void PutReal(uint32_t index, double value) {
    static_cast<double*>(values)[index] = value;
    present[index] = 1;
    MarkSet(index);
  }
};

Tail::Tail(uint64_t first_sequence, uint32_t capacity, SpareMemory* spare)
    : Segment(first_sequence),
      capacity_(capacity),
      list_capacity_(std::max(capacity * kElementsPerRow, kLeastListCapacity)),
      slots_(std::make_unique<Slot[]>(kColumnLimit)) {
  assert(capacity >= 1 && capacity <= kSegmentRows);
  const size_t bytes = Carve(nullptr);
  memory_ = spare == nullptr ? std::make_shared<ZeroedMemory>(bytes) : spare->Take(bytes);
  Carve(memory_->data());
  for (const ColumnInfo& info : Columns()) Describe(info);
}

size_t Tail::Carve(std::byte* memory) {
  Carver carver(memory);
  for (const ColumnInfo& info : Columns()) {
    Slot& slot = slots_[static_cast<size_t>(info.column)];
    slot.list = info.list;
    slot.values = carver.Take<void>(Capacity(info), WidthOf(info.type));
    if (info.type != ColumnType::kCode) slot.present = carver.Take<uint8_t>(Capacity(info), 1);
  }
  for (size_t list = 1; list < kListCount; ++list) {
    offsets_[list] = carver.Take<uint32_t>(capacity_ + 1, sizeof(uint32_t));
  }
  return carver.used();
}

void Tail::Describe(const ColumnInfo& info) {
  Slot& slot = slots_[static_cast<size_t>(info.column)];
  ColumnData data;
  data.size = Capacity(info);
  data.width = static_cast<uint8_t>(WidthOf(info.type));
  data.is_code = info.type == ColumnType::kCode;
  data.is_real = info.type == ColumnType::kReal;
  data.values = slot.values;
  data.present = slot.present;
  data.owner = memory_;
  slot.data = std::make_shared<const ColumnData>(std::move(data));
}

uint32_t Tail::Capacity(const ColumnInfo& info) const {
  return info.list == List::kNone ? capacity_ : list_capacity_;
}

Tail::~Tail() {
  std::vector<std::span<std::byte>> written;
  VisitWritten([&](void* array, size_t bytes) {
    written.emplace_back(static_cast<std::byte*>(array), bytes);
  });
  memory_->SetWritten(std::move(written), PageBytes());
}

bool Tail::HasRoom(std::span<const Cell> cells) const {
  if (rows() >= capacity_) return false;
  std::array<uint32_t, kListCount> elements;
  bool near_end = false;
  for (size_t list = 0; list < kListCount; ++list) {
    elements[list] = elements_[list].load(kRelaxed);
    near_end |= elements[list] + cells.size() > list_capacity_;
  }
  if (!near_end) return true;
  for (const Cell& cell : cells) {
    if (cell.kind != Cell::Kind::kElement) continue;
    if (++elements[static_cast<size_t>(cell.list)] > list_capacity_) return false;
  }
  return true;
}

void Tail::Append(const RowHead& head, std::span<const Cell> cells) {
  assert(HasRoom(cells));
  const uint32_t row = rows();
  Positions positions;
  positions[0] = row;
  for (size_t list = 1; list < kListCount; ++list) {
    positions[list] = elements_[list].load(kRelaxed) - 1;
  }
  PutHead(head, row);
  for (const Cell& cell : cells) {
    if (cell.kind == Cell::Kind::kElement) {
      ++positions[static_cast<size_t>(cell.list)];
    } else {
      Put(cell, positions);
    }
  }
  for (size_t list = 1; list < kListCount; ++list) {
    const uint32_t elements = positions[list] + 1;
    // Of a list without elements the offsets are zero already.
    if (elements == 0) continue;
    const bool has_one = elements == row + 1 && elements_[list].load(kRelaxed) == row;
    if (has_one && single_rows_[list].load(kRelaxed) == row) {
      single_rows_[list].store(row + 1, kRelaxed);
    }
    elements_[list].store(elements, kRelaxed);
    offsets_[list][row + 1] = elements;
  }
  rows_.store(row + 1, kRelaxed);
}

inline void Tail::Put(const Cell& cell, const Positions& positions) {
  Slot& slot = slots_[static_cast<size_t>(cell.column)];
  const uint32_t position = positions[static_cast<size_t>(slot.list)];
  // A value of a list belongs to an element of this row.
  assert(slot.list == List::kNone ||
         position + 1 > offsets_[static_cast<size_t>(slot.list)][positions[0]]);
  switch (cell.kind) {
    case Cell::Kind::kInteger:
      slot.PutInteger(position, cell.integer);
      return;
    case Cell::Kind::kReal:
      slot.PutReal(position, cell.real);
      return;
    case Cell::Kind::kCode:
      if (cell.code != 0) slot.PutCode(position, cell.code);
      return;
    case Cell::Kind::kElement:
    case Cell::Kind::kText:
      assert(false);
  }
}

void Tail::PutHead(const RowHead& head, uint32_t row) {
  const auto slot = [this](Column column) -> Slot& { return slots_[static_cast<size_t>(column)]; };
  slot(Column::kRecordType).PutInteger(row, static_cast<int64_t>(head.type));
  slot(Column::kQuarantined).PutInteger(row, head.quarantined);
  slot(Column::kReceivedMs).PutInteger(row, head.received_ms);
  if (head.previous_sequence != 0) {
    slot(Column::kPrevious).PutInteger(row, static_cast<int64_t>(head.previous_sequence));
  }
  if (head.principal != 0) slot(Column::kPrincipal).PutCode(row, head.principal);
}

template <typename Visit>
void Tail::VisitWritten(const Visit& visit) const {
  for (const ColumnInfo& info : Columns()) {
    const Slot& slot = slots_[static_cast<size_t>(info.column)];
    if (!slot.touched.load(kRelaxed)) continue;
    const size_t list = static_cast<size_t>(info.list);
    const size_t count = info.list == List::kNone ? rows() : elements_[list].load(kRelaxed);
    visit(slot.values, count * WidthOf(info.type));
    if (slot.present != nullptr) visit(slot.present, count);
  }
  for (size_t list = 1; list < kListCount; ++list) {
    if (elements_[list].load(kRelaxed) == 0) continue;
    visit(offsets_[list], (rows() + 1) * sizeof(uint32_t));
  }
}

size_t Tail::PageBytes() const {
  PageCount pages(memory_->data(), memory_->page_bytes());
  VisitWritten([&](const void* array, size_t bytes) { pages.Add(array, bytes); });
  return pages.bytes();
}

size_t Tail::bytes() const {
  const size_t memory = std::max(PageBytes(), memory_->kept_bytes());
  return sizeof(*this) + kColumnLimit * sizeof(Slot) + marks().bytes() + memory;
}

Zone Tail::zone(Column column) const {
  const ColumnInfo& info = InfoOf(column);
  const Slot& slot = slots_[static_cast<size_t>(column)];
  // A reader has seen a sequence published after these were written for it, so they cover its rows.
  Zone zone;
  zone.any_set = slot.touched.load(kRelaxed);
  if (!zone.any_set) return zone;
  zone.any_absent = info.list != List::kNone || slot.set_rows.load(kRelaxed) < rows();
  const bool ordered = info.type != ColumnType::kReal;
  zone.min = ordered ? slot.min.load(kRelaxed) : kLowest;
  zone.max = ordered ? slot.max.load(kRelaxed) : kHighest;
  return zone;
}

absl::StatusOr<std::shared_ptr<const ColumnData>> Tail::Load(Column column) const {
  return slots_[static_cast<size_t>(InfoOf(column).column)].data;
}

absl::StatusOr<std::shared_ptr<const ListShape>> Tail::LoadShape(List list) const {
  const auto at = static_cast<size_t>(list);
  return std::make_shared<const ListShape>(ListShape{.is_flat = false,
                                                     .offsets = offsets_[at],
                                                     .single_rows = single_rows_[at].load(kRelaxed),
                                                     .owner = memory_});
}

}  // namespace oxus::storage
