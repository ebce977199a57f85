#pragma once

#include <array>
#include <cassert>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/columns/column.h"

namespace oxus::storage {

class Dictionary;

// One value of a row that is still to be stored.
struct Cell {
  enum class Kind : uint8_t {
    kInteger,
    kReal,
    kCode,     // a text whose code is known
    kText,     // a text still to be numbered
    kElement,  // the cells after it belong to the next element of `list`
  };
  Kind kind = Kind::kInteger;
  Column column = Column::kRecordType;
  List list = List::kNone;
  uint32_t text_size = 0;
  union {
    int64_t integer = 0;
    double real;
    uint32_t code;
    const char* text_data;
  };
  std::string_view text() const { return {text_data, text_size}; }
};

// Collects the values of rows, one row after another. What is not set is absent. Texts that the
// dictionary knows become their codes at once; others are copied. Not thread-safe.
class RowDraft {
 public:
  // `dictionary` may be null: every text then stays one. It must outlive the draft.
  explicit RowDraft(const Dictionary* dictionary) : dictionary_(dictionary) {}

  void SetInteger(Column column, int64_t value) {
    assert(InfoOf(column).type == ColumnType::kInteger);
    Add(Cell::Kind::kInteger, column).integer = value;
  }
  void SetReal(Column column, double value) {
    assert(InfoOf(column).type == ColumnType::kReal);
    Add(Cell::Kind::kReal, column).real = value;
  }
  // Nothing when the text is empty.
  void SetText(Column column, std::string_view text);
  // Begins an element: columns of that list set from now on are its.
  void AddElement(List list) {
    assert(list != List::kNone);
    Add(Cell::Kind::kElement, Column::kRecordType).list = list;
  }

  // Cells of all rows so far; a row is a stretch of them. Valid until the next change.
  std::span<const Cell> cells() const { return cells_; }
  void Clear();
  // Makes room for so many cells.
  void Reserve(size_t cells) { cells_.reserve(cells); }

 private:
  // A text that was found lately, with its code.
  struct Known {
    const char* text = nullptr;
    uint32_t code = 0;
    uint16_t size = 0;
    DictionaryColumn dictionary = DictionaryColumn::kNone;
  };
  static constexpr int kKnownBits = 10;

  Cell& Add(Cell::Kind kind, Column column) {
    Cell& cell = cells_.emplace_back();
    cell.kind = kind;
    cell.column = column;
    return cell;
  }
  // The code of a text that is not empty, 0 when it has none.
  uint32_t Find(DictionaryColumn dictionary, std::string_view text);

  const Dictionary* dictionary_;
  // Most columns say the same few things over and over. By a hash of the text.
  std::array<Known, size_t{1} << kKnownBits> known_{};
  std::vector<Cell> cells_;
  std::deque<std::string> texts_;
};

}  // namespace oxus::storage
