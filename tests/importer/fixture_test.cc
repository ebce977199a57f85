#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/importer/recording_sink.h"

namespace oxus::importer {
namespace {

ImportResult ImportFixture() {
  return ImportInput(Input::Open(OXUS_SOURCE_DIR "/data/fixtures/tjk_afg_2025/events.ndjson"), {});
}

TEST(Fixture, IsUpToDateWithItsTables) {
  EXPECT_EQ(std::system("python3 " OXUS_SOURCE_DIR "/data/fixtures/make_fixture.py --check"), 0);
}

TEST(Fixture, SixIncidentsAndFifteenContacts) {
  const ImportResult result = ImportFixture();
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.report.format, Format::kNdjson);
  EXPECT_EQ(result.report.submissions, 21u);
  EXPECT_EQ(result.report.row_errors, 0u);
  int incidents = 0;
  for (const oxus::v1::Submission& submission : result.sink.submissions) {
    incidents += submission.event().has_incident() ? 1 : 0;
  }
  EXPECT_EQ(incidents, 6);
}

TEST(Fixture, KilledByNationalityInTheTwoMonthsAreThoseExpected) {
  const ImportResult result = ImportFixture();
  std::map<std::string, std::uint32_t> killed;
  for (const char* id : {"I2", "I3", "I4"}) {
    for (const oxus::v1::Casualty& casualty : result.sink.Find(id).incident().casualties()) {
      killed[casualty.nationality()] += casualty.killed().best();
    }
  }
  EXPECT_EQ(killed, (std::map<std::string, std::uint32_t>{{"CHN", 5}, {"TJK", 2}, {"", 3}}));
}

TEST(Fixture, ContestedAsksAlternativesAndSeveralChainsAreHeld) {
  const ImportResult result = ImportFixture();
  const oxus::v1::Event& ask = result.sink.Find("C9");
  ASSERT_EQ(ask.reports_size(), 3);
  EXPECT_EQ(ask.reports(0).stance(), oxus::v1::STANCE_ASSERTS);
  EXPECT_EQ(ask.reports(2).stance(), oxus::v1::STANCE_DENIES);
  EXPECT_EQ(ask.reports(0).quotes(1), "Tajik security sources");
  EXPECT_EQ(ask.participants_size(), 3);

  const oxus::v1::Event& attack = result.sink.Find("I3");
  ASSERT_EQ(attack.reports_size(), 3);
  EXPECT_EQ(attack.reports(1).report_id(), "R6a");
  EXPECT_EQ(attack.reports(2).report_id(), "R6b");
  EXPECT_EQ(attack.participants(0).alternative_group(), 1u);
  EXPECT_EQ(attack.participants(1).actor_id(), "AFG-TAL-LOCAL");
  EXPECT_EQ(attack.participants(1).alternative_group(), 1u);
  EXPECT_EQ(attack.incident().casualties(0).injured().high(), 4u);
}

TEST(Fixture, DatesAreWholeLocalDays) {
  const ImportResult result = ImportFixture();
  const oxus::v1::Span& night = result.sink.Find("I1").occurred();
  EXPECT_EQ(night.utc_offset_min(), 300);
  EXPECT_EQ((night.start_ms() + 300 * 60'000) % 86'400'000, 0);
  EXPECT_EQ(night.end_ms() + 1 - night.start_ms(), 2 * 86'400'000);
  EXPECT_FALSE(result.sink.Find("I3").occurred().has_end_ms());
}

}  // namespace
}  // namespace oxus::importer
