#pragma once

#include <optional>
#include <string_view>

#include "oxus/v1/event.pb.h"

namespace oxus::codes {

// A code of CAMEO 1.1b3 with the score the GDELT Project publishes for it.
struct CameoCode {
  std::string_view code;
  std::string_view label;
  // -10..10.
  double goldstein;
};

// Exact text ("042"); leading zeros count. nullptr when unknown.
const CameoCode* FindCameo(std::string_view code);

// How a CAMEO code is told in oxus. Exactly one of type and kind is set.
struct CameoMapping {
  oxus::v1::IncidentType type;
  oxus::v1::ContactKind kind;
  oxus::v1::Domain domain;
};
const CameoMapping* MapCameo(std::string_view code);

// Codes met in the wild ("13y", "138i") to the code meant; the text itself when none is known.
std::string_view CameoAlias(std::string_view seen);

// Score of a type or kind: that of the first CAMEO code mapped to it.
std::optional<double> DefaultScore(oxus::v1::IncidentType type);
std::optional<double> DefaultScore(oxus::v1::ContactKind kind);

// Whether a scheme's list is known here, and the code in it.
bool IsKnownCode(oxus::v1::CodeScheme scheme, std::string_view code);

}  // namespace oxus::codes
