#include "client/importer/ucdp_ged.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "client/importer/header_row.h"
#include "client/importer/row_values.h"
#include "client/importer/ucdp_casualties.h"
#include "client/importer/ucdp_columns.h"
#include "client/importer/ucdp_reports.h"
#include "client/importer/utf8.h"
#include "codes/geography.h"

namespace oxus::importer {
namespace {

// Above it a record counts as looked at: every UCDP figure is coded by a researcher.
constexpr std::uint32_t kLargeFigure = 50;
constexpr std::int64_t kOneSidedViolence = 3;

constexpr HeaderRules kUcdpHeader = {HeaderUcdpColumns, MissingUcdpColumns};

oxus::v1::TimePrecision TimePrecisionOf(std::int64_t date_prec) {
  switch (date_prec) {
    case 1:
      return oxus::v1::TIME_PRECISION_DAY;
    case 2:
      return oxus::v1::TIME_PRECISION_DAYS;
    case 3:
      return oxus::v1::TIME_PRECISION_WEEK;
    case 4:
      return oxus::v1::TIME_PRECISION_MONTH;
    case 5:
      return oxus::v1::TIME_PRECISION_YEAR;
    default:
      return oxus::v1::TIME_PRECISION_UNSPECIFIED;
  }
}

// The finest precision, not finer than `stated`, whose span holds so many days.
oxus::v1::TimePrecision WideEnough(oxus::v1::TimePrecision stated, std::int64_t days) {
  if (stated == oxus::v1::TIME_PRECISION_DAY && days > 1) stated = oxus::v1::TIME_PRECISION_DAYS;
  if (stated == oxus::v1::TIME_PRECISION_WEEK && days > 7) stated = oxus::v1::TIME_PRECISION_MONTH;
  if (stated == oxus::v1::TIME_PRECISION_MONTH && days > 31) stated = oxus::v1::TIME_PRECISION_YEAR;
  if (stated == oxus::v1::TIME_PRECISION_YEAR && days > 366)
    stated = oxus::v1::TIME_PRECISION_RANGE;
  return stated;
}

// where_prec 1..7 are GeoPrecision 1..7.
oxus::v1::GeoPrecision GeoPrecisionOf(std::int64_t where_prec) {
  if (where_prec < 1 || where_prec > 7) return oxus::v1::GEO_PRECISION_UNSPECIFIED;
  return static_cast<oxus::v1::GeoPrecision>(where_prec);
}
static_assert(oxus::v1::GEO_PRECISION_EXACT == 1 && oxus::v1::GEO_PRECISION_INTERNATIONAL == 7);

void AddCode(oxus::v1::CodeScheme scheme, std::string_view code, oxus::v1::Event& event) {
  if (code.empty()) return;
  oxus::v1::Code& added = *event.add_codes();
  added.set_scheme(scheme);
  added.set_code(std::string(code));
}

void AddSide(std::string_view name, oxus::v1::Role role, oxus::v1::Event& event) {
  if (name.empty()) return;
  oxus::v1::Participant& participant = *event.add_participants();
  participant.set_name(std::string(name));
  participant.set_role(role);
}

// States have a Gleditsch-Ward number or, where that is left blank, their name.
oxus::v1::VictimRole VictimsOf(std::string_view side, std::string_view gwno) {
  if (side == "Civilians") return oxus::v1::VICTIM_ROLE_CIVILIAN;
  const bool state = !gwno.empty() || side.substr(0, 14) == "Government of ";
  return state ? oxus::v1::VICTIM_ROLE_MILITARY : oxus::v1::VICTIM_ROLE_ATTACKER;
}

void FillPoint(std::string_view lat_text, std::string_view lon_text, oxus::v1::Place& place) {
  const std::optional<double> lat = DecimalNumber(lat_text);
  const std::optional<double> lon = DecimalNumber(lon_text);
  if (!lat || !lon || std::abs(*lat) > 90 || std::abs(*lon) > 180) return;
  if (*lat == 0 && *lon == 0) return;
  place.set_lat(*lat);
  place.set_lon(*lon);
}

}  // namespace

class UcdpGedImporter::Row {
 public:
  Row(const ColumnMap& columns, const std::vector<std::string_view>& fields)
      : columns_(columns), fields_(fields) {}
  std::string_view operator[](int column) const {
    const std::string_view field = Trimmed(columns_.Get(fields_, column));
    return field == "NA" ? std::string_view() : field;
  }

