#include <cmath>
#include <limits>
#include <string>

#include "gtest/gtest.h"
#include "tests/ingest/rule_case.h"

namespace oxus::ingest {
namespace {

using v1::Event;

class EnvelopeRule : public testing::TestWithParam<RuleCase> {};

TEST_P(EnvelopeRule, FindsExactly) {
  Event event = test::GoodIncident();
  GetParam().bend(event);
  ExpectFindings(event, GetParam());
}

std::string Ids(size_t size) { return std::string(size, 'x'); }

INSTANTIATE_TEST_SUITE_P(
    Keys, EnvelopeRule,
    testing::ValuesIn<RuleCase>({
        {"NoKey", [](Event& e) { e.clear_key(); }, {"R1 KEY_MISSING event.key"}},
        {"EmptyKey",
         [](Event& e) { e.mutable_key()->Clear(); },
         {"R1 PRODUCER_ID_EMPTY event.key.producer_id",
          "R1 EXTERNAL_ID_EMPTY event.key.external_id"}},
        {"ProducerIdAtLimit", [](Event& e) { e.mutable_key()->set_producer_id(Ids(64)); }, {}},
        {"ProducerIdTooLong",
         [](Event& e) { e.mutable_key()->set_producer_id(Ids(65)); },
         {"R1 PRODUCER_ID_TOO_LONG event.key.producer_id"}},
        {"ProducerIdWithSlash",
         [](Event& e) { e.mutable_key()->set_producer_id("a/b"); },
         {"R1 PRODUCER_ID_CHARACTERS event.key.producer_id"}},
        {"ProducerIdWithVersion",
         [](Event& e) { e.mutable_key()->set_producer_id("ucdp-ged:24.1"); },
         {}},
        {"ExternalIdAtLimit", [](Event& e) { e.mutable_key()->set_external_id(Ids(128)); }, {}},
        {"ExternalIdTooLong",
         [](Event& e) { e.mutable_key()->set_external_id(Ids(129)); },
         {"R1 EXTERNAL_ID_TOO_LONG event.key.external_id"}},
        {"ExternalIdWithSlash", [](Event& e) { e.mutable_key()->set_external_id("2025/11"); }, {}},
        {"ExternalIdWithNewline",
         [](Event& e) { e.mutable_key()->set_external_id("a\nb"); },
         {"R1 EXTERNAL_ID_CHARACTERS event.key.external_id"}},
        {"ExternalIdWithNul",
         [](Event& e) { e.mutable_key()->set_external_id(std::string("a\0b", 3)); },
         {"R1 EXTERNAL_ID_CHARACTERS event.key.external_id"}},
        {"ExternalIdWithC1Control",
         [](Event& e) { e.mutable_key()->set_external_id("a\xC2\x85"); },
         {"R1 EXTERNAL_ID_CHARACTERS event.key.external_id"}},
        {"ExternalIdInAnyScript",
         [](Event& e) { e.mutable_key()->set_external_id("Хатлон-\xC2\xA0-№1"); },
         {}},
        {"RevisionZero", [](Event& e) { e.mutable_key()->set_revision(0); }, {}},
    }),
    CaseName);

v1::Span& SpanOf(Event& e) { return *e.mutable_occurred(); }

void SetSpan(Event& e, v1::TimePrecision precision, int64_t length_ms) {
  SpanOf(e).set_precision(precision);
  SpanOf(e).set_end_ms(SpanOf(e).start_ms() + length_ms);
}

// A start that differs from the good one, with the report moved along.
void SetStart(Event& e, int64_t start_ms) {
  SpanOf(e).set_start_ms(start_ms);
  e.mutable_reports(0)->set_published_ms(0);
}

constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t k1900Ms = -2'208'988'800'000;

INSTANTIATE_TEST_SUITE_P(
    Time, EnvelopeRule,
    testing::ValuesIn<RuleCase>({
        {"NoSpan", [](Event& e) { e.clear_occurred(); }, {"R4 TIME_MISSING event.occurred"}},
        {"StartIn1900", [](Event& e) { SetStart(e, k1900Ms); }, {}},
        {"StartBefore1900",
         [](Event& e) { SetStart(e, k1900Ms - 1); },
         {"R4 TIME_TOO_EARLY event.occurred.start_ms"}},
        {"StartInYear25",
         [](Event& e) { SetStart(e, -61'378'000'000'000); },
         {"R4 TIME_TOO_EARLY event.occurred.start_ms"}},
        {"StartADayAhead", [](Event& e) { SetStart(e, test::kNowMs + test::kDayMs); }, {}},
        {"StartMoreThanADayAhead",
         [](Event& e) { SetStart(e, test::kNowMs + test::kDayMs + 1); },
         {"R4 TIME_IN_FUTURE event.occurred.start_ms"}},
        {"UnspecifiedModalityIsActual",
         [](Event& e) {
           SetStart(e, test::kNowMs + 30 * test::kDayMs);
           e.set_modality(v1::MODALITY_UNSPECIFIED);
         },
         {"R4 TIME_IN_FUTURE event.occurred.start_ms"}},
        {"PlanInTheFuture",
         [](Event& e) {
           SetStart(e, test::kNowMs + 30 * test::kDayMs);
           e.set_modality(v1::MODALITY_PLANNED);
         },
         {}},
        {"HypothesisInTheFuture",
         [](Event& e) {
           SetStart(e, test::kNowMs + 30 * test::kDayMs);
           e.set_modality(v1::MODALITY_HYPOTHETICAL);
         },
         {}},
        {"PlanIn2200",
         [](Event& e) {
           SetStart(e, 7'258'118'400'000);
           e.set_modality(v1::MODALITY_PLANNED);
         },
         {"R4 TIME_TOO_LATE event.occurred.start_ms"}},
        {"SmallestAndLargestNumbers",
         [](Event& e) {
           SetStart(e, std::numeric_limits<int64_t>::min());
           SpanOf(e).set_end_ms(std::numeric_limits<int64_t>::max());
         },
         {"R4 TIME_TOO_EARLY event.occurred.start_ms", "R4 TIME_TOO_LATE event.occurred.end_ms"}},
        {"EndAtStart", [](Event& e) { SetSpan(e, v1::TIME_PRECISION_DAY, 0); }, {}},
        {"EndBeforeStart",
         [](Event& e) { SetSpan(e, v1::TIME_PRECISION_DAY, -1); },
         {"R5 END_BEFORE_START event.occurred.end_ms"}},
        {"HourFits", [](Event& e) { SetSpan(e, v1::TIME_PRECISION_HOUR, kHourMs); }, {}},
        {"HourTooLong",
         [](Event& e) { SetSpan(e, v1::TIME_PRECISION_HOUR, kHourMs + 1); },
         {"R5 SPAN_TOO_LONG event.occurred.end_ms"}},
        {"DayFits", [](Event& e) { SetSpan(e, v1::TIME_PRECISION_DAY, test::kDayMs); }, {}},
        {"DayTooLong",
         [](Event& e) { SetSpan(e, v1::TIME_PRECISION_DAY, test::kDayMs + 1); },
         {"R5 SPAN_TOO_LONG event.occurred.end_ms"}},
        {"UnspecifiedPrecisionIsDay",
         [](Event& e) { SetSpan(e, v1::TIME_PRECISION_UNSPECIFIED, test::kDayMs + 1); },
         {"R5 SPAN_TOO_LONG event.occurred.end_ms"}},
        {"WeekFits", [](Event& e) { SetSpan(e, v1::TIME_PRECISION_WEEK, 7 * test::kDayMs); }, {}},
        {"WeekTooLong",
         [](Event& e) { SetSpan(e, v1::TIME_PRECISION_WEEK, 7 * test::kDayMs + 1); },
         {"R5 SPAN_TOO_LONG event.occurred.end_ms"}},
        {"MonthTooLong",
         [](Event& e) { SetSpan(e, v1::TIME_PRECISION_MONTH, 31 * test::kDayMs + 1); },
         {"R5 SPAN_TOO_LONG event.occurred.end_ms"}},
        {"YearTooLong",
         [](Event& e) { SetSpan(e, v1::TIME_PRECISION_YEAR, 366 * test::kDayMs + 1); },
         {"R5 SPAN_TOO_LONG event.occurred.end_ms"}},
        {"MinuteDaysAndRangeHaveNoLimit",
         [](Event& e) { SetSpan(e, v1::TIME_PRECISION_MINUTE, 12 * kHourMs); },
         {}},
        {"RangeOfYears",
         [](Event& e) { SetSpan(e, v1::TIME_PRECISION_RANGE, 1600 * test::kDayMs); },
         {}},
        {"OffsetTooFarEast",
         [](Event& e) { SpanOf(e).set_utc_offset_min(841); },
         {"R5 UTC_OFFSET_RANGE event.occurred.utc_offset_min"}},
        {"OffsetTooFarWest",
         [](Event& e) { SpanOf(e).set_utc_offset_min(-721); },
         {"R5 UTC_OFFSET_RANGE event.occurred.utc_offset_min"}},
    }),
    CaseName);

v1::Place& PlaceOf(Event& e) { return *e.mutable_place(); }

void SetPoint(Event& e, double lat, double lon) {
  PlaceOf(e).set_lat(lat);
  PlaceOf(e).set_lon(lon);
}

INSTANTIATE_TEST_SUITE_P(
    Place, EnvelopeRule,
    testing::ValuesIn<RuleCase>({
        {"NoPlace", [](Event& e) { e.clear_place(); }, {"R6 PLACE_MISSING event.place"}},
        {"NoCountry",
         [](Event& e) { PlaceOf(e).clear_country(); },
         {"R6 COUNTRY_MISSING event.place.country"}},
        {"InternationalNeedsNoCountry",
         [](Event& e) {
           PlaceOf(e).Clear();
           PlaceOf(e).set_precision(v1::GEO_PRECISION_INTERNATIONAL);
         },
         {}},
        {"CountryUnknown",
         [](Event& e) {
           PlaceOf(e).set_country("ZZ");
           PlaceOf(e).clear_admin1();
         },
         {"R6 COUNTRY_UNKNOWN event.place.country"}},
        {"CountryInLowerCase",
         [](Event& e) {
           PlaceOf(e).set_country("tj");
           PlaceOf(e).clear_admin1();
         },
         {"R6 COUNTRY_UNKNOWN event.place.country"}},
        {"KosovoIsACountry",
         [](Event& e) {
           PlaceOf(e).Clear();
           PlaceOf(e).set_country("XK");
         },
         {}},
        {"Admin1OfAnotherCountry",
         [](Event& e) { PlaceOf(e).set_admin1("AF-BDS"); },
         {"R6 ADMIN1_OTHER_COUNTRY event.place.admin1"}},
        {"Admin1Unknown",
         [](Event& e) { PlaceOf(e).set_admin1("TJ-99"); },
         {"Q6 ADMIN1_UNKNOWN event.place.admin1"}},
        {"LatitudeAlone",
         [](Event& e) { PlaceOf(e).clear_lon(); },
         {"R7 POINT_INCOMPLETE event.place.lon"}},
        {"LongitudeAlone",
         [](Event& e) { PlaceOf(e).clear_lat(); },
         {"R7 POINT_INCOMPLETE event.place.lat"}},
        {"LatitudeTooLarge",
         [](Event& e) { PlaceOf(e).set_lat(90.01); },
         {"R7 LATITUDE_RANGE event.place.lat"}},
        {"LongitudeTooSmall",
         [](Event& e) { PlaceOf(e).set_lon(-180.01); },
         {"R7 LONGITUDE_RANGE event.place.lon"}},
        {"NotANumber",
         [](Event& e) { SetPoint(e, std::nan(""), INFINITY); },
         {"R7 LATITUDE_RANGE event.place.lat", "R7 LONGITUDE_RANGE event.place.lon"}},
        {"ZeroPoint", [](Event& e) { SetPoint(e, 0, 0); }, {"R7 POINT_ZERO event.place.lat"}},
        {"PointFarOutsideTheCountry",
         [](Event& e) { SetPoint(e, 48.85, 2.35); },
         {"Q7 POINT_OUTSIDE_COUNTRY event.place.lat"}},
        // Ishkashim on the Afghan side of the river.
        {"PointJustOverTheBorder", [](Event& e) { SetPoint(e, 36.7, 71.57); }, {}},
        {"Admin1PointIsACentroid",
         [](Event& e) { PlaceOf(e).set_precision(v1::GEO_PRECISION_ADMIN1); },
         {"W8 POINT_IS_CENTROID event.place.precision"}},
        {"CountryPointIsACentroidHoweverFar",
         [](Event& e) {
           SetPoint(e, 48.85, 2.35);
           PlaceOf(e).set_precision(v1::GEO_PRECISION_COUNTRY);
         },
         {"W8 POINT_IS_CENTROID event.place.precision"}},
        {"PointWithoutPrecisionIsACentroid",
         [](Event& e) { PlaceOf(e).clear_precision(); },
         {"W8 POINT_IS_CENTROID event.place.precision"}},
        {"Admin2PointIsTested",
         [](Event& e) {
           SetPoint(e, 48.85, 2.35);
           PlaceOf(e).set_precision(v1::GEO_PRECISION_ADMIN2);
         },
         {"Q7 POINT_OUTSIDE_COUNTRY event.place.lat"}},
        {"GeoPrecisionUnknownNumber",
         [](Event& e) { PlaceOf(e).set_precision(static_cast<v1::GeoPrecision>(77)); },
         {"R9 ENUM_UNKNOWN event.place.precision"}},
    }),
    CaseName);

void AddLink(Event& e, v1::LinkKind kind, const v1::EventKey& to) {
  v1::Link* const link = e.add_links();
  link->set_kind(kind);
  *link->mutable_to() = to;
}

void AddCode(Event& e, v1::CodeScheme scheme, const std::string& text) {
  v1::Code* const code = e.add_codes();
  code->set_scheme(scheme);
  code->set_code(text);
}

INSTANTIATE_TEST_SUITE_P(
    LinksCodesAndSizes, EnvelopeRule,
    testing::ValuesIn<RuleCase>({
        {"NoDetail", [](Event& e) { e.clear_detail(); }, {"R9 DETAIL_MISSING event.detail"}},
        {"ModalityUnknownNumber",
         [](Event& e) { e.set_modality(static_cast<v1::Modality>(9)); },
         {"R9 ENUM_UNKNOWN event.modality"}},
        {"LinkToAnother",
         [](Event& e) { AddLink(e, v1::LINK_KIND_FOLLOW_UP_OF, test::Key("desk", "I1")); },
         {}},
        {"LinkToSelfWhateverTheRevision",
         [](Event& e) { AddLink(e, v1::LINK_KIND_DUPLICATE_OF, test::Key("desk", "I2", 7)); },
         {"R17 LINK_TO_SELF event.links[0].to"}},
        {"LinkWithoutTarget",
         [](Event& e) { e.add_links()->set_kind(v1::LINK_KIND_PART_OF); },
         {"R17 LINK_TARGET_MISSING event.links[0].to"}},
        {"LinkWithoutKind",
         [](Event& e) { AddLink(e, v1::LINK_KIND_UNSPECIFIED, test::Key("desk", "I1")); },
         {"R9 ENUM_UNSPECIFIED event.links[0].kind"}},
        {"LinkToHalfAKey",
         [](Event& e) { AddLink(e, v1::LINK_KIND_PART_OF, test::Key("desk", "")); },
         {"R1 EXTERNAL_ID_EMPTY event.links[0].to.external_id"}},
        {"LinkConfidenceAbove100",
         [](Event& e) {
           AddLink(e, v1::LINK_KIND_PART_OF, test::Key("desk", "I1"));
           e.mutable_links(0)->set_confidence(101);
         },
         {"R9 CONFIDENCE_RANGE event.links[0].confidence"}},
        {"CameoCode", [](Event& e) { AddCode(e, v1::CODE_SCHEME_CAMEO, "042"); }, {}},
        {"CameoCodeWithoutItsZero",
         [](Event& e) { AddCode(e, v1::CODE_SCHEME_CAMEO, "42"); },
         {"W22 CODE_UNKNOWN event.codes[0].code"}},
        {"UcdpTypeUnknown",
         [](Event& e) { AddCode(e, v1::CODE_SCHEME_UCDP_TYPE_OF_VIOLENCE, "4"); },
         {"W22 CODE_UNKNOWN event.codes[0].code"}},
        {"SchemeWithoutAList",
         [](Event& e) { AddCode(e, v1::CODE_SCHEME_ACLED, "Armed clash"); },
         {}},
        {"CodeWithoutScheme",
         [](Event& e) { AddCode(e, v1::CODE_SCHEME_UNSPECIFIED, "190"); },
         {"R9 ENUM_UNSPECIFIED event.codes[0].scheme"}},
        {"EmptyCode",
         [](Event& e) { AddCode(e, v1::CODE_SCHEME_CAMEO, ""); },
         {"R22 CODE_EMPTY event.codes[0].code"}},
        // The published score of 190 (use conventional military force) is -10.
        {"GoldsteinOfTheCameoCode",
         [](Event& e) {
           AddCode(e, v1::CODE_SCHEME_GOLDSTEIN, "-9.95");
           AddCode(e, v1::CODE_SCHEME_CAMEO, "190");
         },
         {}},
        {"GoldsteinOfAnotherCameoCode",
         [](Event& e) {
           AddCode(e, v1::CODE_SCHEME_CAMEO, "190");
           AddCode(e, v1::CODE_SCHEME_GOLDSTEIN, "-9.9");
         },
         {"W22 GOLDSTEIN_MISMATCH event.codes[1].code"}},
        {"GoldsteinAlone", [](Event& e) { AddCode(e, v1::CODE_SCHEME_GOLDSTEIN, "+3.5"); }, {}},
        {"GoldsteinNoNumber",
         [](Event& e) { AddCode(e, v1::CODE_SCHEME_GOLDSTEIN, "high"); },
         {"W22 GOLDSTEIN_FORMAT event.codes[0].code"}},
        {"GoldsteinOutOfRange",
         [](Event& e) { AddCode(e, v1::CODE_SCHEME_GOLDSTEIN, "10.5"); },
         {"W22 GOLDSTEIN_FORMAT event.codes[0].code"}},
        {"SummaryAtLimit", [](Event& e) { e.set_summary(Ids(1000)); }, {}},
        {"SummaryTooLong",
         [](Event& e) { e.set_summary(Ids(1001)); },
         {"R21 TEXT_TOO_LONG event.summary"}},
        {"TooManyTags",
         [](Event& e) {
           for (int i = 0; i < 17; ++i) e.add_tags("t");
         },
         {"R21 TOO_MANY_ELEMENTS event.tags"}},
        {"TooManyCodes",
         [](Event& e) {
           for (int i = 0; i < 65; ++i) AddCode(e, v1::CODE_SCHEME_CAMEO, "190");
         },
         {"R21 TOO_MANY_ELEMENTS event.codes"}},
        {"TooManyLinks",
         [](Event& e) {
           for (int i = 0; i < 65; ++i) {
             AddLink(e, v1::LINK_KIND_PART_OF, test::Key("desk", "I1"));
           }
         },
         {"R21 TOO_MANY_ELEMENTS event.links"}},
    }),
    CaseName);

}  // namespace
}  // namespace oxus::ingest
