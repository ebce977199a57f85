#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "storage/columns/column.h"
#include "storage/columns/row_draft.h"

namespace oxus::test {

// A row in words that compare and print well: "day" is "20418", "source[1]" is "'TASS'", and
// "elements of 8" is how many reports there are.
class RowText {
 public:
  void Set(storage::Column column, int64_t value);
  void Set(storage::Column column, double value);
  // Nothing when the text is empty.
  void Set(storage::Column column, std::string_view text);
  // Begins an element; columns of the list belong to it.
  void AddElement(storage::List list);

  // By name.
  const std::map<std::string, std::string>& lines() const { return lines_; }
  // "" when it is absent.
  std::string At(const std::string& name) const;

 private:
  void Put(storage::Column column, std::string value);

  std::map<storage::List, int> counts_;
  std::map<std::string, std::string> lines_;
};

// The lines that are not the same in both; "" when there are none.
std::string DifferenceOf(const RowText& row, const RowText& expected);

// Fails the test when a cell does not fit its column, or two set the same one.
RowText ReadRow(std::span<const storage::Cell> cells);

}  // namespace oxus::test
