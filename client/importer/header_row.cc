#include "client/importer/header_row.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace oxus::importer {

absl::Status ReadHeader(const std::string& name, const HeaderRules& rules, DelimitedReader& reader,
                        ColumnMap& columns, std::size_t& width) {
  switch (reader.ReadRow()) {
    case DelimitedReader::Next::kEnd:
      return reader.status();
    case DelimitedReader::Next::kBadRow:
      return absl::InvalidArgumentError(fmt::format("{}: header: {}", name, reader.error()));
    case DelimitedReader::Next::kRow:
      break;
  }
  columns = rules.columns(reader.fields());
  width = reader.fields().size();
  const std::vector<std::string_view> missing = rules.missing(columns);
  if (missing.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{}: the header lacks {}", name, fmt::join(missing, ", ")));
}

}  // namespace oxus::importer
