#include "server/query/columns/group_index.h"

#include <algorithm>
#include <bit>

#include "absl/hash/hash.h"
#include "absl/types/span.h"
#include "server/query/columns/vector_bytes.h"
#include "server/query/grouped_result.h"

namespace oxus::query {
namespace {

constexpr int32_t kNoId = -1;
constexpr int64_t kLeastSmall = GroupedResult::kOther;
constexpr int64_t kSmallValues = 1 << 20;
constexpr uint32_t kMostCellBits = 20;
constexpr size_t kFirstSlots = size_t{1} << 10;

uint32_t HashOf(std::span<const int32_t> ids) {
  using Ids = absl::Span<const int32_t>;
  return static_cast<uint32_t>(absl::Hash<Ids>()(Ids(ids.data(), ids.size())));
}

}  // namespace

GroupIndex::GroupIndex(size_t axes) : axes_(axes), cells_(1), scratch_(axes) {}

int32_t GroupIndex::IdOf(size_t axis, int64_t value) {
  Axis& of = axes_[axis];
  int32_t* id = nullptr;
  if (value >= kLeastSmall && value < kLeastSmall + kSmallValues) {
    const auto at = static_cast<size_t>(value - kLeastSmall);
    if (at >= of.small.size()) of.small.resize(std::max(at + 1, of.small.size() * 2), kNoId);
    id = &of.small[at];
  } else {
    id = &of.large.try_emplace(value, kNoId).first->second;
  }
  if (*id != kNoId) return *id;
  *id = static_cast<int32_t>(of.values.size());
  of.values.push_back(value);
  if (of.values.size() > size_t{1} << of.bits) {
    of.bits = static_cast<uint32_t>(std::bit_width(of.values.size() - 1));
    LayOut();
  }
  return *id;
}

// Cells change their places when an axis needs another bit.
void GroupIndex::LayOut() {
  if (!is_dense_) return;
  uint32_t bits = 0;
  for (const Axis& axis : axes_) bits += axis.bits;
  if (bits <= kMostCellBits) {
    cells_.assign(size_t{1} << bits, 0);
    for (size_t g = 0; g < size_; ++g) cells_[CellOf(IdsOf(g))] = static_cast<uint32_t>(g) + 1;
    return;
  }
  is_dense_ = false;
  cells_ = {};
  GrowSlots();
}

size_t GroupIndex::Add(std::span<const int32_t> ids) {
  for (size_t axis = 0; axis < ids.size(); ++axis) {
    keys_.push_back(axes_[axis].values[static_cast<size_t>(ids[axis])]);
  }
  ids_.insert(ids_.end(), ids.begin(), ids.end());
  return size_++;
}

size_t GroupIndex::FindOrAdd(std::span<const int32_t> ids) {
  if (!is_dense_) return FindByHash(ids);
  uint32_t& cell = cells_[CellOf(ids)];
  if (cell == 0) cell = static_cast<uint32_t>(Add(ids)) + 1;
  return cell - 1;
}

size_t GroupIndex::GroupOf(std::span<const int64_t> key) {
  for (size_t axis = 0; axis < key.size(); ++axis) scratch_[axis] = IdOf(axis, key[axis]);
  return GroupOf(std::span<const int32_t>(scratch_));
}

size_t GroupIndex::FindByHash(std::span<const int32_t> ids) {
  const uint32_t hash = HashOf(ids);
  const size_t mask = slots_.size() - 1;
  size_t at = hash & mask;
  for (; slots_[at].group != 0; at = (at + 1) & mask) {
    if (slots_[at].hash != hash) continue;
    const size_t group = slots_[at].group - 1;
    if (std::equal(ids.begin(), ids.end(), IdsOf(group).begin())) return group;
  }
  const size_t added = Add(ids);
  slots_[at] = {static_cast<uint32_t>(added) + 1, hash};
  if (size_ * 2 > slots_.size()) GrowSlots();
  return added;
}

// At most half of the slots are taken, so that a search is short.
void GroupIndex::GrowSlots() {
  const size_t count = std::max(kFirstSlots, std::bit_ceil(size_ * 4));
  std::vector<Slot> before(count);
  before.swap(slots_);
  const auto put = [this, mask = count - 1](Slot slot) {
    size_t at = slot.hash & mask;
    while (slots_[at].group != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  };
  if (before.empty()) {
    for (size_t g = 0; g < size_; ++g) put({static_cast<uint32_t>(g) + 1, HashOf(IdsOf(g))});
  }
  for (const Slot& slot : before) {
    if (slot.group != 0) put(slot);
  }
}

size_t GroupIndex::bytes() const {
  size_t bytes = BytesOf(cells_) + BytesOf(slots_) + BytesOf(keys_) + BytesOf(ids_);
  for (const Axis& axis : axes_) {
    bytes += BytesOf(axis.small) + BytesOf(axis.values) +
             axis.large.capacity() * (sizeof(int64_t) * 2 + 1);
  }
  return bytes;
}

}  // namespace oxus::query
