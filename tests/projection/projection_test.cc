#include "server/projection/projection.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/projection/row_text.h"
#include "tests/support/event_builder.h"

namespace oxus::projection {
namespace {

using test::RowText;

RowText Project(const v1::Event& event) {
  storage::RowDraft draft(/*dictionary=*/nullptr);
  ProjectEvent(event, draft);
  return test::ReadRow(draft.cells());
}

TEST(ProjectionTest, SplitsLocalTimeIntoDayMinuteAndRest) {
  v1::Event event = test::GoodIncident();
  event.mutable_occurred()->set_start_ms(0);
  event.mutable_occurred()->set_utc_offset_min(-1);
  const RowText row = Project(event);
  EXPECT_EQ(row.At("day"), "-1");
  EXPECT_EQ(row.At("minute"), "1439");
  EXPECT_EQ(row.At("minute_ms"), "0");

  event.mutable_occurred()->set_start_ms(-1);
  event.mutable_occurred()->set_utc_offset_min(0);
  EXPECT_EQ(Project(event).At("day"), "-1");
  EXPECT_EQ(Project(event).At("minute"), "1439");
  EXPECT_EQ(Project(event).At("minute_ms"), "59999");
}

TEST(ProjectionTest, ARangeWithoutAnEndIsEndless) {
  v1::Event event = test::GoodIncident();
  event.mutable_occurred()->set_precision(v1::TIME_PRECISION_RANGE);
  EXPECT_EQ(Project(event).At("span_length_ms"), "9223372036854775807");
  EXPECT_EQ(Project(event).At("span_rest_ms"), "9223372036854775807");
}

TEST(ProjectionTest, KeepsContactKindsApartFromIncidentTypes) {
  EXPECT_EQ(Project(test::GoodIncident()).At("act"), "203");
  EXPECT_EQ(Project(test::GoodContact()).At("act"), std::to_string(storage::kContactBase + 202));
}

TEST(ProjectionTest, APlaceKnownAsACountryLiesInNoDivision) {
  v1::Event event = test::GoodIncident();
  EXPECT_EQ(Project(event).At("admin1"), "'TJ-KT'");
  event.mutable_place()->set_precision(v1::GEO_PRECISION_COUNTRY);
  EXPECT_EQ(Project(event).At("admin1"), "");
}

TEST(ProjectionTest, AnAbsentFigureIsAbsentAndNotZero) {
  const RowText row = Project(test::GoodIncident());
  EXPECT_EQ(row.At("killed"), "3");
  EXPECT_EQ(row.At("killed_low"), "3");
  EXPECT_EQ(row.At("injured_high"), "2");
  EXPECT_EQ(row.At("abducted"), "");
}

TEST(ProjectionTest, ActorsOfASideAreNamedOnceWhateverTheyAreCalled) {
  v1::Event event = test::GoodIncident();
  v1::Participant* const again = test::AddParticipant(event, "", v1::ROLE_INITIATOR);
  again->set_name("TALIBAN");
  const RowText row = Project(event);
  EXPECT_EQ(row.At("initiator[0]"), "'AFG-TAL'");
  EXPECT_EQ(row.At("initiator[1]"), "");
  EXPECT_EQ(row.At("participant[2]"), "'AFG-TAL'");
  EXPECT_EQ(row.At("participant_name[2]"), "'TALIBAN'");
}

TEST(ProjectionTest, AParticipantWithoutAnIdHoldsItsPlace) {
  v1::Event event = test::GoodIncident();
  event.mutable_participants(0)->set_actor_id("");
  event.mutable_participants(0)->set_name("  ");
  const RowText row = Project(event);
  EXPECT_EQ(row.At("initiator[0]"), "");
  EXPECT_EQ(row.At("participant[0]"), "");
  EXPECT_EQ(row.At("participant_role[0]"), "1");
  EXPECT_EQ(row.At("participant[1]"), "'CHN'");
}

TEST(ProjectionTest, AReportWithoutGradesHasThoseTheModelNames) {
  const RowText row = Project(test::GoodIncident());
  EXPECT_EQ(row.At("stance[0]"), "1");
  EXPECT_EQ(row.At("reliability[0]"), "6");
  EXPECT_EQ(row.At("credibility[0]"), "6");
  EXPECT_EQ(row.At("origin[0]"), "'Tajik MFA'");
}

TEST(ProjectionTest, NamesResolveAlikeHoweverManyCameBefore) {
  v1::Event event = test::GoodIncident();
  event.mutable_participants(0)->clear_actor_id();
  for (int i = 0; i < 20'000; ++i) {
    event.mutable_participants(0)->set_name("Group " + std::to_string(i % 15'000));
    const RowText row = Project(event);
    ASSERT_EQ(row.At("participant[0]"), "'name:group " + std::to_string(i % 15'000) + "'");
  }
}

}  // namespace
}  // namespace oxus::projection
