#include "client/importer/detect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/importer/gdelt_row.h"
#include "tests/importer/recording_sink.h"

namespace oxus::importer {
namespace {

using ::testing::HasSubstr;

TEST(Detect, TellsFormatsByContent) {
  const std::string damaged_first = "719024874\tcut\n" + GdeltLine() + GdeltLine();
  const std::string ucdp_row = "1" + std::string(48, ',') + "\n";
  struct Case {
    std::string text;
    Format format;
    bool headered;
    std::size_t width;
  };
  const Case cases[] = {
      {GdeltLine(), Format::kGdelt, false, 61},
      {damaged_first, Format::kGdelt, false, 61},
      {"1" + std::string(57, '\t') + "\n", Format::kGdelt, false, 58},
      {"1" + std::string(56, '\t') + "\n", Format::kGdelt, false, 57},
      {"GLOBALEVENTID,SQLDATE\n", Format::kGdelt, true, 0},
      {"\xef\xbb\xbf\"GlobalEventID\",\"dateEvent\"\r\n", Format::kGdelt, true, 0},
      {"GLOBALEVENTID\tSQLDATE\n", Format::kGdelt, true, 0},
      {"id,relid,year,type_of_violence\n", Format::kUcdpGed, true, 0},
      {ucdp_row, Format::kUcdpGed, false, 49},
      {"\n {\"event\": {}}\n", Format::kNdjson, false, 0},
      {"a,b,c\n1,2,3\n", Format::kDetect, false, 0},
      {"1\t2\t3\n", Format::kDetect, false, 0},
      {"", Format::kDetect, false, 0},
  };
  for (const Case& c : cases) {
    const Detected detected = DetectFormat(c.text);
    EXPECT_EQ(detected.format, c.format) << c.text;
    EXPECT_EQ(detected.headered, c.headered) << c.text;
    EXPECT_EQ(detected.width, c.width) << c.text;
  }
}

TEST(OpenImporter, AMismatchNamesBothFormatsAndTheFile) {
  ImportOptions options;
  options.format = Format::kUcdpGed;
  const ImportResult result = ImportText(GdeltLine(), options, "a.CSV");
  EXPECT_EQ(result.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(result.status.message(),
            "a.CSV: is gdelt, not ucdp-ged: it has rows of 61 tab-separated columns");
}

TEST(OpenImporter, UnknownContentSaysWhatWasSeenAndExpected) {
  const ImportResult result = ImportText("a,b,c\n1,2,3\n", {}, "a.csv");
  EXPECT_EQ(result.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(result.status.message()), HasSubstr("a.csv: of no known format"));
  EXPECT_THAT(std::string(result.status.message()), HasSubstr("'a,b,c'"));
  EXPECT_THAT(std::string(result.status.message()), HasSubstr("61, 58 or 57"));
}

TEST(OpenImporter, AnEmptyInputIsOfAnyFormat) {
  for (const Format format : {Format::kDetect, Format::kGdelt, Format::kUcdpGed, Format::kNdjson}) {
    ImportOptions options;
    options.format = format;
    for (const char* text : {"", "\n\n", "\xef\xbb\xbf"}) {
      const ImportResult result = ImportText(text, options);
      EXPECT_TRUE(result.status.ok()) << result.status;
      EXPECT_EQ(result.report.rows_read, 0u);
    }
  }
}

TEST(OpenImporter, AHeaderAloneIsNoRows) {
  EXPECT_EQ(ImportText("GLOBALEVENTID,SQLDATE,EventCode,ActionGeo_CountryCode\n").report.rows_read,
            0u);
}

TEST(FormatName, IsReadBack) {
  for (const Format format : {Format::kDetect, Format::kGdelt, Format::kUcdpGed, Format::kNdjson}) {
    EXPECT_EQ(*FormatFromName(FormatName(format)), format);
  }
  EXPECT_THAT(std::string(FormatFromName("acled").status().message()), HasSubstr("ucdp-ged"));
}

}  // namespace
}  // namespace oxus::importer
