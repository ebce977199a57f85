#include "storage/dictionary.h"

#include <xxhash.h>

#include <atomic>
#include <bit>
#include <cstring>
#include <random>

namespace oxus::storage {
namespace {

// Senders choose the texts; a seed of this process keeps them from choosing collisions.
uint32_t HashOf(std::string_view text) {
  static const uint64_t seed = std::random_device()();
  return static_cast<uint32_t>(XXH3_64bits_withSeed(text.data(), text.size(), seed));
}

// Bytes of texts, at addresses that never change.
class TextArena {
 public:
  std::string_view Add(std::string_view text) {
    if (text.size() > kBlockBytes / 4) {
      return Copy(text, blocks_.emplace_back(std::make_unique<char[]>(text.size())).get());
    }
    if (current_ == nullptr || used_ + text.size() > kBlockBytes) {
      current_ = blocks_.emplace_back(std::make_unique<char[]>(kBlockBytes)).get();
      used_ = 0;
    }
    char* const place = current_ + used_;
    used_ += text.size();
    return Copy(text, place);
  }

 private:
  static constexpr size_t kBlockBytes = 16 << 10;

  static std::string_view Copy(std::string_view text, char* to) {
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* current_ = nullptr;
  size_t used_ = 0;
};

// Texts by code, in pages that double and never move. What was added before a reader learnt of
// its code may be read without a lock.
class TextPages {
 public:
  ~TextPages() {
    for (auto& page : pages_) delete[] page.load(std::memory_order_relaxed);
  }

  // `index` counts from 0 without a gap.
  void Set(uint32_t index, std::string_view text) {
    const Place place = PlaceOf(index);
    std::string_view* page = pages_[place.page].load(std::memory_order_relaxed);
    if (page == nullptr) {
      page = new std::string_view[kFirstPage << place.page];
      pages_[place.page].store(page, std::memory_order_release);
    }
    page[place.offset] = text;
  }

  std::string_view Get(uint32_t index) const {
    const Place place = PlaceOf(index);
    return pages_[place.page].load(std::memory_order_acquire)[place.offset];
  }

 private:
  static constexpr uint64_t kFirstPage = 64;
  struct Place {
    int page;
    uint64_t offset;
  };

  static Place PlaceOf(uint32_t index) {
    const int page = std::bit_width(index / kFirstPage + 1) - 1;
    return {page, index - kFirstPage * ((uint64_t{1} << page) - 1)};
  }

  // Enough for every uint32_t.
  std::array<std::atomic<std::string_view*>, 27> pages_{};
};

// Slots of open addressing. A slot holds a hash and a code; code 0 marks a free one.
struct SlotTable {
  explicit SlotTable(size_t size)
      : mask(static_cast<uint32_t>(size - 1)),
        slots(std::make_unique<std::atomic<uint64_t>[]>(size)) {}

  void Insert(uint64_t slot) {
    uint32_t at = static_cast<uint32_t>(slot >> 32) & mask;
    while (slots[at].load(std::memory_order_relaxed) != 0) at = (at + 1) & mask;
    // Whoever sees the code sees its text too.
    slots[at].store(slot, std::memory_order_release);
  }

  const uint32_t mask;
  const std::unique_ptr<std::atomic<uint64_t>[]> slots;
};

constexpr size_t kFirstSlots = 64;

}  // namespace

struct Dictionary::Column {
  Column() { Publish(kFirstSlots); }

  uint32_t Find(std::string_view text, uint32_t hash) const {
    const SlotTable& current = *table.load(std::memory_order_acquire);
    for (uint32_t at = hash & current.mask;; at = (at + 1) & current.mask) {
      const uint64_t slot = current.slots[at].load(std::memory_order_acquire);
      const uint32_t code = static_cast<uint32_t>(slot);
      if (code == 0) return 0;
      if (slot >> 32 == hash && texts.Get(code - 1) == text) return code;
    }
  }

  uint32_t Add(std::string_view text, uint32_t hash) {
    const uint32_t code = count.load(std::memory_order_relaxed) + 1;
    texts.Set(code - 1, arena.Add(text));
    count.store(code, std::memory_order_release);
    bytes.fetch_add(text.size() + sizeof(std::string_view), std::memory_order_relaxed);
    // At most half full, so that looking for what is not there ends soon.
    const size_t slots = tables.back()->mask + size_t{1};
    if (code > slots / 2) Publish(slots * 2);
    tables.back()->Insert(static_cast<uint64_t>(hash) << 32 | code);
    return code;
  }

  // Readers may still be in the old tables, so those are kept; each is half of the next.
  void Publish(size_t slots) {
    auto next = std::make_unique<SlotTable>(slots);
    if (!tables.empty()) {
      const SlotTable& old = *tables.back();
      for (size_t at = 0; at <= old.mask; ++at) {
        const uint64_t slot = old.slots[at].load(std::memory_order_relaxed);
        if (slot != 0) next->Insert(slot);
      }
    }
    table.store(next.get(), std::memory_order_release);
    tables.push_back(std::move(next));
    bytes.fetch_add(slots * sizeof(uint64_t), std::memory_order_relaxed);
  }

  std::atomic<const SlotTable*> table{nullptr};
  TextPages texts;
  std::atomic<uint32_t> count{0};
  std::atomic<size_t> bytes{0};
  // The writer's alone.
  TextArena arena;
  std::vector<std::unique_ptr<SlotTable>> tables;
};

Dictionary::Dictionary() {
  for (auto& column : columns_) column = std::make_unique<Column>();
}

Dictionary::~Dictionary() = default;

uint32_t Dictionary::Add(DictionaryColumn column, std::string_view text) {
  return columns_[static_cast<size_t>(column)]->Add(text, HashOf(text));
}

uint32_t Dictionary::Code(DictionaryColumn column, std::string_view text) {
  if (text.empty()) return 0;
  Column& numbered = *columns_[static_cast<size_t>(column)];
  const uint32_t hash = HashOf(text);
  if (const uint32_t held = numbered.Find(text, hash); held != 0) return held;
  const uint32_t code = numbered.Add(text, hash);
  fresh_.emplace_back(column, code);
  return code;
}

uint32_t Dictionary::Find(DictionaryColumn column, std::string_view text) const {
  if (text.empty()) return 0;
  return columns_[static_cast<size_t>(column)]->Find(text, HashOf(text));
}

std::string_view Dictionary::Text(DictionaryColumn column, uint32_t code) const {
  const Column& numbered = *columns_[static_cast<size_t>(column)];
  if (code == 0 || code > numbered.count.load(std::memory_order_acquire)) return {};
  return numbered.texts.Get(code - 1);
}

uint32_t Dictionary::size(DictionaryColumn column) const {
  return columns_[static_cast<size_t>(column)]->count.load(std::memory_order_acquire);
}

size_t Dictionary::bytes() const {
  size_t bytes = 0;
  for (const auto& column : columns_) bytes += column->bytes.load(std::memory_order_relaxed);
  return bytes;
}

}  // namespace oxus::storage
