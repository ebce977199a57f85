#include <absl/time/civil_time.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "codes/geography.h"
#include "server/projection/projection.h"
#include "server/reference/blocs.h"
#include "storage/columns/tail.h"
#include "tests/projection/row_text.h"
#include "tests/support/event_builder.h"

// The columns bloc and dyad.
namespace oxus::projection {
namespace {

v1::Event OnDay(absl::CivilDay day) {
  v1::Event event;
  event.mutable_occurred()->set_start_ms((day - absl::CivilDay(1970, 1, 1)) * 86'400'000);
  return event;
}

v1::Event Event() { return OnDay(absl::CivilDay(2025, 11, 30)); }

// What a list column holds: "'CSTO' 'SCO'".
std::string Elements(const v1::Event& event, const std::string& column) {
  storage::RowDraft draft(/*dictionary=*/nullptr);
  ProjectEvent(event, draft);
  const test::RowText row = test::ReadRow(draft.cells());
  std::string elements;
  for (int i = 0; !row.At(fmt::format("{}[{}]", column, i)).empty(); ++i) {
    elements += (i == 0 ? "" : " ") + row.At(fmt::format("{}[{}]", column, i));
  }
  return elements;
}

std::string Blocs(const v1::Event& event) { return Elements(event, "bloc"); }
std::string Dyads(const v1::Event& event) { return Elements(event, "dyad"); }

v1::Event Between(const char* from, const char* to) {
  v1::Event event = Event();
  test::AddParticipant(event, from, v1::ROLE_FROM);
  test::AddParticipant(event, to, v1::ROLE_TO);
  return event;
}

TEST(BlocColumnTest, HoldsTheBlocsThatTakePartAndThoseOfTheCountriesThatDo) {
  EXPECT_EQ(Blocs(Between("CSTO", "USA")), "'CSTO'");
  EXPECT_EQ(Blocs(Between("USA", "CHN-PAP")), "'SCO'");
  EXPECT_EQ(Blocs(Between("USA", "DEU")), "");
  EXPECT_EQ(Blocs(Event()), "");
}

TEST(BlocColumnTest, HoldsEachBlocOnceWhoeverItComesFromAndInWhateverRole) {
  v1::Event event = Between("SCO", "CSTO");
  test::AddParticipant(event, "TJK", v1::ROLE_HOST);
  test::AddParticipant(event, "RUS", v1::ROLE_PARTY);
  EXPECT_EQ(Blocs(event), "'CSTO' 'SCO'");
}

TEST(BlocColumnTest, KnowsABlocByItsNames) {
  v1::Event event = Between("USA", "");
  event.mutable_participants(1)->set_name("ОДКБ");
  EXPECT_EQ(Blocs(event), "'CSTO'");
}

TEST(BlocColumnTest, MembershipIsThatOfTheLocalDay) {
  v1::Event event = OnDay(absl::CivilDay(2012, 12, 19));
  test::AddParticipant(event, "UZB", v1::ROLE_INITIATOR);
  EXPECT_EQ(Blocs(event), "'SCO'");
  event.mutable_occurred()->set_utc_offset_min(-1);
  EXPECT_EQ(Blocs(event), "'CSTO' 'SCO'");
}

TEST(DyadColumnTest, HoldsTwoCountriesInOrder) {
  EXPECT_EQ(Dyads(Between("TJK", "AFG")), "'AF-TJ'");
  EXPECT_EQ(Dyads(Between("AFG", "TJK")), "'AF-TJ'");
}

TEST(DyadColumnTest, AnActorIsOfTheSideOfItsCountry) {
  EXPECT_EQ(Dyads(Between("TJK-GKNB", "AFG-TAL-LOCAL")), "'AF-TJ'");
  EXPECT_EQ(Dyads(Between("CRBC", "RUS-MIL")), "'CN-RU'");
}

TEST(DyadColumnTest, ABlocIsASideOfItsOwn) {
  EXPECT_EQ(Dyads(Between("TJK", "CSTO")), "'CSTO-TJ'");
  EXPECT_EQ(Dyads(Between("SCO", "CSTO")), "'CSTO-SCO'");
}

TEST(DyadColumnTest, ASideAloneMakesNone) {
  EXPECT_EQ(Dyads(Between("TJK", "TJK-GOV")), "");
  EXPECT_EQ(Dyads(Between("CSTO", "CSTO")), "");
  EXPECT_EQ(Dyads(Between("TJK", "LANSING")), "");
  EXPECT_EQ(Dyads(Between("name:smugglers", "TJK")), "");
}

TEST(DyadColumnTest, OnlyThoseWhoActAndThoseActedUponAreSides) {
  v1::Event event = Between("TJK", "AFG");
  test::AddParticipant(event, "CHN", v1::ROLE_HOST);
  test::AddParticipant(event, "RUS", v1::ROLE_MEDIATOR);
  test::AddParticipant(event, "UZB", v1::ROLE_PARTY);
  EXPECT_EQ(Dyads(event), "'AF-TJ'");
}

TEST(DyadColumnTest, HoldsEachPairAcrossOnceAndNoPairWithinASide) {
  v1::Event event = Event();
  for (const char* const id : {"TJK", "AFG", "AFG-TAL"}) {
    test::AddParticipant(event, id, v1::ROLE_INITIATOR);
  }
  for (const char* const id : {"AFG-UNID", "TJK-GOV", "CHN"}) {
    test::AddParticipant(event, id, v1::ROLE_TARGET);
  }
  EXPECT_EQ(Dyads(event), "'AF-CN' 'AF-TJ' 'CN-TJ'");
  v1::Event apart = Event();
  test::AddParticipant(apart, "TJK", v1::ROLE_INITIATOR);
  test::AddParticipant(apart, "UZB", v1::ROLE_INITIATOR);
  test::AddParticipant(apart, "AFG", v1::ROLE_TARGET);
  EXPECT_EQ(Dyads(apart), "'AF-TJ' 'AF-UZ'");
}

TEST(DyadColumnTest, AllSidesAgainstAllFitAnEmptyTail) {
  v1::Event event = Event();
  const auto add = [&event](std::string_view id) {
    test::AddParticipant(event, std::string(id).c_str(), v1::ROLE_FROM);
    test::AddParticipant(event, std::string(id).c_str(), v1::ROLE_TO);
  };
  for (const codes::Country& country : codes::Countries()) add(country.alpha3);
  for (const std::string_view bloc : reference::Blocs()) add(bloc);
  storage::RowDraft draft(/*dictionary=*/nullptr);
  ProjectEvent(event, draft);
  EXPECT_TRUE(storage::Tail(/*first_sequence=*/1, /*capacity=*/1).HasRoom(draft.cells()));
}

}  // namespace
}  // namespace oxus::projection
