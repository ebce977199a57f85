#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "oxus/v1/event.pb.h"
#include "server/filter/schema.h"

namespace oxus::scan {

struct State;

using OptionalValue = std::optional<filter::Value>;
// What a field holds in one event: an element for each element of the list it belongs to (nullopt:
// the element does not say), or, for a field of the event as a whole, one.
using Elements = std::vector<OptionalValue>;

// How one field of the field table is read from an event.
struct Reading {
  std::string_view field;
  // The repeated part it belongs to; empty for the event as a whole. Fields of one list vary
  // together when events are grouped by them.
  std::string_view list;
  Elements (*read)(const State& state);
};

// The readings, by the part of the event they are read from; every field of the field table has
// one.
std::vector<Reading> TimeReadings();
std::vector<Reading> ActReadings();
std::vector<Reading> PlaceReadings();
std::vector<Reading> ParticipantReadings();
std::vector<Reading> SideReadings();
std::vector<Reading> CasualtyReadings();
std::vector<Reading> FacilityReadings();
std::vector<Reading> ContactReadings();
std::vector<Reading> ReportReadings();
std::vector<Reading> ClaimReadings();
std::vector<Reading> RelationReadings();
std::vector<Reading> RecordReadings();

// For readers: text that is empty and words numbered 0 or called UNKNOWN are not said.
OptionalValue Text(std::string_view text);
OptionalValue Word(const google::protobuf::EnumDescriptor* type, int number);
// The different values of a list, those not said left out.
Elements Distinct(const Elements& elements);

}  // namespace oxus::scan
