#include "client/cli/event_card.h"

#include <algorithm>
#include <utility>

#include "client/cli/event_text.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

using oxus::v1::Event;
using oxus::v1::StoredEvent;

// Collects entries; what is empty is left out, and a label is written once for its group.
class CardBuilder {
 public:
  void Add(const std::string& label, std::string value) {
    if (value.empty()) return;
    card_.entries.push_back({label == last_label_ ? "" : label, std::move(value)});
    last_label_ = label;
  }
  Card Take() { return std::move(card_); }

 private:
  Card card_;
  std::string last_label_;
};

void AddPart(std::string& text, std::string_view part, std::string_view separator = ", ") {
  if (part.empty()) return;
  if (!text.empty()) text += separator;
  text += part;
}

std::string StatusText(const StoredEvent& stored) {
  std::string text = Word(stored.status());
  if (stored.superseded_by() != 0)
    AddPart(text, fmt::format("by sequence {}", stored.superseded_by()));
  if (stored.has_retraction()) {
    AddPart(text, Word(stored.retraction().reason()));
    if (stored.retraction().has_merged_into()) {
      AddPart(text, "merged into " + KeyText(stored.retraction().merged_into()));
    }
    AddPart(text, stored.retraction().note());
  }
  if (stored.derived().quarantined()) AddPart(text, "quarantined");
  if (stored.derived().contested()) AddPart(text, "contested");
  return text;
}

std::string OccurredLine(const oxus::v1::Span& span) {
  std::string text = IsoTime(span.start_ms(), span.utc_offset_min());
  if (span.has_end_ms()) text += " to " + IsoTime(span.end_ms(), span.utc_offset_min());
  const std::string precision = Word(span.precision());
  return text + fmt::format(" (precision {})", precision.empty() ? "DAY" : precision);
}

std::string PlaceLine(const oxus::v1::Place& place) {
  std::string text;
  AddPart(text, place.name());
  AddPart(text, place.admin2());
  AddPart(text, place.admin1());
  AddPart(text, place.country());
  if (place.has_lat() && place.has_lon()) {
    AddPart(text, fmt::format("at {}, {}", place.lat(), place.lon()));
  }
  const std::string precision = Word(place.precision());
  if (!precision.empty()) AddPart(text, fmt::format("({})", precision), " ");
  return text;
}

std::string ParticipantLine(const oxus::v1::Participant& participant) {
  std::string text = Word(participant.role()) + " " + ActorText(participant);
  if (!participant.actor_id().empty() && !participant.name().empty()) {
    text += fmt::format(" \"{}\"", participant.name());
  }
  AddPart(text, Word(participant.attribution()));
  if (participant.has_confidence()) {
    AddPart(text, fmt::format("confidence {}", participant.confidence()));
  }
  if (participant.alternative_group() != 0) {
    AddPart(text, fmt::format("one of group {}", participant.alternative_group()));
  }
  return text;
}

std::string CasualtyLine(const oxus::v1::Casualty& casualty) {
  std::string text =
      casualty.nationality().empty() ? "nationality unknown" : casualty.nationality();
  AddPart(text, Word(casualty.role()), " ");
  const std::pair<const oxus::v1::Count&, const char*> figures[] = {
      {casualty.killed(), "killed"},
      {casualty.injured(), "injured"},
      {casualty.abducted(), "abducted"}};
  std::string counts;
  for (const auto& [count, what] : figures) {
    const std::string figure = CountText(count);
    if (!figure.empty()) AddPart(counts, figure + " " + what);
  }
  return text + ": " + (counts.empty() ? "figures not reported" : counts);
}

std::string FacilityLine(const oxus::v1::Facility& facility) {
  std::string text;
  AddPart(text, facility.name());
  AddPart(text, facility.facility_id());
  AddPart(text, Word(facility.kind()));
  for (const auto& link : facility.links()) {
    AddPart(text, fmt::format("{} {}", Word(link.kind()), link.country()));
    AddPart(text, link.actor_id(), " ");
  }
  return text;
}

// The Admiralty grade, "B2".
std::string Grade(const oxus::v1::Report& report) {
  const std::string reliability = Word(report.reliability());
  const int credibility = report.credibility();
  return fmt::format("{}{}", reliability.empty() ? "F" : reliability,
                     credibility == 0 ? 6 : credibility);
}

