#include "client/importer/ucdp_columns.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "client/importer/row_values.h"

namespace oxus::importer {
namespace {

struct Layout {
  int column;
  std::string_view name;
  std::size_t position;
  bool required;
};

constexpr std::array kLayout = {
    Layout{kUcdpId, "id", 0, true},
    Layout{kCodeStatus, "code_status", 4, false},
    Layout{kTypeOfViolence, "type_of_violence", 5, true},
    Layout{kConflictNewId, "conflict_new_id", 7, false},
    Layout{kDyadNewId, "dyad_new_id", 10, false},
    Layout{kSideA, "side_a", 14, true},
    Layout{kSideB, "side_b", 17, true},
    Layout{kSourceOffice, "source_office", 20, false},
    Layout{kSourceDate, "source_date", 21, false},
    Layout{kSourceOriginal, "source_original", 23, false},
    Layout{kWherePrec, "where_prec", 24, true},
    Layout{kWhereCoordinates, "where_coordinates", 25, false},
    Layout{kAdm1, "adm_1", 27, false},
    Layout{kAdm2, "adm_2", 28, false},
    Layout{kLatitude, "latitude", 29, false},
    Layout{kLongitude, "longitude", 30, false},
    Layout{kCountryId, "country_id", 34, true},
    Layout{kEventClarity, "event_clarity", 36, false},
    Layout{kDatePrec, "date_prec", 37, true},
    Layout{kDateStart, "date_start", 38, true},
    Layout{kDateEnd, "date_end", 39, true},
    Layout{kDeathsA, "deaths_a", 40, true},
    Layout{kDeathsB, "deaths_b", 41, true},
    Layout{kDeathsCivilians, "deaths_civilians", 42, true},
    Layout{kDeathsUnknown, "deaths_unknown", 43, true},
    Layout{kBest, "best", 44, true},
    Layout{kHigh, "high", 45, true},
    Layout{kLow, "low", 46, true},
    Layout{kGwnoA, "gwnoa", 47, false},
    Layout{kGwnoB, "gwnob", 48, false},
};
static_assert(kLayout.size() == kUcdpColumnCount);

// Names before release 17, when ids were renumbered.
constexpr std::array kOtherNames = {
    ColumnMap::Name{kConflictNewId, "conflict_id"},
    ColumnMap::Name{kDyadNewId, "dyad_id"},
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

// "24.1" of text that goes on "24_1_myanmar...": numbers joined by single underscores.
std::string DottedNumbers(std::string_view text) {
  std::string dotted;
  std::size_t i = 0;
  while (i < text.size()) {
    const bool joins = text[i] == '_' || text[i] == '.';
    const bool number_next = i + 1 < text.size() && IsDigit(text[i + 1]);
    if (IsDigit(text[i])) {
      dotted += text[i];
    } else if (joins && number_next && !dotted.empty()) {
      dotted += '.';
    } else {
      break;
    }
    ++i;
  }
  return dotted;
}

}  // namespace

ColumnMap UnheaderedUcdpColumns() {
  ColumnMap columns(kUcdpColumnCount);
  for (const Layout& layout : kLayout) columns.Set(layout.column, layout.position);
  return columns;
}

ColumnMap HeaderUcdpColumns(const std::vector<std::string_view>& header) {
  std::vector<ColumnMap::Name> names(kOtherNames.begin(), kOtherNames.end());
  for (const Layout& layout : kLayout) names.push_back({layout.column, layout.name});
  return ColumnMap::FromHeader(kUcdpColumnCount, names.data(), names.size(), header);
}

std::vector<std::string_view> MissingUcdpColumns(const ColumnMap& columns) {
  std::vector<std::string_view> missing;
  for (const Layout& layout : kLayout) {
    if (layout.required && !columns.Has(layout.column)) missing.push_back(layout.name);
  }
  return missing;
}

bool IsUcdpHeader(const std::vector<std::string_view>& fields) {
  return std::any_of(fields.begin(), fields.end(), [](std::string_view field) {
    return EqualWithoutCase(Trimmed(field), kLayout[kTypeOfViolence].name);
  });
}

std::string UcdpVersionFromName(std::string_view file_name) {
  if (const std::size_t folder = file_name.rfind('/'); folder != std::string_view::npos) {
    file_name.remove_prefix(folder + 1);
  }
  for (std::size_t i = 0; i + 1 < file_name.size(); ++i) {
    const bool starts_word = i == 0 || !IsLetter(file_name[i - 1]);
    if ((file_name[i] == 'v' || file_name[i] == 'V') && starts_word) {
      const std::string version = DottedNumbers(file_name.substr(i + 1));
      if (version.find('.') != std::string::npos) return version;
    }
  }
  // "ged231.csv": two digits of the year, one of the release.
  for (std::size_t i = 0; i + 6 <= file_name.size(); ++i) {
    const std::string_view digits = file_name.substr(i + 3, 3);
    if (EqualWithoutCase(file_name.substr(i, 3), "ged") &&
        std::all_of(digits.begin(), digits.end(), IsDigit)) {
      return std::string(digits.substr(0, 2)) + "." + std::string(digits.substr(2));
    }
  }
  return "unversioned";
}

}  // namespace oxus::importer
