#include "client/importer/gdelt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/importer/row_values.h"
#include "tests/importer/gdelt_row.h"
#include "tests/importer/recording_sink.h"

namespace oxus::importer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

oxus::v1::Event OnlyEvent(const ImportResult& result) {
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.sink.submissions.size(), 1u);
  return result.sink.submissions.empty() ? oxus::v1::Event() : result.sink.submissions[0].event();
}

std::string OnlySkip(const ImportResult& result) {
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.sink.skipped.size(), 1u);
  return result.sink.skipped.empty() ? "" : result.sink.skipped.begin()->first;
}

TEST(Gdelt, AVisitBecomesAContact) {
  const oxus::v1::Event event = OnlyEvent(ImportText(GdeltLine()));
  EXPECT_EQ(event.key().producer_id(), "gdelt");
  EXPECT_EQ(event.key().external_id(), "719024875");
  EXPECT_EQ(event.key().revision(), 1u);
  EXPECT_EQ(event.contact().kind(), oxus::v1::CONTACT_KIND_VISIT);
  EXPECT_EQ(event.contact().domain(), oxus::v1::DOMAIN_POLITICAL);
  EXPECT_EQ(event.occurred().start_ms(), *DayNumber("20180101") * kDayMs);
  EXPECT_EQ(event.occurred().precision(), oxus::v1::TIME_PRECISION_DAY);
  EXPECT_EQ(event.occurred().utc_offset_min(), 0);
  EXPECT_EQ(event.place().country(), "TJ");
  EXPECT_EQ(event.place().admin1(), "TJ-KT");
  EXPECT_EQ(event.place().precision(), oxus::v1::GEO_PRECISION_NEAR);
  ASSERT_EQ(event.participants_size(), 2);
  EXPECT_EQ(event.participants(0).actor_id(), "CHN");
  EXPECT_EQ(event.participants(0).role(), oxus::v1::ROLE_FROM);
  EXPECT_EQ(event.participants(1).actor_id(), "TJK");
  EXPECT_EQ(event.participants(1).role(), oxus::v1::ROLE_TO);
  ASSERT_EQ(event.codes_size(), 1);
  EXPECT_EQ(event.codes(0).code(), "042");
  ASSERT_EQ(event.reports_size(), 1);
  EXPECT_EQ(event.reports(0).source_id(), "example.org");
  EXPECT_EQ(event.reports(0).url(), "http://www.example.org/news/1");
  EXPECT_EQ(event.reports(0).source_type(), oxus::v1::SOURCE_TYPE_MEDIA);
  EXPECT_EQ(event.reports(0).reliability(), oxus::v1::RELIABILITY_F);
  EXPECT_EQ(event.reports(0).credibility(), oxus::v1::CREDIBILITY_CANNOT_BE_JUDGED);
}

TEST(Gdelt, WhoHostsAVisitIsVisited) {
  const oxus::v1::Event event = OnlyEvent(ImportText(GdeltLine({{26, "043"}, {27, "043"}})));
  EXPECT_EQ(event.contact().kind(), oxus::v1::CONTACT_KIND_VISIT);
  EXPECT_EQ(event.participants(0).actor_id(), "TJK");
  EXPECT_EQ(event.participants(0).role(), oxus::v1::ROLE_FROM);
  EXPECT_EQ(event.participants(1).actor_id(), "CHN");
}

TEST(Gdelt, AFightBecomesAnIncident) {
  const oxus::v1::Event event =
      OnlyEvent(ImportText(GdeltLine({{26, "190"}, {27, "190"}, {28, "19"}})));
  EXPECT_EQ(event.incident().type(), oxus::v1::INCIDENT_TYPE_BATTLE);
  EXPECT_EQ(event.participants(0).role(), oxus::v1::ROLE_INITIATOR);
  EXPECT_EQ(event.participants(1).role(), oxus::v1::ROLE_TARGET);
  EXPECT_EQ(event.incident().casualties_size(), 0);
}

