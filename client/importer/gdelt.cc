#include "client/importer/gdelt.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "client/importer/gdelt_actors.h"
#include "client/importer/gdelt_code.h"
#include "client/importer/gdelt_place.h"
#include "client/importer/gdelt_report.h"
#include "client/importer/gdelt_time.h"
#include "client/importer/header_row.h"
#include "client/importer/row_values.h"
#include "client/importer/utf8.h"
#include "codes/event_codes.h"

namespace oxus::importer {
namespace {

constexpr std::string_view kProducer = "gdelt";
constexpr std::string_view kStatementRoot = "01";
constexpr std::string_view kHostsVisit = "043";
// As far as published scores are written.
constexpr double kScoreTolerance = 0.05;

constexpr HeaderRules kGdeltHeader = {HeaderGdeltColumns, MissingGdeltColumns};

GdeltActor Actor1(const GdeltRow& row) {
  return ReadGdeltActor({row[kActor1Code], row[kActor1Name], row[kActor1CountryCode],
                         row[kActor1KnownGroupCode], row[kActor1Type1Code]});
}

GdeltActor Actor2(const GdeltRow& row) {
  return ReadGdeltActor({row[kActor2Code], row[kActor2Name], row[kActor2CountryCode],
                         row[kActor2KnownGroupCode], row[kActor2Type1Code]});
}

void AddParticipant(const GdeltActor& actor, oxus::v1::Role role, oxus::v1::Event& event) {
  if (!actor.present()) return;
  oxus::v1::Participant& participant = *event.add_participants();
  participant.set_actor_id(actor.id);
  participant.set_name(actor.name);
  participant.set_role(role);
}

// Classes BATTLE, REMOTE_VIOLENCE and VIOLENCE_AGAINST_CIVILIANS.
bool NeedsParticipant(oxus::v1::IncidentType type) { return type >= 100 && type < 400; }

bool IsStatement(oxus::v1::ContactKind kind) { return kind >= 100 && kind < 200; }

// Why a contact between these two is left out; empty when it is kept.
std::string_view ContactFault(const GdeltActor& from, const GdeltActor& to, bool statement,
                              bool domestic_wanted) {
  if (!from.present() || (!to.present() && !statement)) return gdelt_skip::kOneSided;
  const bool one_country = !from.country.empty() && from.country == to.country;
  if (one_country && !domestic_wanted) return gdelt_skip::kDomestic;
  if (from.SameAs(to)) return gdelt_skip::kSameActor;
  return {};
}

// A side, for comparing rows.
const std::string& Label(const GdeltActor& actor) {
  return actor.id.empty() ? actor.name : actor.id;
}

}  // namespace

GdeltImporter::GdeltImporter(const ImportOptions& options, GdeltLayout layout)
    : options_(options),
      layout_(layout),
      columns_(RawGdeltColumns(layout.width)),
      width_(layout.width),
      collapse_(options.gdelt_collapse_limit),
      ledger_(Format::kGdelt) {}

absl::Status GdeltImporter::Run(Input& input, Sink& sink) {
  ledger_.set_sink(sink);
  DelimitedReader reader(input, layout_.dialect);
  if (layout_.headered) {
    absl::Status header = ReadHeader(input.name(), kGdeltHeader, reader, columns_, width_);
    if (!header.ok()) return header;
  }
  while (true) {
    const DelimitedReader::Next next = reader.ReadRow();
    if (next == DelimitedReader::Next::kEnd) break;
    if (next == DelimitedReader::Next::kBadRow) {
      ledger_.Fail(reader.line(), "", reader.error());
      continue;
    }
    if (reader.fields().size() != width_) {
      ledger_.Fail(reader.line(), "",
                   fmt::format("{} columns where {} are expected{}", reader.fields().size(), width_,
                               reader.unterminated() ? ": the row is cut off" : ""));
      continue;
    }
    if (reader.unterminated() && !layout_.headered) {
      // GDELT ends every row with LF. A cut URL would be stored under the row's key, and the whole
      // row refused later as a contradiction.
      ledger_.Fail(reader.line(), "",
                   "the last row has no line end, so its last column may be cut off; if the file "
                   "is whole, end it with a line end");
      continue;
    }
    if (reader.repaired()) ledger_.Note("bytes that are not UTF-8 replaced");
    if (reader.unterminated()) ledger_.Note("last row without a line end");
    absl::Status taken =
        TakeRow(GdeltRow(columns_, reader.fields(), layout_.headered), reader.line());
    if (!taken.ok()) return taken;
  }
  return reader.status();
}

absl::Status GdeltImporter::TakeRow(const GdeltRow& row, std::uint64_t line) {
  // R exports begin with a row of nothing but NA.
  if (row[kGlobalEventId].empty() && row[kSqlDate].empty() && row[kEventCode].empty()) {
    ledger_.Skip(gdelt_skip::kBlankRow, line);
    return absl::OkStatus();
  }
  oxus::v1::Submission submission;
  if (!FillEvent(row, line, *submission.mutable_event())) return absl::OkStatus();
  return ledger_.Submit(std::move(submission), line);
}

// Each step settles the row itself (skipped or failed) when it returns false.
bool GdeltImporter::FillEvent(const GdeltRow& row, std::uint64_t line, oxus::v1::Event& event) {
  const std::optional<std::int64_t> id = WholeNumber(row[kGlobalEventId]);
  if (!id || *id < 0) {
    ledger_.Fail(line, "GLOBALEVENTID",
                 fmt::format("'{}' is not a number", Excerpt(row[kGlobalEventId])));
    return false;
  }
  event.mutable_key()->set_producer_id(std::string(kProducer));
  event.mutable_key()->set_external_id(std::to_string(*id));
  event.mutable_key()->set_revision(1);
  event.set_modality(oxus::v1::MODALITY_ACTUAL);

  const std::string code = ReadCameoCode(row[kEventCode], row[kEventBaseCode], row[kEventRootCode]);
  if (codes::MapCameo(code) == nullptr) {
    ledger_.Fail(line, "EventCode",
                 fmt::format("'{}' is not a CAMEO code", Excerpt(row[kEventCode])));
    return false;
  }
  oxus::v1::Code& stored = *event.add_codes();
  stored.set_scheme(oxus::v1::CODE_SCHEME_CAMEO);
  stored.set_code(code);
  if (CameoRoot(code) == kStatementRoot && !options_.gdelt_statements) {
    ledger_.Skip(gdelt_skip::kStatement, line);
    return false;
  }
  if (!FillTimeAndReport(row, line, event) || !FillPlace(row, line, event) ||
      !FillActors(row, line, code, event)) {
    return false;
  }
  if (options_.gdelt_collapse && IsRepeat(row, code, event)) {
    ledger_.Skip(gdelt_skip::kCollapsed, line);
    return false;
  }
  CheckScores(row, code);
  return true;
}

bool GdeltImporter::FillTimeAndReport(const GdeltRow& row, std::uint64_t line,
                                      oxus::v1::Event& event) {
  std::optional<GdeltTime> time = ReadGdeltTime(row[kSqlDate], row[kDateAdded]);
  if (!time) {
    ledger_.Fail(line, "SQLDATE", fmt::format("'{}' is not a date", Excerpt(row[kSqlDate])));
    return false;
  }
  if (time->unusual_lag) ledger_.Note("date lag other than 0, 1, 7, 30, 365 or 3650 days");
  if (time->published_ms == 0 && row.Has(kDateAdded)) ledger_.Note("DATEADDED unreadable");
  *event.mutable_occurred() = std::move(time->occurred);
  *event.add_reports() = GdeltReport(row[kSourceUrl], time->published_ms);
  return true;
}

bool GdeltImporter::FillPlace(const GdeltRow& row, std::uint64_t line, oxus::v1::Event& event) {
  GdeltPlace place = ReadGdeltPlace(
      {row[kActionGeoType], row[kActionGeoFullName], row[kActionGeoCountryCode],
       row[kActionGeoAdm1Code], row[kActionGeoAdm2Code], row[kActionGeoLat], row[kActionGeoLong]});
  switch (place.result) {
    case GdeltPlace::Result::kNone:
      ledger_.Skip(gdelt_skip::kNoPlace, line);
      return false;
    case GdeltPlace::Result::kUnknownCountry:
      ledger_.Fail(
          line, "ActionGeo_CountryCode",
          fmt::format("'{}' is not a FIPS 10-4 country code", Excerpt(row[kActionGeoCountryCode])));
      return false;
    case GdeltPlace::Result::kPlace:
      break;
  }
  if (place.unknown_adm1) ledger_.Note("ADM1 code without an ISO 3166-2 code");
  if (place.bad_point) ledger_.Note("coordinates unreadable, left out");
  *event.mutable_place() = std::move(place.place);
  return true;
}

bool GdeltImporter::FillActors(const GdeltRow& row, std::uint64_t line, std::string_view code,
                               oxus::v1::Event& event) {
  const codes::CameoMapping& mapping = *codes::MapCameo(code);
  GdeltActor first = Actor1(row);
  GdeltActor second = Actor2(row);
  if (mapping.type != oxus::v1::INCIDENT_TYPE_UNSPECIFIED) {
    event.mutable_incident()->set_type(mapping.type);
    AddParticipant(first, oxus::v1::ROLE_INITIATOR, event);
    AddParticipant(second, oxus::v1::ROLE_TARGET, event);
    if (!NeedsParticipant(mapping.type) || event.participants_size() > 0) return true;
    ledger_.Skip(gdelt_skip::kNoParticipant, line);
    return false;
  }
  // Of a visit, FROM is who travels: Actor2 where Actor1 hosts.
  if (code == kHostsVisit) std::swap(first, second);
  const std::string_view fault =
      ContactFault(first, second, IsStatement(mapping.kind), options_.gdelt_domestic);
  if (!fault.empty()) {
    ledger_.Skip(fault, line);
    return false;
  }
  event.mutable_contact()->set_kind(mapping.kind);
  event.mutable_contact()->set_domain(mapping.domain);
  AddParticipant(first, oxus::v1::ROLE_FROM, event);
  AddParticipant(second, oxus::v1::ROLE_TO, event);
  return true;
}

bool GdeltImporter::IsRepeat(const GdeltRow& row, std::string_view code,
                             const oxus::v1::Event& event) {
  const GdeltActor first = Actor1(row);
  const GdeltActor second = Actor2(row);
  const std::string place = fmt::format("{}\x1f{}\x1f{}", row[kActionGeoCountryCode],
                                        row[kActionGeoAdm1Code], row[kActionGeoFullName]);
  GdeltAct act;
  act.article = row[kSourceUrl];
  act.root = CameoRoot(code);
  act.day_ms = event.occurred().start_ms();
  act.place = place;
  act.meaning = event.has_incident() ? static_cast<int>(event.incident().type())
                                     : -static_cast<int>(event.contact().kind());
  act.actor1 = Label(first);
  act.actor2 = Label(second);
  const std::size_t full_before = collapse_.times_full();
  const bool repeat = collapse_.Judge(act) != GdeltCollapse::Verdict::kNew;
  if (collapse_.times_full() != full_before) ledger_.Note("collapse memory was full");
  return repeat;
}

void GdeltImporter::CheckScores(const GdeltRow& row, std::string_view code) {
  const std::optional<std::int64_t> quad = WholeNumber(row[kQuadClass]);
  if (quad && *quad != QuadClassOfRoot(CameoRoot(code))) {
    ledger_.Note("QuadClass differs from the table");
  }
  const std::optional<double> seen = DecimalNumber(row[kGoldsteinScale]);
  const codes::CameoCode* const known = codes::FindCameo(code);
  if (seen && known != nullptr && std::abs(*seen - known->goldstein) > kScoreTolerance + 1e-9) {
    ledger_.Note("GoldsteinScale differs from the table");
  }
}

}  // namespace oxus::importer