// "Asia-Plus ← RFE/RL ← a border official; ASSERTS, graded B2".
std::string ReportLine(const oxus::v1::Report& report) {
  std::string text = report.source_id();
  for (const std::string& quoted : report.quotes()) text += " ← " + quoted;
  const std::string stance = Word(report.stance());
  text += fmt::format("; {}, graded {}", stance.empty() ? "ASSERTS" : stance, Grade(report));
  AddPart(text, Word(report.source_type()));
  if (report.published_ms() != 0) {
    AddPart(text, "published " + IsoTime(report.published_ms(), 0));
  }
  AddPart(text, report.language());
  if (report.has_extraction_confidence()) {
    AddPart(text, fmt::format("read by machine, confidence {}", report.extraction_confidence()));
  }
  if (!report.report_id().empty()) AddPart(text, "id " + report.report_id());
  AddPart(text, report.url());
  for (const auto& claim : report.claims()) AddPart(text, "claims " + CasualtyLine(claim));
  return text;
}

void AddIncident(const oxus::v1::Incident& incident, CardBuilder& card) {
  for (const auto& casualty : incident.casualties()) card.Add("casualties", CasualtyLine(casualty));
  card.Add("facility", FacilityLine(incident.facility()));
  std::string tactics;
  for (const int tactic : incident.tactics()) {
    AddPart(tactics, Word(static_cast<oxus::v1::Tactic>(tactic)));
  }
  card.Add("tactics", tactics);
  card.Add("launched from", incident.origin_country());
  if (incident.is_aggregate()) card.Add("aggregate", "one record for several events");
}

void AddContact(const oxus::v1::DiplomaticContact& contact, CardBuilder& card) {
  card.Add("domain", Word(contact.domain()));
  card.Add("channel", Word(contact.channel()));
  card.Add("level", Word(contact.level()));
  card.Add("subject", contact.subject());
  std::string outcome = Word(contact.outcome());
  if (!outcome.empty() && !contact.outcome_by().empty()) outcome += " by " + contact.outcome_by();
  card.Add("outcome", outcome);
  if (contact.has_amount()) {
    card.Add("amount", fmt::format("{} minor units of {}", contact.amount().minor_units(),
                                   contact.amount().currency()));
  }
}

void AddEvidence(const Event& event, CardBuilder& card) {
  for (const auto& report : event.reports()) card.Add("reports", ReportLine(report));
  for (const auto& link : event.links()) {
    std::string text = Word(link.kind()) + " " + KeyText(link.to());
    if (link.has_confidence()) AddPart(text, fmt::format("confidence {}", link.confidence()));
    card.Add("links", text);
  }
  std::string codes;
  for (const auto& code : event.codes()) {
    AddPart(codes, fmt::format("{} {}", Word(code.scheme()), code.code()));
  }
  card.Add("codes", codes);
  std::string tags;
  for (const std::string& tag : event.tags()) AddPart(tags, tag);
  card.Add("tags", tags);
}

void AddServerSide(const StoredEvent& stored, CardBuilder& card) {
  const oxus::v1::Derived& derived = stored.derived();
  if (derived.has_score()) card.Add("score", fmt::format("{}", derived.score()));
  card.Add("border", derived.border());
  if (derived.origin_count() > 0) card.Add("origins", fmt::format("{}", derived.origin_count()));
  card.Add("sequence", fmt::format("{}", stored.sequence()));
  card.Add("received", IsoTime(stored.received()));
  card.Add("sent by", stored.principal());
}

}  // namespace

Card EventCard(const StoredEvent& stored) {
  const Event& event = stored.event();
  CardBuilder card;
  card.Add("key", KeyText(event.key()));
  card.Add("revision", fmt::format("{}", std::max(event.key().revision(), 1u)));
  card.Add("status", StatusText(stored));
  card.Add("kind", KindText(event));
  card.Add("type", fmt::format("{} ({})", TypeText(event), ClassText(event)));
  card.Add("modality", Word(event.modality()));
  card.Add("occurred", OccurredLine(event.occurred()));
  card.Add("place", PlaceLine(event.place()));
  for (const auto& participant : event.participants()) {
    card.Add("participants", ParticipantLine(participant));
  }
  if (event.has_incident()) AddIncident(event.incident(), card);
  if (event.has_contact()) AddContact(event.contact(), card);
  card.Add("summary", event.summary());
  AddEvidence(event, card);
  AddServerSide(stored, card);
  return card.Take();
}

}  // namespace oxus::cli
