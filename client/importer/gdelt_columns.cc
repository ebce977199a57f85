#include "client/importer/gdelt_columns.h"

#include <algorithm>
#include <array>

#include "client/importer/row_values.h"

namespace oxus::importer {
namespace {

constexpr std::size_t kWidthV2 = 61;
constexpr std::size_t kWidthV1 = 58;
constexpr std::size_t kWidthV1Backfile = 57;
constexpr int kNone = -1;

struct Layout {
  int column;
  std::string_view name;
  // Position in GDELT 2.0 and 1.0 rows.
  int v2;
  int v1;
};

constexpr std::array kLayout = {
    Layout{kGlobalEventId, "GLOBALEVENTID", 0, 0},
    Layout{kSqlDate, "SQLDATE", 1, 1},
    Layout{kActor1Code, "Actor1Code", 5, 5},
    Layout{kActor1Name, "Actor1Name", 6, 6},
    Layout{kActor1CountryCode, "Actor1CountryCode", 7, 7},
    Layout{kActor1KnownGroupCode, "Actor1KnownGroupCode", 8, 8},
    Layout{kActor1Type1Code, "Actor1Type1Code", 12, 12},
    Layout{kActor2Code, "Actor2Code", 15, 15},
    Layout{kActor2Name, "Actor2Name", 16, 16},
    Layout{kActor2CountryCode, "Actor2CountryCode", 17, 17},
    Layout{kActor2KnownGroupCode, "Actor2KnownGroupCode", 18, 18},
    Layout{kActor2Type1Code, "Actor2Type1Code", 22, 22},
    Layout{kEventCode, "EventCode", 26, 26},
    Layout{kEventBaseCode, "EventBaseCode", 27, 27},
    Layout{kEventRootCode, "EventRootCode", 28, 28},
    Layout{kQuadClass, "QuadClass", 29, 29},
    Layout{kGoldsteinScale, "GoldsteinScale", 30, 30},
    Layout{kActionGeoType, "ActionGeo_Type", 51, 49},
    Layout{kActionGeoFullName, "ActionGeo_FullName", 52, 50},
    Layout{kActionGeoCountryCode, "ActionGeo_CountryCode", 53, 51},
    Layout{kActionGeoAdm1Code, "ActionGeo_ADM1Code", 54, 52},
    Layout{kActionGeoAdm2Code, "ActionGeo_ADM2Code", 55, kNone},
    Layout{kActionGeoLat, "ActionGeo_Lat", 56, 53},
    Layout{kActionGeoLong, "ActionGeo_Long", 57, 54},
    Layout{kDateAdded, "DATEADDED", 59, 56},
    Layout{kSourceUrl, "SOURCEURL", 60, 57},
};
static_assert(kLayout.size() == kGdeltColumnCount);

// Names under which columns are met besides their own.
constexpr std::array kOtherNames = {
    ColumnMap::Name{kSqlDate, "dateEvent"},
    ColumnMap::Name{kDateAdded, "dateDocument"},
    ColumnMap::Name{kActionGeoLong, "ActionGeo_Lon"},
};

constexpr std::array kRequired = {kGlobalEventId, kSqlDate, kEventCode, kActionGeoCountryCode};

}  // namespace

bool IsRawGdeltWidth(std::size_t width) {
  return width == kWidthV2 || width == kWidthV1 || width == kWidthV1Backfile;
}

ColumnMap RawGdeltColumns(std::size_t width) {
  ColumnMap columns(kGdeltColumnCount);
  for (const Layout& layout : kLayout) {
    const int position = width == kWidthV2 ? layout.v2 : layout.v1;
    if (position != kNone && static_cast<std::size_t>(position) < width) {
      columns.Set(layout.column, static_cast<std::size_t>(position));
    }
  }
  return columns;
}

ColumnMap HeaderGdeltColumns(const std::vector<std::string_view>& header) {
  std::vector<ColumnMap::Name> names(kOtherNames.begin(), kOtherNames.end());
  for (const Layout& layout : kLayout) names.push_back({layout.column, layout.name});
  return ColumnMap::FromHeader(kGdeltColumnCount, names.data(), names.size(), header);
}

std::vector<std::string_view> MissingGdeltColumns(const ColumnMap& columns) {
  std::vector<std::string_view> missing;
  for (const int column : kRequired) {
    if (!columns.Has(column)) missing.push_back(kLayout[column].name);
  }
  return missing;
}

bool IsGdeltHeader(const std::vector<std::string_view>& fields) {
  return std::any_of(fields.begin(), fields.end(), [](std::string_view field) {
    return EqualWithoutCase(Trimmed(field), kLayout[kGlobalEventId].name);
  });
}

std::string_view GdeltRow::operator[](int column) const {
  const std::string_view field = Trimmed(columns_.Get(fields_, column));
  if (headered_ && field == "NA") return {};
  return field;
}

}  // namespace oxus::importer
