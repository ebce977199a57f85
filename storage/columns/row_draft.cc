#include "storage/columns/row_draft.h"

#include <cstring>
#include <limits>

#include "storage/dictionary.h"

namespace oxus::storage {
namespace {

uint64_t Load(const char* from, size_t size) {
  uint64_t word = 0;
  std::memcpy(&word, from, size);
  return word;
}

// Of the ends of a text and its length: only for a table in which any text may take the place of
// any other.
uint64_t RoughHash(DictionaryColumn dictionary, std::string_view text) {
  const char* const end = text.data() + text.size();
  uint64_t ends = 0;
  if (text.size() >= 8) {
    ends = Load(text.data(), 8) * 31 + Load(end - 8, 8);
  } else if (text.size() >= 4) {
    ends = Load(text.data(), 4) << 32 | Load(end - 4, 4);
  } else {
    ends =
        Load(text.data(), 1) << 16 | Load(text.data() + text.size() / 2, 1) << 8 | Load(end - 1, 1);
  }
  return (ends + (text.size() << 5 | static_cast<size_t>(dictionary))) * 0x9E3779B97F4A7C15;
}

}  // namespace

void RowDraft::SetText(Column column, std::string_view text) {
  if (text.empty()) return;
  const ColumnInfo& info = InfoOf(column);
  assert(info.type == ColumnType::kCode);
  if (const uint32_t code = Find(info.dictionary, text); code != 0) {
    Add(Cell::Kind::kCode, column).code = code;
    return;
  }
  const std::string& copy = texts_.emplace_back(text);
  Cell& cell = Add(Cell::Kind::kText, column);
  cell.text_size = static_cast<uint32_t>(copy.size());
  cell.text_data = copy.data();
}

uint32_t RowDraft::Find(DictionaryColumn dictionary, std::string_view text) {
  if (dictionary_ == nullptr) return 0;
  Known& known = known_[RoughHash(dictionary, text) >> (64 - kKnownBits)];
  if (known.dictionary == dictionary && std::string_view(known.text, known.size) == text) {
    return known.code;
  }
  const uint32_t code = dictionary_->Find(dictionary, text);
  if (code == 0 || text.size() > std::numeric_limits<uint16_t>::max()) return code;
  // The dictionary's own copy of the text stays for ever.
  known = {dictionary_->Text(dictionary, code).data(), code, static_cast<uint16_t>(text.size()),
           dictionary};
  return code;
}

void RowDraft::Clear() {
  cells_.clear();
  texts_.clear();
}

}  // namespace oxus::storage
