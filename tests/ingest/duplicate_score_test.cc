#include "server/ingest/duplicate_score.h"

#include <functional>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/event_builder.h"

namespace oxus::ingest {
namespace {

using v1::Event;

// The same story told by another producer.
Event Told(const std::string& producer) {
  Event event = test::GoodIncident();
  *event.mutable_key() = test::Key(producer, "1");
  return event;
}

uint32_t Score(const Event& a, const Event& b) {
  const uint32_t score = DuplicateScore(MakeTraits(a), MakeTraits(b));
  EXPECT_EQ(score, DuplicateScore(MakeTraits(b), MakeTraits(a)));
  return score;
}

TEST(DuplicateScore, TheSameStoryScoresFull) { EXPECT_EQ(Score(Told("a"), Told("b")), 100u); }

TEST(DuplicateScore, OneProducerNeverDuplicatesItself) {
  EXPECT_EQ(Score(Told("a"), Told("a")), 0u);
}

struct Variant {
  std::string name;
  // Applied to the second telling.
  std::function<void(Event&)> bend;
  uint32_t score;
  // Applied to both.
  std::function<void(Event&)> both = [](Event&) {};

  friend void PrintTo(const Variant& variant, std::ostream* out) { *out << variant.name; }
};

class DuplicateCondition : public testing::TestWithParam<Variant> {};

TEST_P(DuplicateCondition, Scores) {
  Event first = Told("a");
  Event second = Told("b");
  GetParam().both(first);
  GetParam().both(second);
  GetParam().bend(second);
  EXPECT_EQ(Score(first, second), GetParam().score);
}

void MoveDays(Event& e, int days) {
  e.mutable_occurred()->set_start_ms(e.occurred().start_ms() + days * test::kDayMs);
}

void SetSpan(Event& e, v1::TimePrecision precision, int first_day, int days) {
  MoveDays(e, first_day);
  e.mutable_occurred()->set_precision(precision);
  e.mutable_occurred()->set_end_ms(e.occurred().start_ms() + days * test::kDayMs - 1);
}

void SetKilled(Event& e, uint32_t low, uint32_t high) {
  v1::Count* const killed = e.mutable_incident()->mutable_casualties(0)->mutable_killed();
  killed->clear_best();
  killed->set_low(low);
  killed->set_high(high);
}

void SetInitiator(Event& e, const std::string& actor_id) {
  e.mutable_participants(0)->set_actor_id(actor_id);
}

std::string NameOf(const testing::TestParamInfo<Variant>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    CountryAndClass, DuplicateCondition,
    testing::ValuesIn<Variant>({
        {"OtherCountry", [](Event& e) { e.mutable_place()->set_country("AF"); }, 0},
        {"NoCountry", [](Event& e) { e.mutable_place()->clear_country(); }, 0},
        {"OtherClass",
         [](Event& e) { e.mutable_incident()->set_type(v1::INCIDENT_TYPE_PROTEST_PEACEFUL); }, 0},
        {"OtherLeafOfTheClass",
         [](Event& e) { e.mutable_incident()->set_type(v1::INCIDENT_TYPE_GRENADE); }, 90},
        {"ClassOnly",
         [](Event& e) { e.mutable_incident()->set_type(v1::INCIDENT_TYPE_REMOTE_VIOLENCE); }, 95},
        {"IncidentAndContactOfOneNumber",
         [](Event& e) {
           e.mutable_contact()->set_kind(v1::CONTACT_KIND_REQUEST);  // 201
         },
         0, [](Event& e) { e.mutable_incident()->set_type(v1::INCIDENT_TYPE_SHELLING); }},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Days, DuplicateCondition,
    testing::ValuesIn<Variant>({
        {"NextDay", [](Event& e) { MoveDays(e, 1); }, 85},
        {"DayBefore", [](Event& e) { MoveDays(e, -1); }, 85},
        {"TwoDaysLater", [](Event& e) { MoveDays(e, 2); }, 0},
        {"WithinAWeek", [](Event& e) { SetSpan(e, v1::TIME_PRECISION_WEEK, -3, 7); }, 95},
        {"TheDayAfterAWeek", [](Event& e) { SetSpan(e, v1::TIME_PRECISION_WEEK, -7, 7); }, 85},
        {"TwoDaysAfterAWeek", [](Event& e) { SetSpan(e, v1::TIME_PRECISION_WEEK, -8, 7); }, 0},
        {"WeekWithoutEnd",
         [](Event& e) {
           MoveDays(e, -6);
           e.mutable_occurred()->set_precision(v1::TIME_PRECISION_WEEK);
         },
         95},
        {"WithinAYear", [](Event& e) { SetSpan(e, v1::TIME_PRECISION_YEAR, -100, 365); }, 85},
        // The same local day, told with another offset.
        {"LocalDayCounts",
         [](Event& e) {
           e.mutable_occurred()->set_start_ms(test::kStartMs + 5 * 3'600'000);
           e.mutable_occurred()->set_utc_offset_min(0);
         },
         100},
        {"DayThatEndsAtMidnightIsOneDay",
         [](Event& e) { e.mutable_occurred()->set_end_ms(test::kStartMs + test::kDayMs); }, 100},
        {"BeforeTheEpoch", [](Event&) {}, 100,
         [](Event& e) { e.mutable_occurred()->set_start_ms(-1); }},
    }),
    NameOf);

// A degree of latitude is about 111.2 km.
void MoveNorth(Event& e, double km) { e.mutable_place()->set_lat(e.place().lat() + km / 111.195); }

INSTANTIATE_TEST_SUITE_P(
    Places, DuplicateCondition,
    testing::ValuesIn<Variant>({
        {"TwelveAndAHalfKilometres", [](Event& e) { MoveNorth(e, 12.4); }, 93},
        {"JustUnder25Kilometres", [](Event& e) { MoveNorth(e, 24.9); }, 85},
        {"JustOver25Kilometres", [](Event& e) { MoveNorth(e, 25.1); }, 0},
        {"NearAcrossADivision", [](Event& e) { e.mutable_place()->set_admin1("TJ-GB"); }, 100},
        {"AcrossTheDateLine", [](Event& e) { e.mutable_place()->set_lon(-179.95); }, 95,
         [](Event& e) { e.mutable_place()->set_lon(179.95); }},
        {"CentroidInTheSameDivision",
         [](Event& e) {
           MoveNorth(e, 200);
           e.mutable_place()->set_precision(v1::GEO_PRECISION_ADMIN1);
         },
         85},
        {"CentroidInAnotherDivision",
         [](Event& e) {
           e.mutable_place()->set_admin1("TJ-GB");
           e.mutable_place()->set_precision(v1::GEO_PRECISION_ADMIN1);
         },
         0},
        {"NoPointAndNoDivision",
         [](Event& e) {
           e.mutable_place()->clear_admin1();
           e.mutable_place()->clear_lat();
           e.mutable_place()->clear_lon();
         },
         0},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Initiators, DuplicateCondition,
    testing::ValuesIn<Variant>({
        {"Another", [](Event& e) { SetInitiator(e, "RUS"); }, 0},
        {"Ancestor", [](Event& e) { SetInitiator(e, "AFG"); }, 95},
        {"Descendant", [](Event& e) { SetInitiator(e, "AFG-TAL-LOCAL"); }, 95},
        {"RoleOfTheSameState", [](Event& e) { SetInitiator(e, "PAK-MIL"); }, 95,
         [](Event& e) { SetInitiator(e, "PAK"); }},
        {"Siblings", [](Event& e) { SetInitiator(e, "PAK-MIL"); }, 0,
         [](Event& e) { SetInitiator(e, "PAK-GOV"); }},
        {"None", [](Event& e) { e.mutable_participants()->DeleteSubrange(0, 1); }, 90},
        {"Unidentified", [](Event& e) { SetInitiator(e, "AFG-UNID"); }, 90},
        {"OneOfSeveral",
         [](Event& e) {
           SetInitiator(e, "RUS");
           test::AddParticipant(e, "AFG-TAL", v1::ROLE_INITIATOR);
         },
         100},
        {"TheSameByName",
         [](Event& e) {
           e.mutable_participants(0)->clear_actor_id();
           e.mutable_participants(0)->set_name("Tajikistan");
         },
         100, [](Event& e) { SetInitiator(e, "TJK"); }},
        {"OtherTargetIsNoObstacle",
         [](Event& e) { e.mutable_participants(1)->set_actor_id("TJK"); }, 100},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Killed, DuplicateCondition,
    testing::ValuesIn<Variant>({
        {"RangesOverlap", [](Event& e) { SetKilled(e, 2, 5); }, 95},
        {"RangesApart", [](Event& e) { SetKilled(e, 4, 5); }, 0},
        {"OpenUpwards",
         [](Event& e) {
           SetKilled(e, 2, 0);
           e.mutable_incident()->mutable_casualties(0)->mutable_killed()->clear_high();
         },
         95},
        {"NotReported",
         [](Event& e) { e.mutable_incident()->mutable_casualties(0)->clear_killed(); }, 90},
        {"ReportedAsZero", [](Event& e) { SetKilled(e, 0, 0); }, 0},
        {"SumOverCasualties",
         [](Event& e) {
           SetKilled(e, 2, 2);
           e.mutable_incident()->add_casualties()->mutable_killed()->set_best(1);
         },
         100},
    }),
    NameOf);

TEST(DuplicateScore, MatchesContactsByTheirSender) {
  Event first = test::GoodContact();
  first.mutable_place()->set_country("TJ");
  first.mutable_place()->set_admin1("TJ-DU");
  Event second = first;
  *second.mutable_key() = test::Key("b", "1");
  EXPECT_EQ(Score(first, second), 75u);  // same admin1 15, killed not reported 5
  second.mutable_participants(0)->set_actor_id("RUS");
  EXPECT_EQ(Score(first, second), 0u);
}

}  // namespace
}  // namespace oxus::ingest
