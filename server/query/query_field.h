#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "server/filter/schema.h"
#include "server/query/event_row.h"

namespace oxus::query {

using Values = std::vector<filter::Value>;
using OptionalValue = std::optional<filter::Value>;

// What a field is read from. Fields of one repeated part belong together: grouped by two of
// them, an event falls into the pairs its elements hold, never into a cross product.
enum class Scope { kEvent, kParticipant, kCasualty, kFacilityLink, kReport };

// Appends the values of a field of the event as a whole.
using EventReader = void (*)(const EventRow& row, Values& values);
// The value one element of the scope holds; nullopt when it is unknown.
using ElementReader = OptionalValue (*)(const EventRow& row, int element);

// A field that filters, and mostly group_by, may name. Built once, then unchanging.
struct QueryField {
  filter::Field filter;
  std::string description;
  bool groupable = true;
  Scope scope = Scope::kEvent;
  // Exactly one is set: read_event for Scope::kEvent.
  EventReader read_event = nullptr;
  ElementReader read_element = nullptr;

  QueryField(std::string name, filter::ValueType type, std::string text, EventReader reader)
      : description(std::move(text)), read_event(reader) {
    filter.name = std::move(name);
    filter.type = type;
  }
  QueryField(std::string name, Scope of, std::string text, ElementReader reader)
      : description(std::move(text)), scope(of), read_element(reader) {
    filter.name = std::move(name);
  }

  QueryField Words(std::vector<std::string> words) &&;
  QueryField Normalised(std::optional<std::string> (*normalise)(std::string& constant)) &&;
  QueryField InUtc() &&;
  QueryField FilterOnly() &&;
};

// How many elements of the scope an event has; 1 for kEvent.
int ElementCount(Scope scope, const oxus::v1::Event& event);

// Appends the distinct values of the field.
void ReadField(const QueryField& field, const EventRow& row, Values& values);

// For readers. Text that is empty and words numbered 0 are absent.
void AddText(std::string_view text, Values& values);
void AddDistinctText(std::string_view text, Values& values);
void AddWord(const google::protobuf::EnumDescriptor* type, int number, Values& values);
OptionalValue TextValue(std::string_view text);
OptionalValue WordValue(const google::protobuf::EnumDescriptor* type, int number);

// The words of an enum without UNKNOWN, which reads as absent.
std::vector<std::string> WordsOf(const google::protobuf::EnumDescriptor* type);

}  // namespace oxus::query