 private:
  const ColumnMap& columns_;
  const std::vector<std::string_view>& fields_;
};

UcdpGedImporter::UcdpGedImporter(const ImportOptions& options, DelimitedReader::Dialect dialect,
                                 bool headered)
    : dialect_(dialect),
      headered_(headered),
      version_(options.ucdp_version),
      columns_(UnheaderedUcdpColumns()),
      width_(kUcdpWidth),
      ledger_(Format::kUcdpGed) {}

absl::Status UcdpGedImporter::Run(Input& input, Sink& sink) {
  ledger_.set_sink(sink);
  if (version_.empty()) version_ = UcdpVersionFromName(input.name());
  DelimitedReader reader(input, dialect_);
  if (headered_) {
    absl::Status header = ReadHeader(input.name(), kUcdpHeader, reader, columns_, width_);
    if (!header.ok()) return header;
  }
  bool first = true;
  while (true) {
    const DelimitedReader::Next next = reader.ReadRow();
    if (next == DelimitedReader::Next::kEnd) break;
    // HXL tags, "#date+start", stand right under the header.
    const bool tags = first && next == DelimitedReader::Next::kRow &&
                      Trimmed(reader.fields().front()).substr(0, 1) == "#";
    first = false;
    if (tags) continue;
    if (next == DelimitedReader::Next::kBadRow) {
      ledger_.Fail(reader.line(), "", reader.error());
      continue;
    }
    absl::Status taken = TakeRow(reader);
    if (!taken.ok()) return taken;
  }
  return reader.status();
}

absl::Status UcdpGedImporter::TakeRow(const DelimitedReader& reader) {
  if (reader.fields().size() != width_) {
    ledger_.Fail(reader.line(), "",
                 fmt::format("{} columns where {} are expected{}", reader.fields().size(), width_,
                             reader.unterminated() ? ": the row is cut off" : ""));
    return absl::OkStatus();
  }
  if (reader.repaired()) ledger_.Note("bytes that are not UTF-8 replaced");
  if (reader.unterminated()) ledger_.Note("last row without a line end");
  oxus::v1::Submission submission;
  const Row row(columns_, reader.fields());
  if (!FillEvent(row, reader.line(), *submission.mutable_event())) return absl::OkStatus();
  return ledger_.Submit(std::move(submission), reader.line());
}

// Each step settles the row itself (as failed) when it returns false.
bool UcdpGedImporter::FillEvent(const Row& row, std::uint64_t line, oxus::v1::Event& event) {
  if (row[kUcdpId].empty()) {
    ledger_.Fail(line, "id", "empty");
    return false;
  }
  event.mutable_key()->set_producer_id("ucdp-ged:" + version_);
  event.mutable_key()->set_external_id(std::string(row[kUcdpId]));
  event.mutable_key()->set_revision(1);
  event.set_modality(oxus::v1::MODALITY_ACTUAL);
  if (!FillTime(row, line, event) || !FillPlace(row, line, event) || !FillSides(row, line, event) ||
      !FillCasualties(row, line, event)) {
    return false;
  }
  event.mutable_incident()->set_is_aggregate(WholeNumber(row[kEventClarity]) == 2);
  const std::string_view status = row[kCodeStatus];
  const bool clear = status.empty() || EqualWithoutCase(status, "Clear");
  for (oxus::v1::Report& report :
       UcdpReports({row[kSourceOffice], row[kSourceDate], row[kSourceOriginal], clear})) {
    *event.add_reports() = std::move(report);
  }
  AddCode(oxus::v1::CODE_SCHEME_UCDP_TYPE_OF_VIOLENCE, row[kTypeOfViolence], event);
  AddCode(oxus::v1::CODE_SCHEME_UCDP_CONFLICT, row[kConflictNewId], event);
  AddCode(oxus::v1::CODE_SCHEME_UCDP_DYAD, row[kDyadNewId], event);
  return true;
}

bool UcdpGedImporter::FillTime(const Row& row, std::uint64_t line, oxus::v1::Event& event) {
  const std::optional<std::int64_t> start = DayNumber(row[kDateStart]);
  const std::optional<std::int64_t> end = DayNumber(row[kDateEnd]);
  if (!start || !end || *end < *start) {
    ledger_.Fail(line, start ? "date_end" : "date_start",
                 fmt::format("'{}' to '{}' is not a span of days", Excerpt(row[kDateStart]),
                             Excerpt(row[kDateEnd])));
    return false;
  }
  const oxus::v1::TimePrecision stated = TimePrecisionOf(WholeNumber(row[kDatePrec]).value_or(0));
  if (stated == oxus::v1::TIME_PRECISION_UNSPECIFIED) {
    ledger_.Fail(line, "date_prec", fmt::format("'{}' is not 1 to 5", Excerpt(row[kDatePrec])));
    return false;
  }
  const std::int64_t days = *end - *start + 1;
  const oxus::v1::TimePrecision precision = WideEnough(stated, days);
  if (precision != stated) ledger_.Note("span longer than its date_prec");
  oxus::v1::Span& occurred = *event.mutable_occurred();
  occurred.set_start_ms(*start * kDayMs);
  occurred.set_precision(precision);
  // Span ends are inclusive. A single day needs no end of its own.
  if (precision != oxus::v1::TIME_PRECISION_DAY) occurred.set_end_ms((*end + 1) * kDayMs - 1);
  return true;
}

bool UcdpGedImporter::FillPlace(const Row& row, std::uint64_t line, oxus::v1::Event& event) {
  const oxus::v1::GeoPrecision precision = GeoPrecisionOf(WholeNumber(row[kWherePrec]).value_or(0));
  if (precision == oxus::v1::GEO_PRECISION_UNSPECIFIED) {
    ledger_.Fail(line, "where_prec", fmt::format("'{}' is not 1 to 7", Excerpt(row[kWherePrec])));
    return false;
  }
  const std::int64_t number = WholeNumber(row[kCountryId]).value_or(-1);
  const bool fits = number >= 0 && number <= std::numeric_limits<int>::max();
  const codes::Country* const country =
      fits ? codes::FindCountryByGleditschWard(static_cast<int>(number)) : nullptr;
  if (country == nullptr && precision != oxus::v1::GEO_PRECISION_INTERNATIONAL) {
    ledger_.Fail(
        line, "country_id",
        fmt::format("'{}' is not a Gleditsch-Ward number known here", Excerpt(row[kCountryId])));
    return false;
  }
  oxus::v1::Place& place = *event.mutable_place();
  place.set_precision(precision);
  place.set_name(std::string(row[kWhereCoordinates]));
  FillPoint(row[kLatitude], row[kLongitude], place);
  if (country != nullptr) place.set_country(std::string(country->alpha2));
  // Lines, countries and seas must not be counted to a province.
  if (row[kAdm1].empty()) return true;
  if (precision > oxus::v1::GEO_PRECISION_ADMIN1) {
    ledger_.Note("adm_1 left out: place known to area or coarser");
    return true;
  }
  if (const codes::Subdivision* found = codes::FindSubdivisionByName(country->alpha2, row[kAdm1])) {
    place.set_admin1(std::string(found->code));
  } else {
    ledger_.Note("adm_1 not found in ISO 3166-2");
  }
  if (precision <= oxus::v1::GEO_PRECISION_ADMIN2) place.set_admin2(std::string(row[kAdm2]));
  return true;
}

bool UcdpGedImporter::FillSides(const Row& row, std::uint64_t line, oxus::v1::Event& event) {
  const std::int64_t type = WholeNumber(row[kTypeOfViolence]).value_or(0);
  if (type < 1 || type > kOneSidedViolence) {
    ledger_.Fail(line, "type_of_violence",
                 fmt::format("'{}' is not 1 to 3", Excerpt(row[kTypeOfViolence])));
    return false;
  }
  const bool one_sided = type == kOneSidedViolence;
  event.mutable_incident()->set_type(one_sided ? oxus::v1::INCIDENT_TYPE_ATTACK_ON_CIVILIANS
                                               : oxus::v1::INCIDENT_TYPE_ARMED_CLASH);
  // Who attacked whom is not coded, but for violence against civilians.
  AddSide(row[kSideA], one_sided ? oxus::v1::ROLE_INITIATOR : oxus::v1::ROLE_PARTY, event);
  AddSide(row[kSideB], one_sided ? oxus::v1::ROLE_TARGET : oxus::v1::ROLE_PARTY, event);
  if (event.participants_size() > 0) return true;
  ledger_.Fail(line, "side_a", "both sides are empty");
  return false;
}

bool UcdpGedImporter::FillCasualties(const Row& row, std::uint64_t line, oxus::v1::Event& event) {
  constexpr struct {
    int column;
    const char* name;
  } kFigures[] = {{kDeathsA, "deaths_a"},
                  {kDeathsB, "deaths_b"},
                  {kDeathsCivilians, "deaths_civilians"},
                  {kDeathsUnknown, "deaths_unknown"},
                  {kLow, "low"},
                  {kBest, "best"},
                  {kHigh, "high"}};
  std::uint32_t values[std::size(kFigures)] = {};
  for (std::size_t i = 0; i < std::size(kFigures); ++i) {
    const std::optional<std::int64_t> value = WholeNumber(row[kFigures[i].column]);
    if (!value || *value < 0 || *value > std::numeric_limits<std::uint32_t>::max()) {
      ledger_.Fail(line, kFigures[i].name,
                   fmt::format("'{}' is not a count", Excerpt(row[kFigures[i].column])));
      return false;
    }
    values[i] = static_cast<std::uint32_t>(*value);
  }
  const UcdpFigures figures{{{VictimsOf(row[kSideA], row[kGwnoA]), values[0]},
                             {VictimsOf(row[kSideB], row[kGwnoB]), values[1]},
                             {oxus::v1::VICTIM_ROLE_CIVILIAN, values[2]},
                             {oxus::v1::VICTIM_ROLE_UNKNOWN, values[3]}},
                            values[4],
                            values[5],
                            values[6]};
  UcdpCasualties spread = SpreadUcdpFigures(figures);
  if (spread.reordered) ledger_.Note("figures reordered");
  if (spread.sides_disagree) ledger_.Note("deaths of the sides do not add up to best");
  oxus::v1::Incident& incident = *event.mutable_incident();
  for (oxus::v1::Casualty& casualty : spread.casualties) {
    *incident.add_casualties() = std::move(casualty);
  }
  incident.set_confirmed_large(figures.best > kLargeFigure);
  return true;
}

}  // namespace oxus::importer
