#include <gtest/gtest.h>

#include "client/importer/gdelt_actors.h"
#include "client/importer/gdelt_code.h"
#include "client/importer/gdelt_collapse.h"
#include "client/importer/gdelt_place.h"
#include "client/importer/gdelt_report.h"
#include "client/importer/gdelt_time.h"
#include "client/importer/row_values.h"

namespace oxus::importer {
namespace {

TEST(GdeltTime, TheLagSaysHowExactTheDateIs) {
  struct Case {
    const char* sql_date;
    const char* added;
    oxus::v1::TimePrecision precision;
    std::int64_t days;
    bool unusual;
  };
  const Case cases[] = {
      {"20180101", "20180101000000", oxus::v1::TIME_PRECISION_DAY, 1, false},
      {"20171231", "20180101000000", oxus::v1::TIME_PRECISION_DAY, 1, false},
      {"20171225", "20180101000000", oxus::v1::TIME_PRECISION_WEEK, 7, false},
      {"20171202", "20180101000000", oxus::v1::TIME_PRECISION_MONTH, 30, false},
      {"20170101", "20180101", oxus::v1::TIME_PRECISION_YEAR, 365, false},
      {"20080104", "20180101", oxus::v1::TIME_PRECISION_YEAR, 365, false},
      {"20171229", "20180101", oxus::v1::TIME_PRECISION_DAY, 1, true},
      {"20180101", "", oxus::v1::TIME_PRECISION_DAY, 1, false},
      {"2018-01-01", "2.0180101e+13", oxus::v1::TIME_PRECISION_DAY, 1, false},
  };
  for (const Case& c : cases) {
    const std::optional<GdeltTime> time = ReadGdeltTime(c.sql_date, c.added);
    ASSERT_TRUE(time.has_value()) << c.sql_date;
    EXPECT_EQ(time->occurred.precision(), c.precision) << c.sql_date;
    EXPECT_EQ(time->unusual_lag, c.unusual) << c.sql_date;
    // The span ends with the day that is written.
    const std::int64_t end = (*DayNumber(c.sql_date) + 1) * kDayMs;
    EXPECT_EQ(time->occurred.start_ms(), end - c.days * kDayMs) << c.sql_date;
    EXPECT_EQ(time->occurred.has_end_ms(), c.days > 1);
    if (c.days > 1) {
      EXPECT_EQ(time->occurred.end_ms(), end - 1);
    }
  }
  EXPECT_FALSE(ReadGdeltTime("0", "20180101").has_value());
}

TEST(GdeltActor, IdsAreOfCountryAndGroupOrFirstRole) {
  struct Case {
    GdeltActorFields fields;
    const char* id;
    const char* country;
  };
  const Case cases[] = {
      {{"TJK", "TAJIKISTAN", "TJK", "", ""}, "TJK", "TJK"},
      {{"TJKGOV", "TAJIKISTAN", "TJK", "", "GOV"}, "TJK-GOV", "TJK"},
      {{"RUSMIL", "RUSSIA", "RUS", "", "MIL"}, "RUS-MIL", "RUS"},
      {{"AFGREBTAL", "TALIBAN", "AFG", "TAL", "REB"}, "AFG-TAL", "AFG"},
      {{"IGOUNO", "UNITED NATIONS", "", "UNO", "IGO"}, "UNO", ""},
      {{"IGOWSTNAT", "NATO", "WST", "NAT", "IGO"}, "NAT", ""},
      {{"EUR", "EUROPE", "EUR", "", ""}, "EUR", ""},
      {{"EUR", "", "EUR", "", ""}, "", ""},
      {{"GOV", "PRESIDENT", "", "", "GOV"}, "", ""},
      {{"sen", "SENUFO", "", "", ""}, "", ""},
      {{"ROM", "ROMANIA", "ROM", "", ""}, "ROU", "ROU"},
      {{"GZS", "GAZA STRIP", "GZS", "", ""}, "PSE", "PSE"},
      {{"SSD", "SOUTH SUDAN", "SSD", "", ""}, "SSD", "SSD"},
      {{"", "", "", "", ""}, "", ""},
  };
  for (const Case& c : cases) {
    const GdeltActor actor = ReadGdeltActor(c.fields);
    EXPECT_EQ(actor.id, c.id) << c.fields.code;
    EXPECT_EQ(actor.country, c.country) << c.fields.code;
    EXPECT_EQ(actor.present(), !c.fields.code.empty()) << c.fields.code;
  }
  EXPECT_EQ(ReadGdeltActor({"UIS", "", "", "", "UIS"}).name, "UIS");
}

TEST(GdeltPlace, CodesAreFipsAndPrecisionIsThatOfTheType) {
  struct Case {
    GdeltPlaceFields fields;
    const char* country;
    const char* admin1;
    oxus::v1::GeoPrecision precision;
    bool point;
  };
  const Case cases[] = {
      {{"1", "China", "CH", "CH", "", "35", "105"},
       "CN",
       "",
       oxus::v1::GEO_PRECISION_COUNTRY,
       true},
      {{"1", "Russia", "RS", "RS", "", "60", "100"},
       "RU",
       "",
       oxus::v1::GEO_PRECISION_COUNTRY,
       true},
      {{"1", "Tajikistan", "TI", "TI", "", "0", "0"},
       "TJ",
       "",
       oxus::v1::GEO_PRECISION_COUNTRY,
       false},
      {{"5", "Khatlon, Tajikistan", "TI", "TI02", "", "37.9", "69.2"},
       "TJ",
       "TJ-KT",
       oxus::v1::GEO_PRECISION_ADMIN1,
       true},
      {{"2", "Kansas, United States", "US", "USKS", "", "38.5", "-96.8"},
       "US",
       "US-KS",
       oxus::v1::GEO_PRECISION_ADMIN1,
       true},
      {{"3", "Wichita, Kansas, United States", "US", "USKS", "KS173", "37.7", "-97.3"},
       "US",
       "US-KS",
       oxus::v1::GEO_PRECISION_NEAR,
       true},
      {{"4", "Faizabad, Badakhshan, Afghanistan", "AF", "AF01", "", "37.1", "70.6"},
       "AF",
       "AF-BDS",
       oxus::v1::GEO_PRECISION_NEAR,
       true},
      // "General" is no division: Dushanbe is known by where it lies, Hisor is not in it.
      {{"4", "Dushanbe, Tajikistan (general), Tajikistan", "TI", "TI00", "", "38.56", "68.7739"},
       "TJ",
       "TJ-DU",
       oxus::v1::GEO_PRECISION_NEAR,
       true},
      {{"4", "Hisor, Tajikistan (general), Tajikistan", "TI", "TI00", "", "38.525", "68.5514"},
       "TJ",
       "",
       oxus::v1::GEO_PRECISION_NEAR,
       true},
      {{"4", "Dushanbe, Tajikistan (general), Tajikistan", "TI", "TI00", "", "", ""},
       "TJ",
       "",
       oxus::v1::GEO_PRECISION_NEAR,
       false},
      {{"0", "", "GZ", "", "", "", ""}, "PS", "", oxus::v1::GEO_PRECISION_UNKNOWN, false},
      {{"4", "Caspian Sea, Oceans (general), Oceans", "OS", "OS00", "", "42", "50"},
       "",
       "",
       oxus::v1::GEO_PRECISION_INTERNATIONAL,
       true},
  };
  for (const Case& c : cases) {
    const GdeltPlace place = ReadGdeltPlace(c.fields);
    ASSERT_EQ(place.result, GdeltPlace::Result::kPlace) << c.fields.full_name;
    EXPECT_EQ(place.place.country(), c.country) << c.fields.full_name;
    EXPECT_EQ(place.place.admin1(), c.admin1) << c.fields.full_name;
    EXPECT_EQ(place.place.precision(), c.precision) << c.fields.full_name;
    EXPECT_EQ(place.place.has_lat(), c.point) << c.fields.full_name;
    EXPECT_EQ(place.place.has_lon(), c.point) << c.fields.full_name;
    EXPECT_FALSE(place.unknown_adm1) << c.fields.full_name;
  }
}

TEST(GdeltPlace, WhatCannotBeReadIsSaid) {
  EXPECT_EQ(ReadGdeltPlace({"0", "", "", "", "", "", ""}).result, GdeltPlace::Result::kNone);
  EXPECT_EQ(ReadGdeltPlace({"1", "?", "QQ", "QQ", "", "", ""}).result,
            GdeltPlace::Result::kUnknownCountry);
  EXPECT_TRUE(ReadGdeltPlace({"5", "?", "TI", "TI77", "", "", ""}).unknown_adm1);
  for (const char* lat : {"north", "91", ""}) {
    const GdeltPlace place = ReadGdeltPlace({"1", "Tajikistan", "TI", "TI", "", lat, "71"});
    EXPECT_TRUE(place.bad_point) << lat;
    EXPECT_FALSE(place.place.has_lon()) << lat;
  }
}

TEST(GdeltCode, CodesAreTextAndDroppedZerosComeBack) {
  struct Case {
    const char* code;
    const char* base;
    const char* root;
    const char* expected;
  };
  const Case cases[] = {
      {"042", "042", "04", "042"},    {"0841", "084", "08", "0841"}, {"42", "42", "4", "042"},
      {"90", "90", "9", "090"},       {"112", "112", "11", "112"},   {"841", "84", "8", "0841"},
      {"1411", "141", "14", "1411"},  {"10", "10", "1", "010"},      {"42", "", "", "042"},
      {"42.0", "42.0", "4.0", "042"}, {"138i", "138", "13", "138"},  {"04", "04", "04", "04"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ReadCameoCode(c.code, c.base, c.root), c.expected) << c.code << " " << c.root;
  }
}

TEST(GdeltCode, QuadClassIsAFunctionOfTheRoot) {
  const int expected[] = {0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 0};
  for (int root = 0; root <= 21; ++root) {
    EXPECT_EQ(QuadClassOfRoot(std::to_string(root)), expected[root]) << root;
  }
}

TEST(GdeltCollapse, MemoryIsBoundedAndEmptiedWhenFull) {
  GdeltCollapse collapse(2);
  const auto act = [](std::string_view article) {
    return GdeltAct{article, "04", 0, "here", 403, "CHN", "TJK"};
  };
  EXPECT_EQ(collapse.Judge(act("http://a")), GdeltCollapse::Verdict::kNew);
  EXPECT_EQ(collapse.Judge(act("http://b")), GdeltCollapse::Verdict::kNew);
  EXPECT_EQ(collapse.Judge(act("http://a")), GdeltCollapse::Verdict::kRepeated);
  EXPECT_EQ(collapse.Judge(act("http://c")), GdeltCollapse::Verdict::kNew);
  EXPECT_EQ(collapse.times_full(), 1u);
  EXPECT_EQ(collapse.Judge(act("http://a")), GdeltCollapse::Verdict::kNew);
}

TEST(GdeltReport, TheSourceIsTheHost) {
  EXPECT_EQ(HostOfUrl("http://www.BBC.co.uk/news?x=1"), "bbc.co.uk");
  EXPECT_EQ(HostOfUrl("https://user@news.tj:8080/a"), "news.tj");
  EXPECT_EQ(HostOfUrl("https://news.tj"), "news.tj");
  EXPECT_EQ(HostOfUrl("BBC Monitoring"), "");
  const std::string endless = "http://a.tj/" + std::string(3000, 'x');
  EXPECT_EQ(GdeltReport(endless, 0).url(), "");
  EXPECT_EQ(GdeltReport(endless, 0).source_id(), "a.tj");
}

}  // namespace
}  // namespace oxus::importer
