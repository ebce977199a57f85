#include "client/importer/row_values.h"

#include <gtest/gtest.h>

namespace oxus::importer {
namespace {

TEST(WholeNumber, ReadsWhatSpreadsheetsWrite) {
  const std::pair<const char*, std::int64_t> good[] = {
      {"34", 34}, {" 34 ", 34}, {"-1", -1}, {"34.0", 34}, {"2.0180105e+13", 20180105000000}};
  for (const auto& [text, value] : good) EXPECT_EQ(WholeNumber(text), value) << text;
  for (const char* text : {"", "x", "3.5", "3x", "1e400", "nan", "inf", "1e300"}) {
    EXPECT_EQ(WholeNumber(text), std::nullopt) << text;
  }
}

TEST(DayNumber, ReadsTheDatesOfDataFiles) {
  for (const char* text : {"19700102", "1970-01-02", "1970-01-02 00:00:00.000",
                           "1970-01-02T10:00:00Z", "19700102235959"}) {
    EXPECT_EQ(DayNumber(text), 1) << text;
  }
  for (const char* text :
       {"", "0", "19700230", "1970-13-01", "1970-1-2", "02/01/1970", "1970-01-02x", "197001020"}) {
    EXPECT_EQ(DayNumber(text), std::nullopt) << text;
  }
}

TEST(MomentMs, ReadsStampsAndDays) {
  EXPECT_EQ(MomentMs("19700101000001"), 1000);
  EXPECT_EQ(MomentMs("19700102"), kDayMs);
  EXPECT_EQ(MomentMs("19700101246060"), std::nullopt);
}

}  // namespace
}  // namespace oxus::importer
