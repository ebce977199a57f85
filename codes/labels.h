#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "oxus/v1/event.pb.h"

namespace oxus::codes {

// Words for enum values: what people type and read. Types and kinds have a label of their own
// ("ARMED_CLASH"); other enums drop their prefix (MODALITY_ACTUAL -> "ACTUAL").
std::string_view Label(oxus::v1::IncidentType type);
std::string_view Label(oxus::v1::ContactKind kind);
std::string_view ClassLabel(oxus::v1::IncidentType type);
std::string_view ClassLabel(oxus::v1::ContactKind kind);
oxus::v1::Polarity PolarityOf(oxus::v1::ContactKind kind);

std::optional<oxus::v1::IncidentType> IncidentTypeFromLabel(std::string_view label);
std::optional<oxus::v1::ContactKind> ContactKindFromLabel(std::string_view label);

// For every other enum: name without the prefix; empty for an unknown number.
std::string_view Label(const google::protobuf::EnumDescriptor* type, int number);
// The number of a word, with or without the prefix; nullopt when there is none.
std::optional<int> NumberFromLabel(const google::protobuf::EnumDescriptor* type,
                                   std::string_view label);
// Every word of an enum but UNSPECIFIED, in order of the numbers.
std::vector<std::string_view> Labels(const google::protobuf::EnumDescriptor* type);

}  // namespace oxus::codes
