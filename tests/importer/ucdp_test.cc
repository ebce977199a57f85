#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

#include "client/importer/row_values.h"
#include "client/importer/ucdp_casualties.h"
#include "client/importer/ucdp_columns.h"
#include "client/importer/ucdp_reports.h"
#include "tests/importer/recording_sink.h"

namespace oxus::importer {
namespace {

using ::testing::HasSubstr;

constexpr char kHeader[] =
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,"
    "conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,"
    "side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,"
    "source_date,source_headline,source_original,where_prec,where_coordinates,where_description,"
    "adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,"
    "event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,"
    "deaths_unknown,best,high,low,gwnoa,gwnob\n";

// A clash in Sughd on 1998-11-04, with the fields at some positions replaced.
std::string Row(const std::map<int, std::string>& replaced = {}) {
  std::vector<std::string> fields(49);
  fields[0] = "61235";
  fields[4] = "Clear";
  fields[5] = "1";
  fields[7] = "395";
  fields[10] = "849";
  fields[14] = "Government of Tajikistan";
  fields[17] = "Forces of Khudoberdiyev";
  fields[18] = "1";
  fields[24] = "1";
  fields[25] = "Khujand town";
  fields[27] = "Leninobod region";
  fields[28] = "Khujand";
  fields[29] = "40.28";
  fields[30] = "69.62";
  fields[34] = "702";
  fields[36] = "1";
  fields[37] = "1";
  fields[38] = fields[39] = "1998-11-04 00:00:00.000";
  fields[40] = "6";
  fields[41] = "3";
  fields[42] = "1";
  fields[43] = "0";
  fields[44] = "10";
  fields[45] = "14";
  fields[46] = "2";
  fields[47] = "702";
  for (const auto& [position, text] : replaced) fields[position] = text;
  std::string row;
  for (const std::string& field : fields) row += "\"" + field + "\",";
  row.back() = '\n';
  return row;
}

oxus::v1::Event OnlyEvent(const ImportResult& result) {
  EXPECT_TRUE(result.status.ok()) << result.status;
  for (const RowError& error : result.sink.errors) ADD_FAILURE() << error.column << error.reason;
  EXPECT_EQ(result.sink.submissions.size(), 1u);
  return result.sink.submissions.empty() ? oxus::v1::Event() : result.sink.submissions[0].event();
}

oxus::v1::Event EventOf(const std::map<int, std::string>& replaced) {
  return OnlyEvent(ImportText(kHeader + Row(replaced)));
}

TEST(Ucdp, AStateBasedFightIsAClashOfTwoParties) {
  const oxus::v1::Event event = OnlyEvent(ImportText(kHeader + Row(), {}, "GEDEvent_v25_1.csv"));
  EXPECT_EQ(event.key().producer_id(), "ucdp-ged:25.1");
  EXPECT_EQ(event.key().external_id(), "61235");
  EXPECT_EQ(event.incident().type(), oxus::v1::INCIDENT_TYPE_ARMED_CLASH);
  ASSERT_EQ(event.participants_size(), 2);
  EXPECT_EQ(event.participants(0).name(), "Government of Tajikistan");
  EXPECT_EQ(event.participants(0).role(), oxus::v1::ROLE_PARTY);
  EXPECT_EQ(event.participants(1).role(), oxus::v1::ROLE_PARTY);
  EXPECT_EQ(event.place().country(), "TJ");
  EXPECT_EQ(event.place().admin1(), "TJ-SU");
  EXPECT_EQ(event.place().admin2(), "Khujand");
  EXPECT_EQ(event.place().precision(), oxus::v1::GEO_PRECISION_EXACT);
  EXPECT_EQ(event.occurred().start_ms(), *DayNumber("19981104") * kDayMs);
  EXPECT_FALSE(event.occurred().has_end_ms());
  ASSERT_EQ(event.codes_size(), 3);
  EXPECT_EQ(event.codes(1).scheme(), oxus::v1::CODE_SCHEME_UCDP_CONFLICT);
  EXPECT_EQ(event.codes(1).code(), "395");
  ASSERT_EQ(event.reports_size(), 1);
  EXPECT_EQ(event.reports(0).source_id(), "UCDP");
}

TEST(Ucdp, OneSidedViolenceHasADirection) {
  const oxus::v1::Event event = EventOf({{5, "3"}, {17, "Civilians"}, {24, "4"}});
  EXPECT_EQ(event.incident().type(), oxus::v1::INCIDENT_TYPE_ATTACK_ON_CIVILIANS);
  EXPECT_EQ(event.participants(0).role(), oxus::v1::ROLE_INITIATOR);
  EXPECT_EQ(event.participants(1).role(), oxus::v1::ROLE_TARGET);
}

TEST(Ucdp, TimePrecisionFollowsDatePrecAndTheSpan) {
  struct Case {
    const char* date_prec;
    const char* end;
    oxus::v1::TimePrecision precision;
  };
  const Case cases[] = {
      {"1", "1998-11-04", oxus::v1::TIME_PRECISION_DAY},
      {"2", "1998-11-06", oxus::v1::TIME_PRECISION_DAYS},
      {"3", "1998-11-10", oxus::v1::TIME_PRECISION_WEEK},
      {"4", "1998-11-30", oxus::v1::TIME_PRECISION_MONTH},
      {"5", "1998-12-31", oxus::v1::TIME_PRECISION_YEAR},
      // The span must fit the precision: a wider one is named for what it is.
      {"1", "1998-11-05", oxus::v1::TIME_PRECISION_DAYS},
      {"3", "1998-11-20", oxus::v1::TIME_PRECISION_MONTH},
      {"5", "2001-01-01", oxus::v1::TIME_PRECISION_RANGE},
  };
  for (const Case& c : cases) {
    const oxus::v1::Event event = EventOf({{37, c.date_prec}, {39, c.end}});
    EXPECT_EQ(event.occurred().precision(), c.precision) << c.date_prec << " " << c.end;
    if (event.occurred().has_end_ms()) {
      EXPECT_EQ(event.occurred().end_ms() + 1, (*DayNumber(c.end) + 1) * kDayMs);
    }
  }
}

TEST(Ucdp, ImprecisePlacesAreNotCountedToAProvince) {
  for (const char* where_prec : {"5", "6"}) {
    const oxus::v1::Event event = EventOf({{24, where_prec}});
    EXPECT_EQ(event.place().country(), "TJ");
    EXPECT_EQ(event.place().admin1(), "");
  }
  EXPECT_EQ(EventOf({{24, "4"}}).place().admin2(), "");
  EXPECT_EQ(EventOf({{24, "7"}, {34, ""}}).place().precision(),
            oxus::v1::GEO_PRECISION_INTERNATIONAL);
}

TEST(Ucdp, AProvinceLeftOutForItsPrecisionIsNoted) {
  constexpr char kNote[] = "adm_1 left out: place known to area or coarser";
  const struct {
    const char* where_prec;
    const char* adm_1;
    bool noted;
  } kCases[] = {{"1", "Leninobod region", false},
                {"4", "Leninobod region", false},
                {"5", "Leninobod region", true},
                {"6", "Leninobod region", true},
                {"7", "Leninobod region", true},
                {"5", "", false},
                {"6", "NA", false}};
  for (const auto& c : kCases) {
    const ImportResult result = ImportText(kHeader + Row({{24, c.where_prec}, {27, c.adm_1}}));
    EXPECT_EQ(result.report.notes.count(kNote), c.noted ? 1u : 0u)
        << c.where_prec << " '" << c.adm_1 << "'";
  }
}

TEST(Ucdp, SummariesLargeFiguresAndCandidatesAreMarked) {
  EXPECT_TRUE(EventOf({{36, "2"}}).incident().is_aggregate());
  EXPECT_FALSE(EventOf({}).incident().confirmed_large());
  EXPECT_TRUE(EventOf({{40, "57"}, {44, "61"}, {45, "61"}}).incident().confirmed_large());
  EXPECT_EQ(EventOf({{4, "Check deaths"}}).reports(0).credibility(),
            oxus::v1::CREDIBILITY_POSSIBLY_TRUE);
}

TEST(Ucdp, CandidateFilesWithoutAHeaderAndHxlTagRows) {
  EXPECT_EQ(OnlyEvent(ImportText(Row())).key().external_id(), "61235");
  const std::string tags = "#event+id" + std::string(48, ',') + "\n";
  const ImportResult tagged = ImportText(kHeader + tags + Row());
  OnlyEvent(tagged);
  EXPECT_EQ(tagged.report.rows_read, 1u);
}

TEST(Ucdp, LinesAreThoseOfTheFileAlsoAfterBreaksInsideFields) {
  const ImportResult result =
      ImportText(kHeader + Row({{19, "one\ntwo\r\nthree"}}) + Row({{0, "2"}, {24, "9"}}));
  ASSERT_EQ(result.sink.errors.size(), 1u);
  EXPECT_EQ(result.sink.errors[0].line, 5u);
  EXPECT_EQ(result.sink.LineOf("61235"), 2u);
}

TEST(Ucdp, FaultsOfARowNameTheColumn) {
  struct Case {
    std::map<int, std::string> row;
    const char* column;
  };
  const Case cases[] = {
      {{{0, ""}}, "id"},
      {{{5, "4"}}, "type_of_violence"},
      {{{24, "0"}}, "where_prec"},
      {{{34, "99999"}}, "country_id"},
      {{{37, "x"}}, "date_prec"},
      {{{38, "4 Nov 1998"}}, "date_start"},
      {{{39, "1998-11-03"}}, "date_end"},
      {{{40, "-1"}}, "deaths_a"},
      {{{44, "many"}}, "best"},
      {{{45, "99999999999"}}, "high"},
      {{{14, ""}, {17, ""}}, "side_a"},
  };
  for (const Case& c : cases) {
    const ImportResult result = ImportText(kHeader + Row(c.row));
    ASSERT_EQ(result.sink.errors.size(), 1u) << c.column;
    EXPECT_EQ(result.sink.errors[0].column, c.column);
    EXPECT_EQ(result.report.submissions, 0u);
  }
}

TEST(Ucdp, AHeaderWithoutWhatIsNeededNamesIt) {
  const ImportResult result = ImportText("id,type_of_violence,side_a,side_b\n1,1,a,b\n");
  EXPECT_EQ(result.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(result.status.message()), HasSubstr("lacks where_prec, country_id"));
}

TEST(UcdpVersion, ComesFromTheNameOfTheFile) {
  const std::pair<const char*, const char*> cases[] = {
      {"ucdp_ged_v24_1_myanmar.csv.gz", "24.1"},
      {"/data/v1_0/GEDEvent_v24_0_3.csv", "24.0.3"},
      {"GEDEvent_v24_01_24_03.csv", "24.01.24.03"},
      {"ged231.csv", "23.1"},
      {"GEDEvent_v25_1.csv", "25.1"},
      {"dev_1.csv", "unversioned"},
      {"standard input", "unversioned"},
      {"", "unversioned"},
  };
  for (const auto& [name, version] : cases) EXPECT_EQ(UcdpVersionFromName(name), version) << name;
  ImportOptions options;
  options.ucdp_version = "9.9";
  EXPECT_EQ(OnlyEvent(ImportText(kHeader + Row(), options, "x_v24_1.csv")).key().producer_id(),
            "ucdp-ged:9.9");
}

TEST(UcdpReports, OneForEachOfficeDatedWhenTheListsMatch) {
  const auto reports =
      UcdpReports({"CNN; BBC ;CNN", "2020-01-01;2020-01-02;2020-01-01", "army statement", true});
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[1].source_id(), "BBC");
  EXPECT_EQ(reports[1].published_ms(), *MomentMs("2020-01-02"));
  EXPECT_EQ(reports[1].quotes(0), "army statement");
  EXPECT_EQ(UcdpReports({"CNN;BBC", "2020-01-01", "", true})[0].published_ms(), 0);
  EXPECT_EQ(UcdpReports({"CNN", "", "cnn", true})[0].quotes_size(), 0);
  EXPECT_EQ(UcdpReports({"", "", "police", true})[0].source_id(), "UCDP");
}

oxus::v1::Count Sum(const UcdpCasualties& spread) {
  oxus::v1::Count sum;
  for (const oxus::v1::Casualty& casualty : spread.casualties) {
    const oxus::v1::Count& killed = casualty.killed();
    EXPECT_LE(killed.low(), killed.best());
    EXPECT_LE(killed.best(), killed.high());
    sum.set_low(sum.low() + killed.low());
    sum.set_best(sum.best() + killed.best());
    sum.set_high(sum.high() + killed.high());
  }
  return sum;
}

TEST(UcdpCasualties, TheRangeLiesOnTheSideWithMostDeaths) {
  const UcdpCasualties spread = SpreadUcdpFigures({{{oxus::v1::VICTIM_ROLE_MILITARY, 6},
                                                    {oxus::v1::VICTIM_ROLE_ATTACKER, 3},
                                                    {oxus::v1::VICTIM_ROLE_CIVILIAN, 1}},
                                                   2,
                                                   10,
                                                   14});
  ASSERT_EQ(spread.casualties.size(), 3u);
  EXPECT_EQ(spread.casualties[0].role(), oxus::v1::VICTIM_ROLE_MILITARY);
  EXPECT_EQ(spread.casualties[0].killed().ShortDebugString(), "best: 6 low: 0 high: 10");
  // What is left of the shortfall is taken from the next one.
  EXPECT_EQ(spread.casualties[1].killed().ShortDebugString(), "best: 3 low: 1 high: 3");
  EXPECT_EQ(spread.casualties[2].killed().ShortDebugString(), "best: 1 low: 1 high: 1");
  EXPECT_FALSE(spread.reordered);
}

TEST(UcdpCasualties, AnEventKnownByItsHighEstimateOnly) {
  const UcdpCasualties spread = SpreadUcdpFigures({{}, 0, 0, 7});
  ASSERT_EQ(spread.casualties.size(), 1u);
  EXPECT_EQ(spread.casualties[0].role(), oxus::v1::VICTIM_ROLE_UNKNOWN);
  EXPECT_EQ(spread.casualties[0].killed().ShortDebugString(), "best: 0 low: 0 high: 7");
}

TEST(UcdpCasualties, SumsAlwaysEqualTheFiguresOfTheEvent) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::uniform_int_distribution<std::uint32_t> small(0, 30);
  for (int i = 0; i < 20'000; ++i) {
    UcdpFigures figures;
    std::uint32_t total = 0;
    for (const auto role : {oxus::v1::VICTIM_ROLE_MILITARY, oxus::v1::VICTIM_ROLE_ATTACKER,
                            oxus::v1::VICTIM_ROLE_CIVILIAN, oxus::v1::VICTIM_ROLE_UNKNOWN}) {
      figures.sides.push_back({role, small(random) % 3 == 0 ? 0 : small(random)});
      total += figures.sides.back().deaths;
    }
    figures.best = small(random) < 28 ? total : small(random);
    figures.low = small(random);
    figures.high = figures.best + small(random);
    const auto [least, greatest] = std::minmax({figures.low, figures.best, figures.high});
    const oxus::v1::Count sum = Sum(SpreadUcdpFigures(figures));
    ASSERT_EQ(sum.low(), least);
    ASSERT_EQ(sum.best(), figures.best);
    ASSERT_EQ(sum.high(), greatest);
  }
}

}  // namespace
}  // namespace oxus::importer
