#include "tests/projection/row_text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace oxus::test {

using storage::Cell;
using storage::Column;
using storage::ColumnType;
using storage::InfoOf;
using storage::List;

void RowText::Put(Column column, std::string value) {
  const List list = InfoOf(column).list;
  std::string name(InfoOf(column).name);
  if (list != List::kNone) {
    EXPECT_GT(counts_[list], 0) << name << " stands in no element";
    name += fmt::format("[{}]", counts_[list] - 1);
  }
  EXPECT_TRUE(lines_.emplace(name, std::move(value)).second) << name << " is set twice";
}

void RowText::Set(Column column, int64_t value) {
  EXPECT_EQ(InfoOf(column).type, ColumnType::kInteger) << InfoOf(column).name;
  Put(column, fmt::to_string(value));
}

void RowText::Set(Column column, double value) {
  EXPECT_EQ(InfoOf(column).type, ColumnType::kReal) << InfoOf(column).name;
  Put(column, fmt::format("{}", value));
}

void RowText::Set(Column column, std::string_view text) {
  EXPECT_EQ(InfoOf(column).type, ColumnType::kCode) << InfoOf(column).name;
  if (!text.empty()) Put(column, fmt::format("'{}'", text));
}

void RowText::AddElement(List list) {
  const int count = ++counts_[list];
  lines_[fmt::format("elements of {}", static_cast<int>(list))] = fmt::to_string(count);
}

std::string RowText::At(const std::string& name) const {
  const auto found = lines_.find(name);
  return found == lines_.end() ? "" : found->second;
}

std::string DifferenceOf(const RowText& row, const RowText& expected) {
  std::string difference;
  for (const auto& [name, value] : row.lines()) {
    if (expected.At(name) == value) continue;
    difference += fmt::format("{} is {}, expected {}\n", name, value, expected.At(name));
  }
  for (const auto& [name, value] : expected.lines()) {
    if (row.At(name).empty()) difference += fmt::format("{} is absent, expected {}\n", name, value);
  }
  return difference;
}

RowText ReadRow(std::span<const Cell> cells) {
  RowText row;
  for (const Cell& cell : cells) {
    switch (cell.kind) {
      case Cell::Kind::kInteger:
        row.Set(cell.column, cell.integer);
        break;
      case Cell::Kind::kReal:
        row.Set(cell.column, cell.real);
        break;
      case Cell::Kind::kText:
        row.Set(cell.column, cell.text());
        break;
      case Cell::Kind::kElement:
        row.AddElement(cell.list);
        break;
      case Cell::Kind::kCode:
        ADD_FAILURE() << "a code, though the draft has no dictionary";
        break;
    }
  }
  return row;
}

}  // namespace oxus::test
