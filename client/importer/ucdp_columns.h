#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "client/importer/column_map.h"

namespace oxus::importer {

// The columns of UCDP GED that are read.
enum UcdpColumn : int {
  kUcdpId,
  kCodeStatus,
  kTypeOfViolence,
  kConflictNewId,
  kDyadNewId,
  kSideA,
  kSideB,
  kSourceOffice,
  kSourceDate,
  kSourceOriginal,
  kWherePrec,
  kWhereCoordinates,
  kAdm1,
  kAdm2,
  kLatitude,
  kLongitude,
  kCountryId,
  kEventClarity,
  kDatePrec,
  kDateStart,
  kDateEnd,
  kDeathsA,
  kDeathsB,
  kDeathsCivilians,
  kDeathsUnknown,
  kBest,
  kHigh,
  kLow,
  kGwnoA,
  kGwnoB,
  kUcdpColumnCount,
};

// Columns of a file without a header, as candidate releases have been published.
inline constexpr std::size_t kUcdpWidth = 49;

ColumnMap UnheaderedUcdpColumns();
ColumnMap HeaderUcdpColumns(const std::vector<std::string_view>& header);
// Names of columns without which no row can be read and that the file lacks.
std::vector<std::string_view> MissingUcdpColumns(const ColumnMap& columns);
bool IsUcdpHeader(const std::vector<std::string_view>& fields);

// "24.1" from "ucdp_ged_v24_1_myanmar.csv.gz", "24.0.3" from "GEDEvent_v24_0_3.csv", "23.1"
// from "ged231.csv"; "unversioned" when the name tells nothing. Folders are left aside.
std::string UcdpVersionFromName(std::string_view file_name);

}  // namespace oxus::importer
