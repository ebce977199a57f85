#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oxus::importer {

// Where the columns an importer knows stand in the rows at hand. Columns are numbered by the
// importer (an enum); each has one or more names, compared without case.
class ColumnMap {
 public:
  struct Name {
    int column;
    std::string_view name;
  };

  explicit ColumnMap(int column_count) : positions_(column_count, kAbsent) {}

  // From a header. The first field of a name wins.
  static ColumnMap FromHeader(int column_count, const Name* names, std::size_t name_count,
                              const std::vector<std::string_view>& header);

  void Set(int column, std::size_t position) { positions_[column] = static_cast<int>(position); }
  bool Has(int column) const { return positions_[column] != kAbsent; }

  // The field of a column, empty when the file has no such column. `fields` is at least as wide
  // as the header was.
  std::string_view Get(const std::vector<std::string_view>& fields, int column) const {
    const int position = positions_[column];
    if (position == kAbsent || static_cast<std::size_t>(position) >= fields.size()) return {};
    return fields[position];
  }

 private:
  static constexpr int kAbsent = -1;
  std::vector<int> positions_;
};

bool EqualWithoutCase(std::string_view a, std::string_view b);

}  // namespace oxus::importer
