#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/importer/column_map.h"

namespace oxus::importer {

// The columns of the GDELT event table that are read; the two actors' run in parallel.
enum GdeltColumn : int {
  kGlobalEventId,
  kSqlDate,
  kActor1Code,
  kActor1Name,
  kActor1CountryCode,
  kActor1KnownGroupCode,
  kActor1Type1Code,
  kActor2Code,
  kActor2Name,
  kActor2CountryCode,
  kActor2KnownGroupCode,
  kActor2Type1Code,
  kEventCode,
  kEventBaseCode,
  kEventRootCode,
  kQuadClass,
  kGoldsteinScale,
  kActionGeoType,
  kActionGeoFullName,
  kActionGeoCountryCode,
  kActionGeoAdm1Code,
  kActionGeoAdm2Code,
  kActionGeoLat,
  kActionGeoLong,
  kDateAdded,
  kSourceUrl,
  kGdeltColumnCount,
};

// Widths of the raw files: 61 (GDELT 2.0), 58 (1.0, daily files since April 2013) and 57 (1.0,
// backfiles before, without SOURCEURL).
bool IsRawGdeltWidth(std::size_t width);
// The columns of a raw file of such a width.
ColumnMap RawGdeltColumns(std::size_t width);

// The columns by header, whatever their order and whichever are left out: pandas exports with
// CAMEOCodeDescription, R exports (dateEvent, dateDocument), BigQuery extracts.
ColumnMap HeaderGdeltColumns(const std::vector<std::string_view>& header);
// Names of columns without which no row can be read and that the file lacks.
std::vector<std::string_view> MissingGdeltColumns(const ColumnMap& columns);
// Whether a first row reads like a GDELT header.
bool IsGdeltHeader(const std::vector<std::string_view>& fields);

// One row, by column. "NA", as R writes a missing value, is read as missing in files with a
// header, since no raw file has it.
class GdeltRow {
 public:
  GdeltRow(const ColumnMap& columns, const std::vector<std::string_view>& fields, bool headered)
      : columns_(columns), fields_(fields), headered_(headered) {}

  std::string_view operator[](int column) const;
  bool Has(int column) const { return columns_.Has(column); }

 private:
  const ColumnMap& columns_;
  const std::vector<std::string_view>& fields_;
  const bool headered_;
};

}  // namespace oxus::importer
