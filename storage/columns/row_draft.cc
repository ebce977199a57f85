#include "storage/columns/row_draft.h"

#include <cassert>

#include "storage/dictionary.h"

namespace oxus::storage {

void RowDraft::SetInteger(Column column, int64_t value) {
  assert(InfoOf(column).type == ColumnType::kInteger);
  Cell& cell = cells_.emplace_back();
  cell.kind = Cell::Kind::kInteger;
  cell.column = column;
  cell.integer = value;
}

void RowDraft::SetReal(Column column, double value) {
  assert(InfoOf(column).type == ColumnType::kReal);
  Cell& cell = cells_.emplace_back();
  cell.kind = Cell::Kind::kReal;
  cell.column = column;
  cell.real = value;
}

void RowDraft::SetText(Column column, std::string_view text) {
  if (text.empty()) return;
  const ColumnInfo& info = InfoOf(column);
  assert(info.type == ColumnType::kCode);
  Cell& cell = cells_.emplace_back();
  cell.column = column;
  const uint32_t code = dictionary_ == nullptr ? 0 : dictionary_->Find(info.dictionary, text);
  if (code != 0) {
    cell.kind = Cell::Kind::kCode;
    cell.code = code;
    return;
  }
  const std::string& copy = texts_.emplace_back(text);
  cell.kind = Cell::Kind::kText;
  cell.text_size = static_cast<uint32_t>(copy.size());
  cell.text_data = copy.data();
}

void RowDraft::AddElement(List list) {
  assert(list != List::kNone);
  Cell& cell = cells_.emplace_back();
  cell.kind = Cell::Kind::kElement;
  cell.list = list;
}

void RowDraft::Clear() {
  cells_.clear();
  texts_.clear();
}

}  // namespace oxus::storage
