#include "client/cli/event_columns.h"

#include <string>

#include "client/cli/event_text.h"

namespace oxus::cli {
namespace {

using oxus::v1::Casualty;
using oxus::v1::Event;
using oxus::v1::StoredEvent;

constexpr char kListSeparator[] = ";";

Cell TextCell(std::string text) { return text.empty() ? Cell() : Cell(std::move(text)); }

Cell FigureCell(const Event& event, CasualtyFigure figure) {
  const std::optional<uint64_t> sum = SumOfBest(event, figure);
  return sum.has_value() ? Cell(*sum) : Cell();
}

// A column of CSV with how it is read from an event.
struct Field {
  const char* name;
  Cell (*read)(const StoredEvent& stored);
};

Cell Actors(const StoredEvent& stored, oxus::v1::Role incident, oxus::v1::Role contact) {
  const std::string acting = ActorsText(stored.event(), incident, kListSeparator);
  const std::string speaking = ActorsText(stored.event(), contact, kListSeparator);
  if (acting.empty() || speaking.empty()) return TextCell(acting + speaking);
  return acting + kListSeparator + speaking;
}

Cell Tags(const StoredEvent& stored) {
  std::string text;
  for (const std::string& tag : stored.event().tags()) {
    text += (text.empty() ? "" : kListSeparator) + tag;
  }
  return TextCell(text);
}

Cell EndOf(const StoredEvent& stored) {
  const oxus::v1::Span& span = stored.event().occurred();
  return span.has_end_ms() ? Cell(IsoTime(span.end_ms(), span.utc_offset_min())) : Cell();
}

Cell RevisionOf(const StoredEvent& stored) {
  return uint64_t{std::max(stored.event().key().revision(), 1u)};
}

const Field kFields[] = {
    {"sequence", [](const StoredEvent& s) { return Cell(s.sequence()); }},
    {"producer_id", [](const StoredEvent& s) { return Cell(s.event().key().producer_id()); }},
    {"external_id", [](const StoredEvent& s) { return Cell(s.event().key().external_id()); }},
    {"revision", RevisionOf},
    {"status", [](const StoredEvent& s) { return TextCell(Word(s.status())); }},
    {"occurred",
     [](const StoredEvent& s) {
       return Cell(IsoTime(s.event().occurred().start_ms(), s.event().occurred().utc_offset_min()));
     }},
    {"occurred_end", EndOf},
    {"precision",
     [](const StoredEvent& s) { return TextCell(Word(s.event().occurred().precision())); }},
    {"kind", [](const StoredEvent& s) { return TextCell(KindText(s.event())); }},
    {"class", [](const StoredEvent& s) { return TextCell(ClassText(s.event())); }},
    {"type", [](const StoredEvent& s) { return TextCell(TypeText(s.event())); }},
    {"modality", [](const StoredEvent& s) { return TextCell(Word(s.event().modality())); }},
    {"country", [](const StoredEvent& s) { return TextCell(s.event().place().country()); }},
    {"admin1", [](const StoredEvent& s) { return TextCell(s.event().place().admin1()); }},
    {"admin2", [](const StoredEvent& s) { return TextCell(s.event().place().admin2()); }},
    {"place", [](const StoredEvent& s) { return TextCell(s.event().place().name()); }},
    {"lat",
     [](const StoredEvent& s) {
       return s.event().place().has_lat() ? Cell(s.event().place().lat()) : Cell();
     }},
    {"lon",
     [](const StoredEvent& s) {
       return s.event().place().has_lon() ? Cell(s.event().place().lon()) : Cell();
     }},
    {"initiators",
     [](const StoredEvent& s) { return Actors(s, oxus::v1::ROLE_INITIATOR, oxus::v1::ROLE_FROM); }},
    {"targets",
     [](const StoredEvent& s) { return Actors(s, oxus::v1::ROLE_TARGET, oxus::v1::ROLE_TO); }},
    {"parties",
     [](const StoredEvent& s) {
       return TextCell(ActorsText(s.event(), oxus::v1::ROLE_PARTY, kListSeparator));
     }},
    {"killed", [](const StoredEvent& s) { return FigureCell(s.event(), &Casualty::killed); }},
    {"injured", [](const StoredEvent& s) { return FigureCell(s.event(), &Casualty::injured); }},
    {"abducted", [](const StoredEvent& s) { return FigureCell(s.event(), &Casualty::abducted); }},
    {"domain", [](const StoredEvent& s) { return TextCell(Word(s.event().contact().domain())); }},
    {"score",
     [](const StoredEvent& s) {
       return s.derived().has_score() ? Cell(s.derived().score()) : Cell();
     }},
    {"border", [](const StoredEvent& s) { return TextCell(s.derived().border()); }},
    {"sources",
     [](const StoredEvent& s) { return TextCell(SourcesText(s.event(), kListSeparator)); }},
    {"contested", [](const StoredEvent& s) { return Cell(s.derived().contested()); }},
    {"quarantined", [](const StoredEvent& s) { return Cell(s.derived().quarantined()); }},
    {"summary", [](const StoredEvent& s) { return TextCell(s.event().summary()); }},
    {"tags", Tags},
    {"received", [](const StoredEvent& s) { return TextCell(IsoTime(s.received())); }},
};

}  // namespace

std::vector<Column> EventColumns(OutputFormat format) {
  if (format == OutputFormat::kTable) {
    return {{.name = "occurred", .whole = true},
            {.name = "type"},
            {.name = "place"},
            {.name = "actors"},
            {.name = "killed", .numeric = true},
            {.name = "injured", .numeric = true, .title = "inj.", .drop_rank = 1},
            {.name = "source", .drop_rank = 2},
            {.name = "key", .whole = true}};
  }
  std::vector<Column> columns;
  if (format != OutputFormat::kCsv) return columns;
  for (const Field& field : kFields) columns.push_back({.name = field.name});
  return columns;
}

Row EventRow(OutputFormat format, const StoredEvent& stored) {
  const Event& event = stored.event();
  Row row;
  switch (format) {
    case OutputFormat::kTable:
      row.cells = {TextCell(OccurredText(event.occurred())), TextCell(TypeText(event)),
                   TextCell(PlaceText(event.place())),       TextCell(WhoText(event)),
                   FigureCell(event, &Casualty::killed),     FigureCell(event, &Casualty::injured),
                   TextCell(SourcesText(event, ", ")),       TextCell(KeyText(event.key()))};
      break;
    case OutputFormat::kCsv:
      for (const Field& field : kFields) row.cells.push_back(field.read(stored));
      break;
    case OutputFormat::kJson:
    case OutputFormat::kNdjson:
      row.json = MessageJson(stored);
      break;
  }
  return row;
}

}  // namespace oxus::cli
