#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "server/filter/filter.h"
#include "server/query/field_table.h"
#include "tests/query/full_event.h"
#include "tests/query/projected_row.h"

// What filters find in the columns of an event.
namespace oxus::query {
namespace {

using oxus::test::FullContact;
using oxus::test::FullIncident;
using oxus::test::ProjectedRow;
using ::testing::HasSubstr;

bool Holds(const v1::Event& event, const std::string& text) {
  const auto parsed = filter::Filter::Parse(text, FieldSchema());
  EXPECT_TRUE(parsed.ok()) << text << ": " << parsed.status();
  return parsed.ok() && parsed->Matches(ProjectedRow(event));
}

std::string Refusal(const std::string& text) {
  return std::string(filter::Filter::Parse(text, FieldSchema()).status().message());
}

TEST(FieldReadingTest, FiltersReadEveryFieldOfAnIncident) {
  const v1::Event event = FullIncident();
  for (const char* text :
       {"occurred >= \"2025-11-30T18:45\" AND occurred < \"2025-11-30T18:46\"",
        "ended = \"2025-11-30T19:45\"",
        "time_precision = DAY",
        "span_days > 0.04 AND span_days < 0.05",
        "utc_offset = 300",
        "received > \"2025-11-24T00:00:00Z\"",
        "kind = INCIDENT",
        "class = REMOTE_VIOLENCE",
        "type = DRONE_STRIKE",
        "modality = ACTUAL",
        "tactic = DRONE AND tactic = GRENADE",
        "NOT polarity:*",
        "tag = gold",
        "is_aggregate = true",
        "confirmed_large = true",
        "summary : drone",
        "country = TJ",
        "country = tjk",
        "admin1 = \"tj-kt\"",
        "admin2 = Shohin",
        "place_name = Istiqlol",
        "place_id = g17",
        "lat > 37 AND lat < 38 AND lon = 70",
        "geo_precision = ADMIN2",
        "origin_country = AF",
        "border = \"TJ-AF\"",
        "actor = CHN AND actor = \"AFG-UNID\"",
        "actor_country = CN",
        "initiator = \"AFG-UNID\"",
        "from = \"AFG-UNID\"",
        "target = CHN",
        "to = \"CHN-CIV\"",
        "initiator_country = AF AND target_country = CN",
        "bloc = sco AND NOT bloc = CSTO",
        "dyad = \"cn-af\"",
        "role = TARGET AND NOT role = PARTY",
        "attribution = ALLEGED",
        "participant_confidence = 60",
        "alternative_group = 1",
        "participant_name : miner",
        "nationality = CHN",
        "nationality = cn",
        "victim_role = WORKER",
        "killed = 5 AND killed_low = 4 AND killed_high = 11",
        "injured = 1 AND injured_low = 1 AND injured_high = 1",
        "abducted = 1 AND abducted_low = 1 AND abducted_high = 1",
        "casualty_killed = 3 AND casualty_killed = 2 AND NOT casualty_killed = 5",
        "casualty_killed_low = 2 AND casualty_killed_high = 9",
        "casualty_injured = 1 AND casualty_injured_low = 1 AND casualty_injured_high = 1",
        "casualty_abducted = 1 AND casualty_abducted_low = 1 AND casualty_abducted_high = 1",
        "facility_kind = WORK_CAMP",
        "facility_name = \"Shahriston mine\"",
        "facility_id = f9",
        "facility_link = CN",
        "facility_link_kind = OWNER",
        "facility_tie = \"cn:operator\"",
        "NOT facility_tie = \"CN:OWNER\"",
        "facility_actor = \"CHN-BUS\"",
        "source = TASS",
        "origin = \"China MFA\" AND origin = TASS",
        "source_type = MEDIA",
        "reports = 2",
        "origins = 2",
        "contested = true",
        "published = \"2025-12-01T01:00Z\"",
        "language = ru",
        "stance = ASSERTS AND stance = DENIES",
        "reliability = B AND reliability = F",
        "credibility = PROBABLY_TRUE AND credibility = CANNOT_BE_JUDGED",
        "report_id = r1",
        "url = \"https://24.kg/*\"",
        "quoted = Avesta AND quoted = \"China MFA\"",
        "extraction_confidence = 90",
        "claimed_nationality = cn",
        "claimed_victim_role = WORKER",
        "claimed_killed = 4 AND claimed_killed_low = 3 AND claimed_killed_high = 6",
        "claimed_injured = 2 AND claimed_injured_low = 1 AND claimed_injured_high = 7",
        "claimed_abducted = 0 AND claimed_abducted_low = 0 AND claimed_abducted_high = 1",
        "link_kind = DUPLICATE_OF",
        "link_to = \"gdelt/a/7\"",
        "link_confidence = 80",
        "is_duplicate = true",
        "code_scheme = CAMEO",
        "code = \"0190\" AND NOT code = \"190\"",
        "producer = test",
        "external_id = I1",
        "revision = 1",
        "sequence = 42",
        "principal = monitor",
        "score < 0 AND score >= -10",
        "quarantined = true"}) {
    EXPECT_TRUE(Holds(event, text)) << text;
  }
}

TEST(FieldReadingTest, FiltersReadEveryFieldOfAContact) {
  const v1::Event event = FullContact();
  for (const char* text : {"kind = CONTACT",
                           "class = ASK",
                           "type = DEMAND",
                           "domain = SECURITY",
                           "channel = WRITTEN",
                           "level = AMBASSADOR",
                           "subject = protect-citizens",
                           "outcome = ACCEPTED",
                           "outcome_by = tjk",
                           "currency = cny",
                           "amount = 5000000",
                           "initiator = CHN",
                           "to = TJK",
                           "reports = 0",
                           "contested = false",
                           "is_aggregate = false",
                           "confirmed_large = false",
                           "is_duplicate = false",
                           "NOT stance:*",
                           "NOT killed:*",
                           "modality = PLANNED",
                           "time_precision = WEEK",
                           "ended = \"2025-12-07T18:44:59.999\"",
                           "span_days = 7",
                           "revision = 2"}) {
    EXPECT_TRUE(Holds(event, text)) << text;
  }
}

TEST(FieldReadingTest, ARangeWithoutAnEndNeverEnds) {
  v1::Event event = FullContact();
  event.mutable_occurred()->set_precision(v1::TIME_PRECISION_RANGE);
  EXPECT_TRUE(Holds(event, "ended > \"2199-12-31\" AND span_days > 1000000"));
}

TEST(FieldReadingTest, AFullIncidentAndContactHoldEveryField) {
  const v1::Event events[] = {FullIncident(), FullContact()};
  for (const QueryField& field : Fields()) {
    const bool is_held = std::any_of(std::begin(events), std::end(events), [&](const auto& event) {
      return !ProjectedRow(event).Read(field).empty();
    });
    EXPECT_TRUE(is_held) << field.filter.name;
  }
}

TEST(FieldReadingTest, WhatIsNotStatedIsAbsent) {
  v1::Event event;
  event.mutable_contact()->set_kind(v1::CONTACT_KIND_STATEMENT);
  const std::set<std::string> always = {
      "occurred",     "ended",           "span_days",    "time_precision", "utc_offset",
      "kind",         "class",           "type",         "score",          "modality",
      "is_aggregate", "confirmed_large", "is_duplicate", "reports",        "origins",
      "contested",    "received",        "revision",     "sequence",       "principal",
      "quarantined"};
  for (const QueryField& field : Fields()) {
    const Values values = ProjectedRow(event).Read(field);
    EXPECT_EQ(!values.empty(), always.count(field.filter.name) > 0) << field.filter.name;
  }
}

TEST(FieldReadingTest, ValuesAreDistinctAndOfTheFieldsType) {
  for (const v1::Event& event : {FullIncident(), FullContact()}) {
    for (const QueryField& field : Fields()) {
      const Values values = ProjectedRow(event).Read(field);
      const size_t index[] = {0, 1, 2, 3, 1};
      for (const auto& value : values) {
        EXPECT_EQ(value.index(), index[static_cast<size_t>(field.filter.type)])
            << field.filter.name;
        EXPECT_EQ(std::count(values.begin(), values.end(), value), 1) << field.filter.name;
      }
    }
  }
}

TEST(FieldReadingTest, GradesAreComparedFromTheBestOn) {
  const v1::Event event = FullIncident();  // B2 and F6
  EXPECT_TRUE(Holds(event, "reliability <= B AND credibility <= 2"));
  EXPECT_TRUE(Holds(event, "reliability < C AND credibility < POSSIBLY_TRUE"));
  EXPECT_FALSE(Holds(event, "reliability >= C"));
  EXPECT_FALSE(Holds(event, "credibility > 2"));
  EXPECT_TRUE(Holds(event, "reliability = F AND credibility = 6"));
  EXPECT_THAT(Refusal("reliability <= F"), HasSubstr("'F' has no place in the order"));
  EXPECT_THAT(Refusal("credibility <= 6"), HasSubstr("'CANNOT_BE_JUDGED' has no place"));
  EXPECT_THAT(Refusal("credibility = 7"), HasSubstr("unknown credibility"));
}

TEST(FieldReadingTest, PrecisionsAreComparedFromTheMostExactOn) {
  const v1::Event event = FullIncident();  // DAY, ADMIN2
  EXPECT_TRUE(Holds(event, "geo_precision <= ADMIN2 AND geo_precision > NEAR"));
  EXPECT_FALSE(Holds(event, "geo_precision >= ADMIN1"));
  EXPECT_TRUE(Holds(event, "time_precision <= DAY AND time_precision < WEEK"));
  EXPECT_FALSE(Holds(event, "time_precision <= HOUR"));
  EXPECT_TRUE(Holds(FullContact(), "time_precision > DAY AND time_precision <= MONTH"));
  EXPECT_THAT(Refusal("time_precision < RANGE"), HasSubstr("has no place in the order"));
  EXPECT_THAT(Refusal("time_precision <= DAYS"), HasSubstr("has no place in the order"));
}

}  // namespace
}  // namespace oxus::query