TEST(Gdelt, RowsLeftOutByRule) {
  const std::map<int, std::string> statement = {{26, "010"}, {27, "010"}, {28, "01"}};
  struct Case {
    const char* what;
    std::map<int, std::string> row;
    const char* reason;
  };
  const Case cases[] = {
      {"a public statement", statement, "public statement (root 01)"},
      {"no place", {{51, "0"}, {52, ""}, {53, ""}, {54, ""}}, "no place"},
      {"no second actor", {{15, ""}, {16, ""}, {17, ""}}, "contact without both sides"},
      {"no first actor", {{5, ""}, {6, ""}, {7, ""}}, "contact without both sides"},
      {"two of one country", {{15, "CHNGOV"}, {17, "CHN"}, {22, "GOV"}}, "domestic contact"},
      {"one group twice", {{7, ""}, {8, "UNO"}, {17, ""}, {18, "UNO"}}, "one actor on both sides"},
      {"one unnamed role twice",
       {{6, "POLICE"}, {7, ""}, {16, "POLICE"}, {17, ""}},
       "one actor on both sides"},
      {"a fight of nobody",
       {{26, "190"}, {28, "19"}, {5, ""}, {6, ""}, {7, ""}, {15, ""}, {16, ""}, {17, ""}},
       "violence without a participant"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(OnlySkip(ImportText(GdeltLine(c.row))), c.reason) << c.what;
  }
}

TEST(Gdelt, OptionsBringStatementsAndDomesticContactsBack) {
  ImportOptions options;
  options.gdelt_statements = true;
  options.gdelt_domestic = true;
  // A statement needs no addressee.
  const std::map<int, std::string> statement = {
      {26, "010"}, {28, "01"}, {15, ""}, {16, ""}, {17, ""}};
  EXPECT_EQ(OnlyEvent(ImportText(GdeltLine(statement), options)).contact().kind(),
            oxus::v1::CONTACT_KIND_COMMENT);
  EXPECT_EQ(OnlyEvent(ImportText(GdeltLine({{17, "CHN"}, {22, "GOV"}}), options))
                .participants(1)
                .actor_id(),
            "CHN-GOV");
}

TEST(Gdelt, DomesticIncidentsAreKept) {
  const std::map<int, std::string> fight = {{26, "190"}, {28, "19"}, {17, "CHN"}};
  EXPECT_TRUE(OnlyEvent(ImportText(GdeltLine(fight))).has_incident());
}

TEST(Gdelt, FaultsOfARowNameLineAndColumn) {
  struct Case {
    std::map<int, std::string> row;
    const char* column;
    const char* reason;
  };
  const Case cases[] = {
      {{{0, "seven"}}, "GLOBALEVENTID", "'seven' is not a number"},
      {{{1, "20180231"}}, "SQLDATE", "'20180231' is not a date"},
      {{{26, "999"}, {27, "999"}, {28, "99"}}, "EventCode", "'999' is not a CAMEO code"},
      {{{53, "QQ"}}, "ActionGeo_CountryCode", "'QQ' is not a FIPS 10-4 country code"},
  };
  for (const Case& c : cases) {
    const ImportResult result = ImportText(GdeltLine({{0, "1"}}) + GdeltLine(c.row));
    ASSERT_EQ(result.sink.errors.size(), 1u) << c.reason;
    EXPECT_EQ(result.sink.errors[0].line, 2u);
    EXPECT_EQ(result.sink.errors[0].column, c.column);
    EXPECT_EQ(result.sink.errors[0].reason, c.reason);
    EXPECT_EQ(result.report.submissions, 1u);
  }
}

TEST(Gdelt, RowsOfOneArticleThatTellOneActAreFolded) {
  const std::string first = GdeltLine();
  const std::map<int, std::string> elsewhere = {{0, "2"}, {52, "Dushanbe"}, {54, "TI00"}};
  std::map<int, std::string> hosts = elsewhere;
  for (const auto& [position, text] : std::map<int, std::string>{{5, "TJK"},
                                                                 {6, "TAJIKISTAN"},
                                                                 {7, "TJK"},
                                                                 {15, "CHN"},
                                                                 {16, "CHINA"},
                                                                 {17, "CHN"},
                                                                 {26, "043"},
                                                                 {27, "043"}}) {
    hosts[position] = text;
  }
  struct Case {
    const char* what;
    std::map<int, std::string> second;
    bool folded;
  };
  const Case cases[] = {
      {"same root, day and place, other actors",
       {{0, "2"}, {26, "046"}, {27, "046"}, {7, "RUS"}},
       true},
      {"host and guest swapped, told of another place", hosts, true},
      {"the same pair in the same direction at another place", elsewhere, false},
      {"another root", {{0, "2"}, {26, "057"}, {27, "057"}, {28, "05"}}, false},
      {"another day", {{0, "2"}, {1, "20171231"}}, false},
      {"another article", {{0, "2"}, {60, "http://www.example.org/news/2"}}, false},
  };
  for (const Case& c : cases) {
    const ImportResult result = ImportText(first + GdeltLine(c.second));
    EXPECT_EQ(result.report.submissions, c.folded ? 1u : 2u) << c.what;
    EXPECT_EQ(result.sink.submissions[0].event().key().external_id(), "719024875");
  }
  ImportOptions raw;
  raw.gdelt_collapse = false;
  EXPECT_EQ(ImportText(first + GdeltLine(hosts), raw).report.submissions, 2u);
}

TEST(Gdelt, ASourceThatIsNoUrlIsNoArticle) {
  const ImportResult result = ImportText(GdeltLine({{60, "BBC Monitoring"}}) +
                                         GdeltLine({{0, "2"}, {60, "BBC Monitoring"}}));
  EXPECT_EQ(result.report.submissions, 2u);
  const oxus::v1::Report& report = result.sink.submissions[0].event().reports(0);
  EXPECT_EQ(report.source_id(), "BBC Monitoring");
  EXPECT_EQ(report.url(), "");
}

TEST(Gdelt, ScoresThatDifferFromTheTablesAreOnlyNoted) {
  const ImportResult result = ImportText(GdeltLine({{29, "4"}, {30, "-9.5"}}));
  EXPECT_EQ(result.report.submissions, 1u);
  EXPECT_THAT(result.report.notes, ElementsAre(Pair("GoldsteinScale differs from the table", 1),
                                               Pair("QuadClass differs from the table", 1)));
}

TEST(Gdelt, BackfileOf57ColumnsHasNoSourceAndZerosForNoPoint) {
  std::string line = GdeltLine({{51, "1"}, {54, "TI"}, {56, "0"}, {57, "0"}, {59, "20180101"}});
  // Taken out from the right: SOURCEURL and the three ADM2 columns.
  for (const int position : {60, 55, 47, 39}) {
    std::size_t begin = 0;
    for (int i = 0; i < position; ++i) begin = line.find('\t', begin) + 1;
    const std::size_t end = line.find_first_of("\t\n", begin);
    if (line[end] == '\n') {
      line.erase(begin - 1, end - begin + 1);
    } else {
      line.erase(begin, end - begin + 1);
    }
  }
  const oxus::v1::Event event = OnlyEvent(ImportText(line));
  EXPECT_FALSE(event.place().has_lat());
  EXPECT_EQ(event.place().country(), "TJ");
  EXPECT_EQ(event.reports(0).source_id(), "gdelt");
  EXPECT_EQ(event.reports(0).source_type(), oxus::v1::SOURCE_TYPE_DATASET);
}

TEST(Gdelt, RExportsWithQuotesDroppedZerosAndMissingValues) {
  const ImportResult result = ImportText(
      "\"GlobalEventID\",\"dateEvent\",\"Actor1Name\",\"Actor1CountryCode\",\"Actor2Name\","
      "\"Actor2CountryCode\",\"EventCode\",\"EventBaseCode\",\"EventRootCode\",\"ActionGeo_Type\","
      "\"ActionGeo_Fullname\",\"ActionGeo_CountryCode\",\"ActionGeo_ADM1Code\",\"dateDocument\","
      "\"SOURCEURL\",\"extra\"\r\n"
      "NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA\r\n"
      "\"5\",\"2018-01-05\",\"CHINA\",\"CHN\",\"TAJIKISTAN\",\"TJK\",\"42\",\"42\",\"4\",\"5\","
      "\"Khatlon, Tajikistan\",\"TI\",\"TI02\",\"2.0180105e+13\",\"http://a.tj/1\",NA\r\n");
  const oxus::v1::Event event = OnlyEvent(result);
  EXPECT_THAT(result.report.skipped, ElementsAre(Pair("blank row", 1)));
  EXPECT_EQ(event.codes(0).code(), "042");
  EXPECT_EQ(event.occurred().start_ms(), *DayNumber("20180105") * kDayMs);
  EXPECT_EQ(event.reports(0).published_ms(), *MomentMs("20180105"));
  EXPECT_EQ(event.place().precision(), oxus::v1::GEO_PRECISION_ADMIN1);
}

TEST(Gdelt, ExtractsOfSomeColumnsInAnyOrder) {
  const ImportResult result = ImportText(
      ",SOURCEURL,EventCode,Actor2CountryCode,Actor1CountryCode,ActionGeo_CountryCode,SQLDATE,"
      "GLOBALEVENTID\n"
      "0,https://a.tj/1,042,TJK,CHN,TI,20250101,77\n");
  const oxus::v1::Event event = OnlyEvent(result);
  EXPECT_EQ(event.key().external_id(), "77");
  EXPECT_EQ(event.participants(0).actor_id(), "CHN");
  EXPECT_EQ(event.reports(0).published_ms(), 0);
}

TEST(Gdelt, AHeaderWithoutWhatIsNeededNamesIt) {
  const ImportResult result =
      ImportText("GLOBALEVENTID,SQLDATE,Actor1Name\n1,20180101,CHINA\n", {}, "benin.csv");
  EXPECT_EQ(result.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(result.status.message(),
            "benin.csv: the header lacks EventCode, ActionGeo_CountryCode");
}

TEST(Gdelt, BytesThatAreNotUtf8AreReplacedAndNoted) {
  const ImportResult result = ImportText(GdeltLine({{52, "Qo\xbfrgon, Khatlon, Tajikistan"}}));
  EXPECT_EQ(OnlyEvent(result).place().name(), "Qo\xef\xbf\xbdrgon, Khatlon, Tajikistan");
  EXPECT_EQ(result.report.notes.at("bytes that are not UTF-8 replaced"), 1u);
}

TEST(Gdelt, ARowCutOffIsReportedAndThoseBeforeAreKept) {
  const std::string two = GdeltLine() + GdeltLine({{0, "2"}, {60, "http://b.tj/1"}});
  const ImportResult result = ImportText(two.substr(0, two.size() - 60));
  EXPECT_EQ(result.report.submissions, 1u);
  ASSERT_EQ(result.sink.errors.size(), 1u);
  EXPECT_EQ(result.sink.errors[0].line, 2u);
  EXPECT_THAT(result.sink.errors[0].reason, HasSubstr("the row is cut off"));
}

TEST(Gdelt, AnEventTooLargeForTheServerIsARowError) {
  const ImportResult result = ImportText(GdeltLine({{52, std::string(70'000, 'x')}}));
  EXPECT_EQ(result.report.submissions, 0u);
  ASSERT_EQ(result.sink.errors.size(), 1u);
  EXPECT_THAT(result.sink.errors[0].reason, HasSubstr("at most 65536"));
}

class RefusingSink : public RecordingSink {
 public:
  absl::Status OnSubmission(oxus::v1::Submission&&, const RowOrigin&) override {
    return absl::UnavailableError("the server is gone");
  }
};

TEST(Gdelt, TheSinkCanEndTheImport) {
  auto input = Input::FromString("x", GdeltLine() + GdeltLine());
  auto importer = OpenImporter(**input, {});
  RefusingSink sink;
  EXPECT_EQ((*importer)->Run(**input, sink).message(), "the server is gone");
  EXPECT_EQ((*importer)->report().rows_read, 1u);
}

}  // namespace
}  // namespace oxus::importer
