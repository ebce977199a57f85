#include "client/importer/column_map.h"

#include <algorithm>

#include "client/importer/row_values.h"

namespace oxus::importer {

bool EqualWithoutCase(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

ColumnMap ColumnMap::FromHeader(int column_count, const Name* names, std::size_t name_count,
                                const std::vector<std::string_view>& header) {
  ColumnMap map(column_count);
  for (std::size_t position = 0; position < header.size(); ++position) {
    const std::string_view seen = Trimmed(header[position]);
    const Name* const found = std::find_if(names, names + name_count, [&](const Name& known) {
      return EqualWithoutCase(known.name, seen);
    });
    if (found != names + name_count && !map.Has(found->column)) map.Set(found->column, position);
  }
  return map;
}

}  // namespace oxus::importer
