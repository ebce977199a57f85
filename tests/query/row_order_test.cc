#include "server/query/row_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oxus::query {
namespace {

using ::testing::HasSubstr;

const AnswerColumns kColumns{{"country", "type"}, {"events", "killed"}, false};

TEST(RowOrderTest, IsCompletedByTheGroupColumnsSoThatNoRowsTie) {
  RequestFaults faults;
  const auto order = ParseRowOrder(" type desc ,killed", kColumns, faults);
  EXPECT_TRUE(faults.empty());
  ASSERT_EQ(order.size(), 3u);
  EXPECT_TRUE(!order[0].is_metric && order[0].column == 1 && order[0].descending);
  EXPECT_TRUE(order[1].is_metric && order[1].column == 1 && !order[1].descending);
  EXPECT_TRUE(!order[2].is_metric && order[2].column == 0 && !order[2].descending);
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
