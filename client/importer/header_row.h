#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "client/importer/column_map.h"
#include "client/importer/delimited_reader.h"

namespace oxus::importer {

// How a format reads its header row.
struct HeaderRules {
  ColumnMap (*columns)(const std::vector<std::string_view>& header);
  // Names of columns without which no row can be read and that the file lacks.
  std::vector<std::string_view> (*missing)(const ColumnMap& columns);
};

// Takes the header row of the reader into `columns` and the number of its fields into `width`.
// Both stay as they are when the input ends before it. `name` stands in the messages.
//   INVALID_ARGUMENT  the row is bad, or required columns are missing
//   any other         what broke the input off
absl::Status ReadHeader(const std::string& name, const HeaderRules& rules, DelimitedReader& reader,
                        ColumnMap& columns, std::size_t& width);

}  // namespace oxus::importer
