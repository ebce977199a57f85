#include "server/projection/derived.h"

#include <algorithm>
#include <vector>

#include "codes/event_codes.h"

namespace oxus::projection {

using oxus::v1::Event;
using oxus::v1::Report;

std::optional<double> ScoreOf(const Event& event) {
  for (const auto& code : event.codes()) {
    if (code.scheme() != oxus::v1::CODE_SCHEME_CAMEO) continue;
    const auto* cameo = codes::FindCameo(codes::CameoAlias(code.code()));
    if (cameo != nullptr) return cameo->goldstein;
  }
  if (event.has_incident()) return codes::DefaultScore(event.incident().type());
  if (event.has_contact()) return codes::DefaultScore(event.contact().kind());
  return std::nullopt;
}

std::string BorderOf(const Event& event) {
  if (!event.has_incident()) return "";
  const std::string& origin = event.incident().origin_country();
  const std::string& place = event.place().country();
  if (origin.empty() || place.empty() || origin == place) return "";
  return std::min(origin, place) + "-" + std::max(origin, place);
}

std::string_view OriginOf(const Report& report) {
  return report.quotes().empty() ? report.source_id() : *report.quotes().rbegin();
}

uint32_t OriginCountOf(const Event& event) {
  if (event.reports_size() < 2) return static_cast<uint32_t>(event.reports_size());
  std::vector<std::string_view> origins;
  for (const Report& report : event.reports()) origins.push_back(OriginOf(report));
  std::sort(origins.begin(), origins.end());
  return static_cast<uint32_t>(std::unique(origins.begin(), origins.end()) - origins.begin());
}

bool IsContested(const Event& event) {
  bool asserted = false;
  bool denied = false;
  for (const Report& report : event.reports()) {
    asserted |= report.stance() == oxus::v1::STANCE_ASSERTS ||
                report.stance() == oxus::v1::STANCE_UNSPECIFIED;
    denied |= report.stance() == oxus::v1::STANCE_DENIES;
  }
  return asserted && denied;
}

oxus::v1::Derived Derive(const Event& event, bool quarantined) {
  oxus::v1::Derived derived;
  if (const auto score = ScoreOf(event)) derived.set_score(*score);
  derived.set_border(BorderOf(event));
  derived.set_origin_count(OriginCountOf(event));
  derived.set_contested(IsContested(event));
  derived.set_quarantined(quarantined);
  return derived;
}

}  // namespace oxus::projection
