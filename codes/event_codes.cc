#include "codes/event_codes.h"

#include <charconv>
#include <unordered_map>

#include "codes/code_index.h"
#include "codes/code_tables.h"

namespace oxus::codes {
namespace {

constexpr double kMaxGoldstein = 10.0;

// The mapping table lists the codes in their order, roots before leaves, so the first row of a
// type or kind is the one its score is taken from.
template <typename Value, typename Member>
std::unordered_map<int, double> FirstScores(Member CameoMapping::*member, Value unspecified) {
  std::unordered_map<int, double> scores;
  for (const CameoMappingRow& row : CameoMappings()) {
    const CameoCode* code = FindCameo(row.code);
    if (row.mapping.*member != unspecified) scores.emplace(row.mapping.*member, code->goldstein);
  }
  return scores;
}

std::optional<double> Score(const std::unordered_map<int, double>& scores, int value) {
  const auto found = scores.find(value);
  if (found == scores.end()) return std::nullopt;
  return found->second;
}

bool IsGoldstein(std::string_view text) {
  if (text.find_first_not_of("-.0123456789") != std::string_view::npos) return false;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= -kMaxGoldstein &&
         value <= kMaxGoldstein;
}

}  // namespace

const CameoCode* FindCameo(std::string_view code) {
  static const CodeIndex index(CameoCodes(), [](const CameoCode& row) { return row.code; });
  const int row = index.Find(code);
  return row == CodeIndex::kNone ? nullptr : &CameoCodes()[row];
}

const CameoMapping* MapCameo(std::string_view code) {
  static const CodeIndex index(CameoMappings(),
                               [](const CameoMappingRow& row) { return row.code; });
  const int row = index.Find(code);
  return row == CodeIndex::kNone ? nullptr : &CameoMappings()[row].mapping;
}

std::string_view CameoAlias(std::string_view seen) {
  static const CodeIndex index(CameoAliases(), [](const CodeAlias& row) { return row.seen; });
  const int row = index.Find(seen);
  return row == CodeIndex::kNone ? seen : CameoAliases()[row].meant;
}

std::optional<double> DefaultScore(oxus::v1::IncidentType type) {
  static const auto scores = FirstScores(&CameoMapping::type, oxus::v1::INCIDENT_TYPE_UNSPECIFIED);
  return Score(scores, type);
}

std::optional<double> DefaultScore(oxus::v1::ContactKind kind) {
  static const auto scores = FirstScores(&CameoMapping::kind, oxus::v1::CONTACT_KIND_UNSPECIFIED);
  return Score(scores, kind);
}

bool IsKnownCode(oxus::v1::CodeScheme scheme, std::string_view code) {
  switch (scheme) {
    case oxus::v1::CODE_SCHEME_CAMEO:
      return FindCameo(code) != nullptr;
    case oxus::v1::CODE_SCHEME_UCDP_TYPE_OF_VIOLENCE:
      return code == "1" || code == "2" || code == "3";
    case oxus::v1::CODE_SCHEME_GOLDSTEIN:
      return IsGoldstein(code);
    case oxus::v1::CODE_SCHEME_ACLED:
    case oxus::v1::CODE_SCHEME_UCDP_CONFLICT:
    case oxus::v1::CODE_SCHEME_UCDP_DYAD:
    case oxus::v1::CODE_SCHEME_ICEWS:
    case oxus::v1::CODE_SCHEME_PLOVER:
      return !code.empty();
    default:
      return false;
  }
}

}  // namespace oxus::codes
