#pragma once

#include <string>
#include <string_view>

#include "client/importer/delimited_reader.h"
#include "client/importer/importer.h"

namespace oxus::importer {

// How much of an input is looked at: headers and first rows fit well within.
inline constexpr std::size_t kDetectBytes = 256 * 1024;

// What the first bytes of an input show.
struct Detected {
  // kDetect when it is none of the formats.
  Format format = Format::kDetect;
  DelimitedReader::Dialect dialect;
  bool headered = false;
  // Columns of the rows, for raw GDELT.
  std::size_t width = 0;
  // What was seen, for messages: "a header with type_of_violence".
  std::string evidence;
};

// Never fails. GDELT and UCDP are known by a name in their header, raw GDELT by 61, 58 or 57
// tab-separated columns that start with a number, a UCDP candidate file without a header by its
// 49, NDJSON by a brace.
Detected DetectFormat(std::string_view first_bytes);

}  // namespace oxus::importer
