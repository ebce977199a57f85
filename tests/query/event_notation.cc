#include "tests/query/event_notation.h"

#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>

#include "codes/labels.h"
#include "server/query/calendar.h"

namespace oxus::test {
namespace {

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

[[noreturn]] void Fail(const std::string& what, const std::string& text) {
  throw std::runtime_error("'" + text + "' is no " + what);
}

template <typename Enum>
Enum WordOf(const google::protobuf::EnumDescriptor* type, const std::string& word) {
  const auto number = codes::NumberFromLabel(type, word);
  if (!number) Fail(type->name(), word);
  return static_cast<Enum>(*number);
}

int64_t LocalMs(const std::string& text) {
  const auto ms = query::ParseLocalTime(text);
  if (!ms) Fail("time", text);
  return *ms;
}

// "+05:00" to minutes.
int OffsetOf(const std::string& text) {
  if (text.size() != 6) Fail("offset", text);
  const int minutes = std::atoi(text.substr(1, 2).c_str()) * 60 + std::atoi(text.substr(4).c_str());
  return text[0] == '-' ? -minutes : minutes;
}

// "3", "1..3..5" or "?" for nothing reported; parts of a range may be empty.
void SetCount(const std::string& text, v1::Count& count) {
  if (text == "?" || text.empty()) return;
  const auto number = [](const std::string& part) {
    return static_cast<uint32_t>(std::stoul(part));
  };
  const size_t dots = text.find("..");
  if (dots == std::string::npos) return count.set_best(number(text));
  const size_t more = text.find("..", dots + 2);
  if (more == std::string::npos) Fail("figure", text);
  const std::string best = text.substr(dots + 2, more - dots - 2);
  if (dots > 0) count.set_low(number(text.substr(0, dots)));
  if (!best.empty()) count.set_best(number(best));
  if (more + 2 < text.size()) count.set_high(number(text.substr(more + 2)));
}

void SetType(const std::string& word, v1::Event& event) {
  if (const auto type = codes::IncidentTypeFromLabel(word)) {
    event.mutable_incident()->set_type(*type);
  } else if (const auto kind = codes::ContactKindFromLabel(word)) {
    event.mutable_contact()->set_kind(*kind);
  } else {
    Fail("type or kind", word);
  }
}

// NATIONALITY/ROLE/KILLED/INJURED, the last ones optional.
void AddHurt(const std::string& text, v1::Event& event) {
  const auto parts = Split(text, '/');
  v1::Casualty& casualty = *event.mutable_incident()->add_casualties();
  casualty.set_nationality(parts[0]);
  if (parts.size() > 1 && !parts[1].empty()) {
    casualty.set_role(WordOf<v1::VictimRole>(v1::VictimRole_descriptor(), parts[1]));
  }
  if (parts.size() > 2) SetCount(parts[2], *casualty.mutable_killed());
  if (parts.size() > 3) SetCount(parts[3], *casualty.mutable_injured());
}

// "TJ" or "TJ-KT".
void SetPlace(const std::string& text, v1::Place& place) {
  place.set_country(text.substr(0, 2));
  if (text.size() > 2) place.set_admin1(text);
}

void SetPoint(const std::string& text, v1::Place& place) {
  const auto parts = Split(text, ',');
  if (parts.size() != 2) Fail("point", text);
  place.set_lat(std::stod(parts[0]));
  place.set_lon(std::stod(parts[1]));
}

void AddSide(const std::string& text, v1::Role of_incident, v1::Role of_contact, v1::Event& event) {
  for (const std::string& actor : Split(text, ',')) {
    v1::Participant& participant = *event.add_participants();
    const size_t slash = actor.find('/');
    participant.set_actor_id(actor.substr(0, slash));
    if (slash != std::string::npos) participant.set_name(actor.substr(slash + 1));
    participant.set_role(event.has_contact() ? of_contact : of_incident);
  }
}

void AddLink(const std::string& text, v1::Event& event) {
  const auto parts = Split(text, ':');
  v1::FacilityLink& link = *event.mutable_incident()->mutable_facility()->add_links();
  link.set_country(parts[0]);
  if (parts.size() < 2) return;
  link.set_kind(WordOf<v1::FacilityLinkKind>(v1::FacilityLinkKind_descriptor(), parts[1]));
}

using Setter = std::function<void(const std::string& value, NotedEvent& noted)>;

std::map<std::string, Setter> PlaceSetters() {
  return {
      {"in", [](auto& value, auto& noted) { SetPlace(value, *noted.event.mutable_place()); }},
      {"admin2", [](auto& value, auto& noted) { noted.event.mutable_place()->set_admin2(value); }},
      {"place", [](auto& value, auto& noted) { noted.event.mutable_place()->set_name(value); }},
      {"point", [](auto& value, auto& noted) { SetPoint(value, *noted.event.mutable_place()); }},
      {"geo",
       [](auto& value, auto& noted) {
         noted.event.mutable_place()->set_precision(
             WordOf<v1::GeoPrecision>(v1::GeoPrecision_descriptor(), value));
       }},
      {"origin",
       [](auto& value, auto& noted) { noted.event.mutable_incident()->set_origin_country(value); }},
  };
}

std::map<std::string, Setter> WhoSetters() {
  return {
      {"by", [](auto& value,
                auto& noted) { AddSide(value, v1::ROLE_INITIATOR, v1::ROLE_FROM, noted.event); }},
      {"to",
       [](auto& value, auto& noted) { AddSide(value, v1::ROLE_TARGET, v1::ROLE_TO, noted.event); }},
      {"hurt", [](auto& value, auto& noted) { AddHurt(value, noted.event); }},
      {"link", [](auto& value, auto& noted) { AddLink(value, noted.event); }},
      {"report", [](auto& value, auto& noted) { *noted.event.add_reports() = ParseReport(value); }},
  };
}

std::map<std::string, Setter> WhatSetters() {
  return {
      // Set first, see ParseEvent.
      {"type", [](auto&, auto&) {}},
      {"offset", [](auto&, auto&) {}},
      {"at", [](auto&, auto&) {}},
      {"until", [](auto&, auto&) {}},
      {"precision",
       [](auto& value, auto& noted) {
         noted.event.mutable_occurred()->set_precision(
             WordOf<v1::TimePrecision>(v1::TimePrecision_descriptor(), value));
       }},
      {"tactic",
       [](auto& value, auto& noted) {
         for (const std::string& word : Split(value, ',')) {
           noted.event.mutable_incident()->add_tactics(
               WordOf<v1::Tactic>(v1::Tactic_descriptor(), word));
         }
       }},
      {"domain",
       [](auto& value, auto& noted) {
         noted.event.mutable_contact()->set_domain(
             WordOf<v1::Domain>(v1::Domain_descriptor(), value));
       }},
      {"modality",
       [](auto& value, auto& noted) {
         noted.event.set_modality(WordOf<v1::Modality>(v1::Modality_descriptor(), value));
       }},
      {"tag",
       [](auto& value, auto& noted) {
         for (const std::string& tag : Split(value, ',')) noted.event.add_tags(tag);
       }},
      {"summary", [](auto& value, auto& noted) { noted.event.set_summary(value); }},
      {"duplicate_of",
       [](auto& value, auto& noted) {
         v1::Link& link = *noted.event.add_links();
         link.set_kind(v1::LINK_KIND_DUPLICATE_OF);
         *link.mutable_to() = CaseKey(value);
       }},
      {"quarantined", [](auto& value, auto& noted) { noted.quarantined = value == "yes"; }},
  };
}

const std::map<std::string, Setter>& Setters() {
  static const auto* const setters = [] {
    auto* made = new std::map<std::string, Setter>(WhatSetters());
    made->merge(PlaceSetters());
    made->merge(WhoSetters());
    return made;
  }();
  return *setters;
}

// What other words depend on.
void SetTypeAndTime(const std::map<std::string, std::string>& first, v1::Event& event) {
  const auto value_of = [&first](const char* name, const char* otherwise) {
    const auto found = first.find(name);
    return found == first.end() ? std::string(otherwise) : found->second;
  };
  SetType(value_of("type", "ARMED_CLASH"), event);
  if (event.has_incident()) event.mutable_place()->set_precision(v1::GEO_PRECISION_NEAR);
  v1::Span& span = *event.mutable_occurred();
  span.set_utc_offset_min(OffsetOf(value_of("offset", "+05:00")));
  const auto utc_ms = [&span](const std::string& local) {
    return LocalMs(local) - span.utc_offset_min() * query::kMinuteMs;
  };
  span.set_start_ms(utc_ms(value_of("at", "2025-11-26")));
  if (const std::string until = value_of("until", ""); !until.empty()) {
    span.set_end_ms(utc_ms(until));
  }
}

}  // namespace

std::vector<std::string> SplitWords(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (const char c : line) {
    if (quote != 0 ? c == quote : (c == '"' || c == '\'')) {
      quote = quote != 0 ? '\0' : c;
      in_word = true;
    } else if (quote == 0 && (c == ' ' || c == '\t')) {
      if (in_word) words.push_back(word);
      word.clear();
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != 0) throw std::runtime_error("a quote is not closed: " + line);
  if (in_word) words.push_back(word);
  return words;
}

v1::EventKey CaseKey(const std::string& id) {
  v1::EventKey key;
  key.set_producer_id("case");
  key.set_external_id(id);
  return key;
}

v1::Report ParseReport(const std::string& text) {
  const auto parts = Split(text, '/');
  v1::Report report;
  report.set_source_id(parts[0]);
  if (parts.size() > 1 && !parts[1].empty()) {
    if (parts[1].size() != 2) Fail("grade", parts[1]);
    report.set_reliability(static_cast<v1::Reliability>(parts[1][0] - 'A' + 1));
    report.set_credibility(static_cast<v1::Credibility>(parts[1][1] - '0'));
  }
  if (parts.size() > 2) {
    report.set_stance(WordOf<v1::Stance>(v1::Stance_descriptor(), parts[2]));
  }
  return report;
}

NotedEvent ParseEvent(const std::vector<std::string>& words) {
  NotedEvent noted;
  *noted.event.mutable_key() = CaseKey(words.at(0));
  std::vector<std::pair<std::string, std::string>> parts;
  for (size_t i = 1; i < words.size(); ++i) {
    const size_t equals = words[i].find('=');
    if (equals == std::string::npos) Fail("NAME=VALUE", words[i]);
    parts.emplace_back(words[i].substr(0, equals), words[i].substr(equals + 1));
  }
  SetTypeAndTime({parts.begin(), parts.end()}, noted.event);
  for (const auto& [name, value] : parts) {
    const auto setter = Setters().find(name);
    if (setter == Setters().end()) Fail("word of an event", name);
    setter->second(value, noted);
  }
  return noted;
}

}  // namespace oxus::test
