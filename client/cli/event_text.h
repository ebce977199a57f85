#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "codes/labels.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "oxus/v1/event.pb.h"

// Parts of an event in words and numbers, as tables and CSV show them. Empty when there is none.
namespace oxus::cli {

// The word of an enum value without its prefix; empty for UNSPECIFIED.
template <typename Enum>
std::string Word(Enum value) {
  if (value == 0) return "";
  return std::string(codes::Label(google::protobuf::GetEnumDescriptor<Enum>(), value));
}

// "gdelt/412345".
std::string KeyText(const oxus::v1::EventKey& key);

// "2025-11-26T23:30:00+05:00".
std::string IsoTime(int64_t time_ms, int utc_offset_min);
// UTC: "2025-11-26T18:30:00Z".
std::string IsoTime(const google::protobuf::Timestamp& time);

// When it happened, in local time and no more exact than it is known: "2025-11-26 23:30",
// "2025-11-26", "2025-11", "2025-11-01..2025-11-09".
std::string OccurredText(const oxus::v1::Span& span);

// "ARMED_CLASH" or "VISIT"; "BATTLE" or "TALKS".
std::string TypeText(const oxus::v1::Event& event);
std::string ClassText(const oxus::v1::Event& event);
// "INCIDENT" or "CONTACT".
std::string KindText(const oxus::v1::Event& event);

// "Shahritus, TJ-KT".
std::string PlaceText(const oxus::v1::Place& place);

// Actor id, or else the name as the source writes it.
std::string ActorText(const oxus::v1::Participant& participant);
// All actors of a role, separated by `separator`.
std::string ActorsText(const oxus::v1::Event& event, oxus::v1::Role role,
                       std::string_view separator);
// "AFG-TAL → TJK": who did it to whom; parties of no side come first.
std::string WhoText(const oxus::v1::Event& event);

// The outlets, each once.
std::string SourcesText(const oxus::v1::Event& event, std::string_view separator);

// The sum of the best figures; nullopt when no casualty states one.
using CasualtyFigure = const oxus::v1::Count& (oxus::v1::Casualty::*)() const;
std::optional<uint64_t> SumOfBest(const oxus::v1::Event& event, CasualtyFigure figure);

// "3", "3 (2-5)", "2-5", "at least 2", "at most 5".
std::string CountText(const oxus::v1::Count& count);

// The protobuf JSON mapping with lowerCamelCase names; `indented` over several lines.
std::string MessageJson(const google::protobuf::Message& message, bool indented = false);

}  // namespace oxus::cli
