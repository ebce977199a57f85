// The counts were checked against a second, independent reading of the same rules.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "client/importer/delimited_reader.h"
#include "client/importer/row_values.h"
#include "tests/importer/recording_sink.h"

namespace oxus::importer {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr char kQuarterHour[] = "gdelt/20180101000000.export.CSV";
constexpr char kFirstRows[] = "gdelt/gdelt2_first_rows_2015-02-18_and_2020-03-18.CSV";
constexpr char kDaily[] = "gdelt/20151207.export.first5000.CSV.gz";
constexpr char kHeadered[] = "gdelt/gdelt2_events_headered_2017_05_06_07.csv.gz";
constexpr char kWorldSample[] = "ucdp/ucdp_ged_v23_1_sample_part1.csv";
constexpr char kMyanmar[] = "ucdp/ucdp_ged_v24_1_myanmar.csv.gz";

void ExpectAddsUp(const ImportResult& result) {
  EXPECT_TRUE(result.status.ok()) << result.status;
  const ImportReport& report = result.report;
  EXPECT_EQ(report.rows_read, report.submissions + report.skipped_total() + report.row_errors);
  EXPECT_EQ(report.submissions, result.sink.submissions.size());
  EXPECT_EQ(report.skipped, result.sink.skipped);
  EXPECT_THAT(result.sink.errors, IsEmpty());
}

TEST(RealGdelt, FifteenMinuteFileOf61Columns) {
  const ImportResult result = ImportSample(kQuarterHour);
  ExpectAddsUp(result);
  EXPECT_EQ(result.report.rows_read, 2414u);
  EXPECT_EQ(result.report.submissions, 621u);
  EXPECT_THAT(result.report.skipped,
              UnorderedElementsAre(Pair("collapsed", 710), Pair("contact without both sides", 609),
                                   Pair("domestic contact", 63), Pair("no place", 51),
                                   Pair("one actor on both sides", 1),
                                   Pair("public statement (root 01)", 359)));
}

TEST(RealGdelt, FirstRowsOfTwoFiles) {
  const ImportResult result = ImportSample(kFirstRows);
  ExpectAddsUp(result);
  EXPECT_EQ(result.report.rows_read, 100u);
  EXPECT_EQ(result.report.submissions, 45u);
  EXPECT_THAT(result.report.skipped,
              UnorderedElementsAre(Pair("collapsed", 13), Pair("contact without both sides", 24),
                                   Pair("domestic contact", 5), Pair("no place", 2),
                                   Pair("public statement (root 01)", 11)));
}

TEST(RealGdelt, DailyFileOf58Columns) {
  const ImportResult result = ImportSample(kDaily);
  ExpectAddsUp(result);
  EXPECT_EQ(result.report.rows_read, 5000u);
  EXPECT_EQ(result.report.submissions, 1405u);
  EXPECT_THAT(result.report.skipped,
              UnorderedElementsAre(
                  Pair("collapsed", 1105), Pair("contact without both sides", 1337),
                  Pair("domestic contact", 186), Pair("no place", 214),
                  Pair("one actor on both sides", 7), Pair("public statement (root 01)", 746)));
}

TEST(RealGdelt, CommaFileWithHeaderAndDescriptions) {
  const ImportResult result = ImportSample(kHeadered);
  ExpectAddsUp(result);
  EXPECT_EQ(result.report.rows_read, 6090u);
  EXPECT_EQ(result.report.submissions, 1918u);
  EXPECT_THAT(result.report.skipped,
              UnorderedElementsAre(
                  Pair("collapsed", 1452), Pair("contact without both sides", 1508),
                  Pair("domestic contact", 289), Pair("no place", 95),
                  Pair("one actor on both sides", 10), Pair("public statement (root 01)", 818)));
}

TEST(RealGdelt, ScoresAndLagsAreThoseOfTheTables) {
  for (const char* file : {kQuarterHour, kFirstRows, kDaily, kHeadered}) {
    const ImportResult result = ImportSample(file);
    for (const auto& [note, count] : result.report.notes) {
      EXPECT_EQ(note, "ADM1 code without an ISO 3166-2 code") << file << ": " << count;
    }
  }
}

// "Heliu, Guangdong, China".
bool IsNamedChinese(const oxus::v1::Place& place) {
  const std::string& name = place.name();
  return name == "China" || (name.size() > 7 && name.substr(name.size() - 7) == ", China");
}

TEST(RealGdelt, CountryCodesAreFips) {
  ImportOptions everything;
  everything.gdelt_statements = true;
  everything.gdelt_collapse = false;
  const ImportResult quarter_hour = ImportSample(kQuarterHour, everything);
  std::size_t chinese = 0;
  for (const oxus::v1::Submission& submission : quarter_hour.sink.submissions) {
    const oxus::v1::Place& place = submission.event().place();
    EXPECT_EQ(IsNamedChinese(place), place.country() == "CN") << place.ShortDebugString();
    chinese += place.country() == "CN" ? 1 : 0;
  }
  EXPECT_GT(chinese, 5u);

  const oxus::v1::Event unesco = ImportSample(kDaily, everything).sink.Find("491747718");
  EXPECT_EQ(unesco.place().country(), "TJ");
  EXPECT_EQ(unesco.place().precision(), oxus::v1::GEO_PRECISION_COUNTRY);
  EXPECT_EQ(unesco.participants(0).actor_id(), "UNO");
  EXPECT_EQ(unesco.reports(0).source_id(), "unesco.org");
}

TEST(RealGdelt, SeasAreInternationalAndGazaIsPalestine) {
  ImportOptions raw;
  raw.gdelt_collapse = false;
  const ImportResult result = ImportSample(kQuarterHour, raw);
  const oxus::v1::Event& gaza = result.sink.Find("719025070");
  EXPECT_EQ(gaza.place().country(), "PS");
  const oxus::v1::Event belgrade = ImportSample(kDaily, raw).sink.Find("491748351");
  EXPECT_EQ(belgrade.place().country(), "RS");
  const oxus::v1::Event caspian = ImportSample(kDaily, raw).sink.Find("491746887");
  EXPECT_EQ(caspian.place().country(), "");
  EXPECT_EQ(caspian.place().precision(), oxus::v1::GEO_PRECISION_INTERNATIONAL);
}

TEST(RealGdelt, ADateExactlyAYearBackIsAYearNotADay) {
  // DATEADDED 2015-12-07, SQLDATE 2014-12-07.
  const oxus::v1::Event event = ImportSample(kDaily).sink.Find("491746435");
  EXPECT_EQ(event.occurred().precision(), oxus::v1::TIME_PRECISION_YEAR);
  EXPECT_EQ(event.occurred().end_ms() + 1, *DayNumber("20141208") * kDayMs);
  EXPECT_EQ(event.occurred().end_ms() + 1 - event.occurred().start_ms(), 365 * kDayMs);
}

TEST(RealGdelt, DroppingTheFiltersKeepsEveryRowWithAPlaceAndItsSides) {
  ImportOptions everything;
  everything.gdelt_statements = true;
  everything.gdelt_domestic = true;
  everything.gdelt_collapse = false;
  const ImportResult result = ImportSample(kQuarterHour, everything);
  ExpectAddsUp(result);
  EXPECT_EQ(result.report.skipped.count("collapsed"), 0u);
  EXPECT_EQ(result.report.skipped.count("domestic contact"), 0u);
  EXPECT_EQ(result.report.skipped.count("public statement (root 01)"), 0u);
}

TEST(RealGdelt, ImportingAgainGivesTheSameSubmissions) {
  const ImportResult first = ImportSample(kQuarterHour);
  const ImportResult second = ImportSample(kQuarterHour);
  ASSERT_EQ(first.sink.submissions.size(), second.sink.submissions.size());
  for (std::size_t i = 0; i < first.sink.submissions.size(); ++i) {
    ASSERT_EQ(first.sink.submissions[i].SerializeAsString(),
              second.sink.submissions[i].SerializeAsString());
  }
}

struct Totals {
  std::uint64_t low = 0;
  std::uint64_t best = 0;
  std::uint64_t high = 0;
  bool operator==(const Totals&) const = default;
};

Totals KilledIn(const oxus::v1::Event& event) {
  Totals totals;
  for (const oxus::v1::Casualty& casualty : event.incident().casualties()) {
    EXPECT_LE(casualty.killed().low(), casualty.killed().best());
    EXPECT_LE(casualty.killed().best(), casualty.killed().high());
    totals.low += casualty.killed().low();
    totals.best += casualty.killed().best();
    totals.high += casualty.killed().high();
  }
  return totals;
}

// Reads the file a second time, by position, and compares row by row.
void ExpectFiguresOfRows(const char* file, const ImportResult& result, int broken_rows) {
  std::map<std::string, const oxus::v1::Event*> events;
  for (const oxus::v1::Submission& submission : result.sink.submissions) {
    events[submission.event().key().external_id()] = &submission.event();
  }
  auto input = Input::Open(std::string(OXUS_SOURCE_DIR "/data/samples/") + file);
  ASSERT_TRUE(input.ok());
  DelimitedReader reader(**input, {',', true});
  ASSERT_EQ(reader.ReadRow(), DelimitedReader::Next::kRow);
  int broken = 0;
  while (reader.ReadRow() == DelimitedReader::Next::kRow) {
    const auto number = [&](int column) {
      return static_cast<std::uint64_t>(*WholeNumber(reader.fields()[column]));
    };
    const Totals row{number(46), number(44), number(45)};
    const bool ordered = row.low <= row.best && row.best <= row.high;
    broken += ordered ? 0 : 1;
    const Totals expected = ordered ? row
                                    : Totals{std::min({row.low, row.best, row.high}), row.best,
                                             std::max({row.low, row.best, row.high})};
    EXPECT_EQ(KilledIn(*events.at(std::string(reader.fields()[0]))), expected)
        << "line " << reader.line();
  }
  EXPECT_EQ(broken, broken_rows);
}

TEST(RealUcdp, WorldSampleOfRelease23) {
  const ImportResult result = ImportSample(kWorldSample);
  ExpectAddsUp(result);
  EXPECT_EQ(result.report.rows_read, 534u);
  EXPECT_EQ(result.report.submissions, 534u);
  EXPECT_EQ(result.report.notes.at("figures reordered"), 12u);
  EXPECT_EQ(result.report.notes.at("adm_1 left out: place known to area or coarser"), 11u);
  ExpectFiguresOfRows(kWorldSample, result, 12);
  for (const oxus::v1::Submission& submission : result.sink.submissions) {
    ASSERT_EQ(submission.event().key().producer_id(), "ucdp-ged:23.1");
  }
}

TEST(RealUcdp, TajikRowsFindTheirProvinces) {
  const ImportResult result = ImportSample(kWorldSample);
  EXPECT_EQ(result.sink.Find("61235").place().admin1(), "TJ-SU");
  EXPECT_EQ(result.sink.Find("60826").place().admin1(), "TJ-DU");
}

TEST(RealUcdp, ListOfSourcesBecomesAReportEach) {
  const ImportResult result = ImportSample(kWorldSample);
  const oxus::v1::Event& event = result.sink.Find("256855");
  ASSERT_EQ(event.reports_size(), 2);
  EXPECT_EQ(event.reports(0).source_id(), "Nigeria Watch");
  EXPECT_EQ(event.reports(0).published_ms(), *MomentMs("2018-05-13"));
  EXPECT_EQ(event.reports(1).source_id(), "Vanguard");
  EXPECT_EQ(event.reports(1).published_ms(), *MomentMs("2018-05-18"));
  EXPECT_EQ(event.reports(1).quotes(0), "Nigera Watch; Vanguard");
}

TEST(RealUcdp, MyanmarOfRelease24WithLineBreaksInsideFields) {
  const ImportResult result = ImportSample(kMyanmar);
  ExpectAddsUp(result);
  EXPECT_EQ(result.report.rows_read, 7374u);
  EXPECT_EQ(result.report.submissions, 7374u);
  EXPECT_EQ(result.report.notes.at("figures reordered"), 10u);
  // 3537 rows are that coarse; the others of them name no province.
  EXPECT_EQ(result.report.notes.at("adm_1 left out: place known to area or coarser"), 3089u);
  ExpectFiguresOfRows(kMyanmar, result, 10);
  const auto counted = [&](auto&& predicate) {
    return std::count_if(result.sink.submissions.begin(), result.sink.submissions.end(),
                         [&](const oxus::v1::Submission& s) { return predicate(s.event()); });
  };
  EXPECT_EQ(counted([](const auto& e) { return e.incident().is_aggregate(); }), 632);
  EXPECT_EQ(counted([](const auto& e) { return e.incident().confirmed_large(); }), 69);
  // Lines, the country and the sea: never counted to a province.
  EXPECT_EQ(counted([](const auto& e) { return e.place().precision() >= 5; }), 3537);
  EXPECT_EQ(counted([](const auto& e) {
              return e.place().precision() >= 5 && !e.place().admin1().empty();
            }),
            0);
}

TEST(RealUcdp, RowsThatBreakTheOrderOfTheirFiguresAreRepaired) {
  const ImportResult result = ImportSample(kMyanmar);
  struct Case {
    const char* id;
    Totals expected;
  };
  for (const Case& c :
       {Case{"71686", {0, 3, 3}}, Case{"210317", {1, 2, 2}}, Case{"224479", {0, 0, 3}},
        Case{"292224", {31, 37, 46}}, Case{"428670", {4, 4, 29}}}) {
    EXPECT_EQ(KilledIn(result.sink.Find(c.id)), c.expected) << c.id;
  }
}

}  // namespace
}  // namespace oxus::importer
