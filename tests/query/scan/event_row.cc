#include "tests/query/scan/event_row.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "server/query/field_table.h"
#include "server/reference/actor_search.h"
#include "server/reference/borders.h"
#include "server/reference/box.h"
#include "server/reference/great_circle.h"
#include "server/reference/place_search.h"

namespace oxus::scan {
namespace {

using filter::Value;
using query::FilterFunction;
using Arguments = std::span<const Value>;

std::map<std::string_view, Reading> MakeReadings() {
  std::map<std::string_view, Reading> readings;
  for (const auto& make : {TimeReadings, ActReadings, PlaceReadings, ParticipantReadings,
                           SideReadings, CasualtyReadings, FacilityReadings, ContactReadings,
                           ReportReadings, ClaimReadings, RelationReadings, RecordReadings}) {
    for (const Reading& reading : make()) readings.emplace(reading.field, reading);
  }
  return readings;
}

double Number(const Value& argument) { return std::get<double>(argument); }
const std::string& TextOf(const Value& argument) { return std::get<std::string>(argument); }

bool IsCentroid(const v1::Place& place) {
  return place.precision() == v1::GEO_PRECISION_ADMIN1 ||
         place.precision() == v1::GEO_PRECISION_AREA ||
         place.precision() == v1::GEO_PRECISION_COUNTRY ||
         place.precision() == v1::GEO_PRECISION_INTERNATIONAL;
}

bool IsPointWithin(FilterFunction function, Arguments arguments, double lat, double lon) {
  if (function == FilterFunction::kWithinBox) {
    return reference::Box(Number(arguments[0]), Number(arguments[1]), Number(arguments[2]),
                          Number(arguments[3]))
        .Contains(lat, lon);
  }
  if (function == FilterFunction::kWithinKm) {
    return reference::GreatCircleKm(Number(arguments[0]), Number(arguments[1]), lat, lon) <=
           Number(arguments[2]);
  }
  const std::string& border = TextOf(arguments[0]);
  return reference::FindBorder(border.substr(0, 2), border.substr(3))->DistanceKm(lat, lon) <=
         Number(arguments[1]);
}

bool IsWithin(FilterFunction function, Arguments arguments, const v1::Place& place,
              bool centroids_count) {
  if (!place.has_lat() || !place.has_lon()) return false;
  if (IsCentroid(place) && !centroids_count) return false;
  return IsPointWithin(function, arguments, place.lat(), place.lon());
}

// "C3": A to C and 1 to 3 in one report; F and 6 are never reached.
bool IsGraded(const std::string& grade, const v1::Event& event) {
  for (const v1::Report& report : event.reports()) {
    const int reliability = report.reliability();
    const int credibility = report.credibility();
    if (reliability >= v1::RELIABILITY_A && reliability <= grade[0] - 'A' + 1 &&
        credibility >= v1::CREDIBILITY_CONFIRMED && credibility <= grade[1] - '0') {
      return true;
    }
  }
  return false;
}

template <typename Matches>
bool AnyText(std::string_view field, const State& state, const Matches& matches) {
  for (const OptionalValue& text : ReadingOf(field).read(state)) {
    if (text && matches(TextOf(*text))) return true;
  }
  return false;
}

bool IsPlace(const std::string& text, const State& state) {
  const reference::PlaceSearch search(text);
  const auto has_name = [&](const std::string& name) { return search.MatchesName(name); };
  return AnyText("place_name", state, has_name) || AnyText("admin2", state, has_name) ||
         AnyText("admin1", state,
                 [&](const std::string& code) { return search.MatchesAdmin1(code); });
}

bool HasActor(const std::string& text, const State& state) {
  const reference::ActorSearch search(text);
  return AnyText("actor", state, [&](const std::string& id) { return search.Matches(id); }) ||
         AnyText("participant_name", state,
                 [&](const std::string& name) { return search.MatchesName(name); });
}

}  // namespace

const Reading& ReadingOf(std::string_view field_name) {
  static const auto* const readings = new std::map<std::string_view, Reading>(MakeReadings());
  const auto found = readings->find(field_name);
  if (found != readings->end()) return found->second;
  std::fprintf(stderr, "no reading for field %s\n", std::string(field_name).c_str());
  std::abort();
}

const Reading& ReadingOf(size_t field) {
  return ReadingOf(query::FieldSchema().fields.at(field).name);
}

void EventRow::Read(size_t field, std::vector<Value>& values) const {
  for (const OptionalValue& value : Distinct(ReadingOf(field).read(state_))) {
    values.push_back(*value);
  }
}

bool EventRow::Call(size_t function, Arguments arguments) const {
  switch (const auto named = static_cast<FilterFunction>(function)) {
    case FilterFunction::kWithinBox:
    case FilterFunction::kWithinKm:
    case FilterFunction::kBorderWithin:
      return IsWithin(named, arguments, state_.event.place(), leniency_.places);
    case FilterFunction::kGraded:
      return leniency_.grades || IsGraded(TextOf(arguments[0]), state_.event);
    case FilterFunction::kPlace:
      return IsPlace(TextOf(arguments[0]), state_);
    case FilterFunction::kActor:
      return HasActor(TextOf(arguments[0]), state_);
  }
  return false;
}

}  // namespace oxus::scan
