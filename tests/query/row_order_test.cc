#include "server/query/row_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/query/answer_text.h"

namespace oxus::query {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Response = oxus::v1::AggregateResponse;

const AnswerColumns kColumns{{"country", "type"}, {"events", "killed"}, false};

Response::Row MakeRow(const char* country, const char* type, int64_t events,
                      std::optional<int64_t> killed) {
  Response::Row row;
  auto* group = row.add_group();
  if (country != nullptr) group->set_text(country);
  row.add_group()->set_text(type);
  row.add_metrics()->set_integer(events);
  auto* deaths = row.add_metrics();
  if (killed) deaths->set_integer(*killed);
  return row;
}

std::vector<std::string> Sorted(std::string_view order_by, size_t top = 0) {
  RequestFaults faults;
  const auto order = ParseRowOrder(order_by, kColumns, faults);
  EXPECT_TRUE(faults.empty()) << faults.ToStatus();
  std::vector<Response::Row> rows = {
      MakeRow("TJ", "B", 2, 5), MakeRow("AF", "A", 2, std::nullopt),
      MakeRow("TJ", "A", 1, 9), MakeRow(nullptr, "A", 7, 0),
      MakeRow("AF", "B", 1, 5),
  };
  SortRows(order, top, rows);
  Response response;
  for (auto& row : rows) *response.add_rows() = std::move(row);
  return oxus::test::Lines(response);
}

TEST(RowOrderTest, DefaultIsTheFirstMetricDescendingThenTheKeys) {
  EXPECT_THAT(Sorted(""), ElementsAre("? | A | 7 0", "AF | A | 2 ?", "TJ | B | 2 5", "AF | B | 1 5",
                                      "TJ | A | 1 9"));
}

TEST(RowOrderTest, WhatIsNotSetComesLastEitherWay) {
  EXPECT_THAT(Sorted("killed"), ElementsAre("? | A | 7 0", "AF | B | 1 5", "TJ | B | 2 5",
                                            "TJ | A | 1 9", "AF | A | 2 ?"));
  EXPECT_THAT(Sorted("killed desc"), ElementsAre("TJ | A | 1 9", "AF | B | 1 5", "TJ | B | 2 5",
                                                 "? | A | 7 0", "AF | A | 2 ?"));
  EXPECT_THAT(
      Sorted("country desc, type"),
      ElementsAre("TJ | A | 1 9", "TJ | B | 2 5", "AF | A | 2 ?", "AF | B | 1 5", "? | A | 7 0"));
}

TEST(RowOrderTest, TopKeepsTheFirst) {
  EXPECT_THAT(Sorted(" type desc ,country", 2), ElementsAre("AF | B | 1 5", "TJ | B | 2 5"));
  EXPECT_EQ(Sorted("", 99).size(), 5u);
}

TEST(RowOrderTest, TheBucketLeadsByDefault) {
  RequestFaults faults;
  const AnswerColumns columns{{"month", "country"}, {"events"}, true};
  const auto order = ParseRowOrder("", columns, faults);
  ASSERT_EQ(order.size(), 3u);
  EXPECT_FALSE(order[0].is_metric);
  EXPECT_FALSE(order[0].descending);
  EXPECT_EQ(order[0].column, 0u);
  EXPECT_TRUE(order[1].is_metric);
  EXPECT_TRUE(order[1].descending);
  EXPECT_EQ(order[2].column, 1u);
}

TEST(RowOrderTest, NamesEveryMistake) {
  const struct {
    const char* order_by;
    const char* message;
  } cases[] = {
      {"injured",
       "'injured' is no column of the answer; expected one of country, type, events, "
       "killed"},
      {"events asc", "'asc' after 'events'; expected desc"},
      {"events,", "'' is no column"},
      {"events, events desc", "names a column twice"},
  };
  for (const auto& c : cases) {
    RequestFaults faults;
    ParseRowOrder(c.order_by, kColumns, faults);
    EXPECT_THAT(std::string(faults.ToStatus().message()), HasSubstr(c.message)) << c.order_by;
  }
}

}  // namespace
}  // namespace oxus::query
