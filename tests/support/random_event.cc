#include "tests/support/random_event.h"

#include <algorithm>
#include <string>

#include "tests/support/random_parts.h"
#include "tests/support/random_pick.h"

namespace oxus::test {
namespace {

using namespace oxus::v1;  // NOLINT(google-build-using-namespace): every message of the model

constexpr int64_t kMinute = 60'000;
constexpr int64_t kDay = 1440 * kMinute;

// Of some days in November 2025, and of those where calendars slip.
constexpr int64_t kLocalDays[] = {20'418, 20'419, 20'420, 20'421, 20'422, 20'423, 20'424,
                                  20'425, 20'453, 19'782, 10'956, 0,      -1,     -25'566};
constexpr int kOffsets[] = {0, 0, 300, 300, 330, 345, -90, -720, 840};

struct Division {
  const char* country;
  const char* admin1;
  const char* admin2;
};
constexpr Division kDivisions[] = {
    {"TJ", "TJ-KT", "Shamsiddin Shohin"},
    {"TJ", "TJ-KT", ""},
    {"TJ", "TJ-GB", "Дарвоз"},
    {"AF", "AF-BDS", "Shighnan"},
    {"AF", "", "Xoja"},
    {"CN", "CN-XJ", "喀什"},
    {"KG", "KG-B", ""},
    {"RU", "", ""},
    {"XK", "", ""},
};
constexpr const char* kPlaceNames[] = {"", "Istiqlol", "Истиқлол", "O‘sh", "新疆"};
constexpr const char* kCountries[] = {"TJ", "AF", "CN", "KG", "UZ"};

constexpr ContactKind kAsks[] = {CONTACT_KIND_ASK, CONTACT_KIND_REQUEST, CONTACT_KIND_DEMAND};
constexpr const char* kCompanies[] = {"AFG-TAL", "CHN", "mine/1"};
constexpr const char* kSubjects[] = {"", "joint-border-patrol", "water"};
constexpr const char* kTags[] = {"border", "Граница", "border", "x y", "gold"};

struct CodeText {
  CodeScheme scheme;
  const char* code;
};
constexpr CodeText kCodes[] = {
    {CODE_SCHEME_CAMEO, "190"},      {CODE_SCHEME_CAMEO, "042"},   {CODE_SCHEME_CAMEO, "13y"},
    {CODE_SCHEME_CAMEO, "nonsense"}, {CODE_SCHEME_UCDP_DYAD, "7"}, {CODE_SCHEME_GOLDSTEIN, "-10"},
};

// The longest span of a precision; for those without a limit a year and some.
int64_t LongestSpan(TimePrecision precision) {
  switch (precision) {
    case TIME_PRECISION_HOUR:
      return 60 * kMinute;
    case TIME_PRECISION_UNSPECIFIED:
    case TIME_PRECISION_DAY:
      return kDay;
    case TIME_PRECISION_WEEK:
      return 7 * kDay;
    case TIME_PRECISION_MONTH:
      return 31 * kDay;
    case TIME_PRECISION_YEAR:
      return 366 * kDay;
    default:
      return 400 * kDay;
  }
}

void FillTime(std::mt19937_64& random, Span& span) {
  int64_t local_ms = PickOf(random, kLocalDays) * kDay;
  if (!OneIn(random, 3)) local_ms += Below(random, 1440) * kMinute;
  if (OneIn(random, 4)) local_ms += Below(random, kMinute);
  span.set_utc_offset_min(PickOf(random, kOffsets));
  span.set_start_ms(local_ms - span.utc_offset_min() * kMinute);
  span.set_precision(AnyOrNone<TimePrecision>(random));
  if (OneIn(random, 2)) return;
  const int64_t longest = LongestSpan(span.precision());
  const int64_t lengths[] = {0, 1, longest / 3, longest - 1, longest};
  span.set_end_ms(span.start_ms() + PickOf(random, lengths));
}

void FillPoint(std::mt19937_64& random, Place& place) {
  if (OneIn(random, 3)) return;
  // Most as data sets give them, seven decimals at most; some as a computation does.
  double lat = (Below(random, 400'000) - 100'000.0) / 1e4;
  double lon = (1 + Below(random, 1'800'000'000)) / 1e7;
  if (OneIn(random, 8)) lat /= 3;
  if (OneIn(random, 8)) lon = -lon / 7;
  if (OneIn(random, 8)) lat = 38;
  place.set_lat(lat);
  place.set_lon(lon);
}

void FillPlace(std::mt19937_64& random, Place& place) {
  place.set_precision(AnyOrNone<GeoPrecision>(random));
  if (place.precision() != GEO_PRECISION_INTERNATIONAL || OneIn(random, 2)) {
    const Division& division = PickOf(random, kDivisions);
    place.set_country(division.country);
    if (!OneIn(random, 4)) place.set_admin1(division.admin1);
    if (!OneIn(random, 4)) place.set_admin2(division.admin2);
  }
  place.set_name(PickOf(random, kPlaceNames));
  if (OneIn(random, 3)) place.set_place_id("Q" + std::to_string(Below(random, 5)));
  FillPoint(random, place);
}

void FillFacility(std::mt19937_64& random, Facility& facility) {
  facility.set_kind(AnyOrNone<FacilityKind>(random));
  if (OneIn(random, 2)) facility.set_name(PickOf(random, kPlaceNames));
  if (OneIn(random, 2)) facility.set_facility_id("F" + std::to_string(Below(random, 4)));
  for (uint32_t i = Below(random, 4); i > 0; --i) {
    FacilityLink& link = *facility.add_links();
    link.set_country(PickOf(random, kCountries));
    link.set_kind(Any<FacilityLinkKind>(random));
    if (OneIn(random, 3)) link.set_actor_id(PickOf(random, kCompanies));
  }
}

void FillIncident(std::mt19937_64& random, Event& event) {
  Incident& incident = *event.mutable_incident();
  incident.set_type(Any<IncidentType>(random));
  for (uint32_t i = Below(random, 4); i > 0; --i) incident.add_tactics(Any<Tactic>(random));
  if (OneIn(random, 2)) incident.set_origin_country(PickOf(random, kCountries));
  if (OneIn(random, 3)) FillFacility(random, *incident.mutable_facility());
  incident.set_is_aggregate(OneIn(random, 5));
  incident.set_confirmed_large(OneIn(random, 5));
  AddRandomCasualties(random, event);
}

void FillContact(std::mt19937_64& random, DiplomaticContact& contact) {
  contact.set_kind(OneIn(random, 4) ? PickOf(random, kAsks) : Any<ContactKind>(random));
  contact.set_domain(Any<Domain>(random));
  contact.set_channel(AnyOrNone<Channel>(random));
  contact.set_level(AnyOrNone<Level>(random));
  contact.set_subject(PickOf(random, kSubjects));
  if (OneIn(random, 4)) {
    contact.mutable_amount()->set_currency(OneIn(random, 2) ? "USD" : "CNY");
    contact.mutable_amount()->set_minor_units(static_cast<int64_t>(random() >> 8) - (1LL << 54));
  }
}

// Once the participants are known.
void FillOutcome(std::mt19937_64& random, Event& event) {
  DiplomaticContact& contact = *event.mutable_contact();
  if (std::find(std::begin(kAsks), std::end(kAsks), contact.kind()) == std::end(kAsks)) return;
  contact.set_outcome(AnyOrNone<Outcome>(random));
  for (const Participant& participant : event.participants()) {
    if (participant.role() == ROLE_TO && OneIn(random, 2)) {
      contact.set_outcome_by(participant.actor_id());
    }
  }
}

void AddLinks(std::mt19937_64& random, const RandomEventOptions& options, Event& event) {
  for (uint32_t i = OneIn(random, 3) ? 1 + Below(random, 3) : 0; i > 0; --i) {
    const EventKey to = RandomKey(random, options);
    if (to.producer_id() == event.key().producer_id() &&
        to.external_id() == event.key().external_id()) {
      continue;
    }
    Link& link = *event.add_links();
    link.set_kind(Any<LinkKind>(random));
    *link.mutable_to() = to;
    if (OneIn(random, 3)) link.set_confidence(Below(random, 101));
  }
}

void AddCodesAndTags(std::mt19937_64& random, Event& event) {
  for (uint32_t i = Below(random, 3); i > 0; --i) {
    const CodeText& text = PickOf(random, kCodes);
    Code& code = *event.add_codes();
    code.set_scheme(text.scheme);
    code.set_code(text.code);
  }
  for (uint32_t i = Below(random, 4); i > 0; --i) event.add_tags(PickOf(random, kTags));
}

}  // namespace

EventKey RandomKey(std::mt19937_64& random, const RandomEventOptions& options) {
  EventKey key;
  key.set_producer_id(OneIn(random, 3) ? "ucdp-ged:24.1" : "desk");
  key.set_external_id("e" + std::to_string(Below(random, options.keys)));
  return key;
}

Event RandomEvent(std::mt19937_64& random, const RandomEventOptions& options) {
  Event event;
  *event.mutable_key() = RandomKey(random, options);
  event.mutable_key()->set_revision(Below(random, uint64_t{options.max_revision} + 1));
  FillTime(random, *event.mutable_occurred());
  event.set_modality(OneIn(random, 3) ? Any<Modality>(random) : MODALITY_UNSPECIFIED);
  const bool is_incident = !OneIn(random, 3);
  if (is_incident || OneIn(random, 2)) FillPlace(random, *event.mutable_place());
  if (is_incident) {
    FillIncident(random, event);
  } else {
    FillContact(random, *event.mutable_contact());
  }
  AddRandomParticipants(random, event);
  if (!is_incident) FillOutcome(random, event);
  AddRandomReports(random, event);
  AddLinks(random, options, event);
  AddCodesAndTags(random, event);
  if (OneIn(random, 2)) event.set_summary("told by " + event.key().external_id() + ", повтор");
  return event;
}

}  // namespace oxus::test
