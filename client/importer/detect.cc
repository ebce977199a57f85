#include "client/importer/detect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

#include "client/importer/gdelt_columns.h"
#include "client/importer/row_values.h"
#include "client/importer/ucdp_columns.h"
#include "client/importer/utf8.h"

namespace oxus::importer {
namespace {

constexpr std::size_t kRowsLookedAt = 50;

struct Rows {
  std::vector<std::size_t> widths;
  std::vector<bool> numbered;
  // The fields of the first row.
  std::vector<std::string> first;
};

// The first rows of the text under a dialect. A row cut in two by the end of the text may be
// among them.
Rows ReadRows(std::string_view text, DelimitedReader::Dialect dialect, std::size_t limit) {
  Rows rows;
  absl::StatusOr<std::unique_ptr<Input>> input = Input::FromString("", std::string(text));
  if (!input.ok()) return rows;
  DelimitedReader reader(**input, dialect);
  while (rows.widths.size() < limit) {
    const DelimitedReader::Next next = reader.ReadRow();
    if (next == DelimitedReader::Next::kEnd) break;
    if (next == DelimitedReader::Next::kBadRow) continue;
    if (rows.widths.empty()) rows.first.assign(reader.fields().begin(), reader.fields().end());
    rows.widths.push_back(reader.fields().size());
    rows.numbered.push_back(WholeNumber(reader.fields().front()).has_value());
  }
  return rows;
}

// Headers are told from the rows by their names; separators by what makes names of them.
std::optional<Detected> FromHeader(std::string_view text) {
  const std::string_view first_line = text.substr(0, text.find('\n'));
  for (const char separator : {',', '\t', ';'}) {
    // GDELT in tabs has no quoting; a header that starts with a quote says otherwise.
    const bool quoted = separator != '\t' || first_line.find('"') != std::string_view::npos;
    const DelimitedReader::Dialect dialect{separator, quoted};
    const Rows rows = ReadRows(text.substr(0, first_line.size() + 1), dialect, 1);
    const std::vector<std::string_view> names(rows.first.begin(), rows.first.end());
    if (names.size() < 2) continue;
    if (IsGdeltHeader(names)) {
      return Detected{Format::kGdelt, dialect, true, 0, "a header with GLOBALEVENTID"};
    }
    if (IsUcdpHeader(names)) {
      return Detected{Format::kUcdpGed, dialect, true, 0, "a header with type_of_violence"};
    }
  }
  return std::nullopt;
}

// The commonest raw width among rows that start with a number: one damaged row must not decide.
std::optional<Detected> FromRawGdelt(std::string_view text) {
  const DelimitedReader::Dialect dialect{'\t', false};
  const Rows rows = ReadRows(text, dialect, kRowsLookedAt);
  std::map<std::size_t, int> votes;
  for (std::size_t i = 0; i < rows.widths.size(); ++i) {
    if (rows.numbered[i] && IsRawGdeltWidth(rows.widths[i])) ++votes[rows.widths[i]];
  }
  if (votes.empty()) return std::nullopt;
  const auto best = std::max_element(votes.begin(), votes.end(),
                                     [](auto& a, auto& b) { return a.second < b.second; });
  return Detected{Format::kGdelt, dialect, false, best->first,
                  fmt::format("rows of {} tab-separated columns", best->first)};
}

std::optional<Detected> FromUcdpRows(std::string_view text) {
  const DelimitedReader::Dialect dialect{',', true};
  const Rows rows = ReadRows(text, dialect, kRowsLookedAt);
  for (std::size_t i = 0; i < rows.widths.size(); ++i) {
    if (rows.numbered[i] && rows.widths[i] == kUcdpWidth) {
      return Detected{Format::kUcdpGed, dialect, false, kUcdpWidth,
                      fmt::format("rows of {} comma-separated columns", kUcdpWidth)};
    }
  }
  return std::nullopt;
}

}  // namespace

Detected DetectFormat(std::string_view text) {
  if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  Detected detected;
  if (begin == std::string_view::npos) {
    detected.evidence = "nothing";
    return detected;
  }
  if (text[begin] == '{') {
    detected.format = Format::kNdjson;
    detected.evidence = "a JSON object";
    return detected;
  }
  text.remove_prefix(text.find_first_not_of("\r\n"));
  if (std::optional<Detected> header = FromHeader(text)) return *header;
  if (std::optional<Detected> raw = FromRawGdelt(text)) return *raw;
  if (std::optional<Detected> rows = FromUcdpRows(text)) return *rows;
  const std::string_view first_line = text.substr(0, text.find('\n'));
  const auto tabs = std::count(first_line.begin(), first_line.end(), '\t');
  detected.evidence =
      fmt::format("a first line of {} tab-separated columns: '{}'", tabs + 1, Excerpt(first_line));
  return detected;
}

}  // namespace oxus::importer
