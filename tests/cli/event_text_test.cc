#include "client/cli/event_text.h"

#include "client/cli/event_changes.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace oxus::cli {
namespace {

using oxus::v1::Event;
using oxus::v1::StoredEvent;
using testing::ElementsAre;
using testing::IsEmpty;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

TEST(OccurredTextTest, IsLocalAndNoMoreExactThanKnown) {
  // 2025-11-26T18:30:00Z, 23:30 in Dushanbe.
  const struct {
    const char* span;
    const char* text;
  } kCases[] = {
      {"precision: TIME_PRECISION_MINUTE utc_offset_min: 300", "2025-11-26 23:30"},
      {"precision: TIME_PRECISION_HOUR utc_offset_min: 300", "2025-11-26 23h"},
      {"precision: TIME_PRECISION_DAY utc_offset_min: 420", "2025-11-27"},
      {"utc_offset_min: -300", "2025-11-26"},
      {"precision: TIME_PRECISION_MONTH", "2025-11"},
      {"precision: TIME_PRECISION_YEAR", "2025"},
      {"precision: TIME_PRECISION_RANGE end_ms: 1764441000000", "2025-11-26..2025-11-29"},
  };
  for (const auto& c : kCases) {
    const auto span = Parse<oxus::v1::Span>(std::string("start_ms: 1764181800000 ") + c.span);
    EXPECT_EQ(OccurredText(span), c.text);
  }
}

TEST(IsoTimeTest, CarriesTheOffset) {
  EXPECT_EQ(IsoTime(1764181800000, 300), "2025-11-26T23:30:00+05:00");
  EXPECT_EQ(IsoTime(1764181800000, -210), "2025-11-26T15:00:00-03:30");
  EXPECT_EQ(IsoTime(-1, 0), "1969-12-31T23:59:59+00:00");
}

TEST(CountTextTest, TellsBestAndRange) {
  const struct {
    const char* count;
    const char* text;
  } kCases[] = {
      {"", ""},
      {"best: 3", "3"},
      {"best: 3 low: 2 high: 5", "3 (2-5)"},
      {"low: 2 high: 5", "2-5"},
      {"best: 3 low: 3 high: 3", "3"},
      {"low: 2", "at least 2"},
      {"best: 0", "0"},
      {"best: 4 high: 9", "4 (at most 9)"},
  };
  for (const auto& c : kCases) EXPECT_EQ(CountText(Parse<oxus::v1::Count>(c.count)), c.text);
}

TEST(SumOfBestTest, NothingReportedIsNotZero) {
  const auto event = Parse<Event>(
      "incident { casualties { killed { best: 3 } } casualties { killed { low: 1 } }"
      " casualties { killed { best: 2 } } }");
  EXPECT_EQ(SumOfBest(event, &oxus::v1::Casualty::killed), 5u);
  EXPECT_EQ(SumOfBest(event, &oxus::v1::Casualty::injured), std::nullopt);
}

TEST(WhoTextTest, ShowsDirection) {
  const struct {
    const char* event;
    const char* text;
  } kCases[] = {
      {"", ""},
      {"participants { actor_id: 'AFG-TAL' role: ROLE_INITIATOR }"
       "participants { actor_id: 'TJK' role: ROLE_TARGET }",
       "AFG-TAL → TJK"},
      {"participants { name: 'unknown men' role: ROLE_INITIATOR }", "unknown men"},
      {"participants { actor_id: 'CHN' role: ROLE_TARGET }", "→ CHN"},
      {"participants { actor_id: 'A' role: ROLE_PARTY } participants { actor_id: 'B' role: "
       "ROLE_PARTY }",
       "A, B"},
  };
  for (const auto& c : kCases) EXPECT_EQ(WhoText(Parse<Event>(c.event)), c.text);
}

TEST(DescribeChangesTest, NamesFieldsOldAndNewValues) {
  const auto before = Parse<StoredEvent>(
      "event { key { producer_id: 'p' external_id: 'x' revision: 1 } summary: 'old'"
      " incident { casualties { nationality: 'CHN' killed { best: 3 } } }"
      " reports { source_id: 'AP' } }");
  auto after = before;
  EXPECT_THAT(DescribeChanges(before, after), IsEmpty());
  after.mutable_event()->mutable_key()->set_revision(2);
  after.mutable_event()->mutable_incident()->mutable_casualties(0)->mutable_killed()->set_best(5);
  after.mutable_event()->add_reports()->set_source_id("Asia-Plus");
  after.mutable_event()->clear_summary();
  EXPECT_THAT(DescribeChanges(before, after),
              testing::UnorderedElementsAre("incident.casualties[0].killed.best: 3 -> 5",
                                            "reports[1]: added, from Asia-Plus",
                                            "summary: removed, \"old\""));
}

TEST(DescribeChangesTest, TellsARetraction) {
  const auto after = Parse<StoredEvent>(
      "retraction { reason: RETRACT_REASON_DUPLICATE note: 'told twice'"
      " merged_into { producer_id: 'p' external_id: 'y' } }");
  EXPECT_THAT(DescribeChanges(StoredEvent(), after),
              ElementsAre("retracted: DUPLICATE, merged into p/y, told twice"));
  // A state after it that keeps the retraction tells its own change.
  auto reported = after;
  reported.mutable_event()->add_reports()->set_source_id("AP");
  EXPECT_THAT(DescribeChanges(after, reported), ElementsAre("reports[0]: added, from AP"));
}

}  // namespace
}  // namespace oxus::cli
