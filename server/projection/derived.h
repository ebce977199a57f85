#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "oxus/v1/event.pb.h"

namespace oxus::projection {

// What the server computes from an event (oxus.v1.Derived), piece by piece. Pure functions of the
// event; any thread.

// The score of the first CAMEO code that is known, aliases resolved; else that of the type or
// kind; nullopt when neither has one.
std::optional<double> ScoreOf(const oxus::v1::Event& event);

// The origin and the place of a cross-border incident, sorted: "AF-TJ". Empty otherwise.
std::string BorderOf(const oxus::v1::Event& event);

// The origin a report goes back to: the last name quoted, or the outlet itself.
std::string_view OriginOf(const oxus::v1::Report& report);

// Distinct origins over the reports, compared byte by byte.
uint32_t OriginCountOf(const oxus::v1::Event& event);

// True when a report asserts and a report denies; a report that corrects does neither.
bool IsContested(const oxus::v1::Event& event);

// All of it. `quarantined` is what the log says of the record.
oxus::v1::Derived Derive(const oxus::v1::Event& event, bool quarantined);

}  // namespace oxus::projection
