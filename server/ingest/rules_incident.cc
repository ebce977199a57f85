#include "codes/geography.h"
#include "fmt/format.h"
#include "server/ingest/country_hints.h"
#include "server/ingest/rules.h"

namespace oxus::ingest {
namespace {

// Rule 11: figures so large that a slip is likelier than the event.
constexpr uint64_t kMostKilled = 100'000;
constexpr uint64_t kMostKilledNonBattle = 50;

void ReportCountOrder(const FieldPath& field, uint32_t value, std::string_view relation,
                      std::string_view other, uint32_t other_value, const RuleContext& context) {
  context.sink.Add(reasons::kCountOrder, field,
                   fmt::format("is {}, {} {} {}; expected low <= best <= high", value, relation,
                               other, other_value));
}

void CheckCount(const oxus::v1::Count& count, const FieldPath& path, const RuleContext& context) {
  const bool low_above_best = count.has_low() && count.has_best() && count.low() > count.best();
  const bool high_below_best = count.has_high() && count.has_best() && count.high() < count.best();
  const bool low_above_high =
      count.has_low() && count.has_high() && !count.has_best() && count.low() > count.high();
  if (low_above_best) {
    ReportCountOrder(path.Field("low"), count.low(), "above", "best", count.best(), context);
  }
  if (high_below_best) {
    ReportCountOrder(path.Field("high"), count.high(), "below", "best", count.best(), context);
  }
  if (low_above_high) {
    ReportCountOrder(path.Field("low"), count.low(), "above", "high", count.high(), context);
  }
}

void CheckKilled(const oxus::v1::Incident& incident, int size, const FieldPath& path,
                 const RuleContext& context) {
  if (incident.confirmed_large()) return;
  uint64_t killed = 0;
  for (int i = 0; i < size; ++i) killed += incident.casualties(i).killed().best();
  const bool single_non_battle =
      !incident.is_aggregate() && ClassOf(incident.type()) != kBattleClass;
  const uint64_t most = single_non_battle ? kMostKilledNonBattle : kMostKilled;
  if (killed > most) {
    context.sink.Add(
        reasons::kKilledLarge, path.Field("casualties"),
        fmt::format("killed.best adds up to {}, above {}{}; set confirmed_large if "
                    "it is meant",
                    killed, most, single_non_battle ? " in one record that is no battle" : ""));
  }
}

void CheckFacility(const oxus::v1::Facility& facility, const FieldPath& path,
                   const RuleContext& context) {
  CheckEnum(facility.kind(), oxus::v1::FacilityKind_IsValid, Zero::kAllowed, path.Field("kind"),
            context);
  const int size = CheckedSize(facility.links_size(), kMaxRepeated, path.Field("links"), context);
  for (int i = 0; i < size; ++i) {
    const FieldPath item = path.Item("links", i);
    CheckCountryCode(facility.links(i).country(), item.Field("country"), context);
    CheckEnum(facility.links(i).kind(), oxus::v1::FacilityLinkKind_IsValid, Zero::kRefused,
              item.Field("kind"), context);
  }
}

void CheckTactics(const oxus::v1::Incident& incident, const FieldPath& path,
                  const RuleContext& context) {
  const int size =
      CheckedSize(incident.tactics_size(), kMaxRepeated, path.Field("tactics"), context);
  for (int i = 0; i < size; ++i) {
    CheckEnum(incident.tactics(i), oxus::v1::Tactic_IsValid, Zero::kRefused,
              path.Item("tactics", i), context);
  }
}

}  // namespace

void CheckCasualty(const oxus::v1::Casualty& casualty, const FieldPath& path,
                   const RuleContext& context) {
  const std::string& nationality = casualty.nationality();
  if (!nationality.empty() && codes::FindCountryByAlpha3(nationality) == nullptr) {
    context.sink.Add(reasons::kNationalityUnknown, path.Field("nationality"),
                     fmt::format("{} is no ISO 3166-1 alpha-3 code{}", Quoted(nationality),
                                 Alpha3Hint(nationality)));
  }
  CheckEnum(casualty.role(), oxus::v1::VictimRole_IsValid, Zero::kAllowed, path.Field("role"),
            context);
  if (casualty.has_killed()) CheckCount(casualty.killed(), path.Field("killed"), context);
  if (casualty.has_injured()) CheckCount(casualty.injured(), path.Field("injured"), context);
  if (casualty.has_abducted()) CheckCount(casualty.abducted(), path.Field("abducted"), context);
}

void CheckIncident(const oxus::v1::Event& event, const FieldPath& path,
                   const RuleContext& context) {
  const oxus::v1::Incident& incident = event.incident();
  const FieldPath field = path.Field("incident");
  CheckEnum(incident.type(), oxus::v1::IncidentType_IsValid, Zero::kRefused, field.Field("type"),
            context);
  const int casualties =
      CheckedSize(incident.casualties_size(), kMaxRepeated, field.Field("casualties"), context);
  for (int i = 0; i < casualties; ++i) {
    CheckCasualty(incident.casualties(i), field.Item("casualties", i), context);
  }
  CheckKilled(incident, casualties, field, context);
  if (incident.has_facility()) {
    CheckFacility(incident.facility(), field.Field("facility"), context);
  }
  CheckTactics(incident, field, context);
  if (!incident.origin_country().empty()) {
    CheckCountryCode(incident.origin_country(), field.Field("origin_country"), context);
  }
}

}  // namespace oxus::ingest
