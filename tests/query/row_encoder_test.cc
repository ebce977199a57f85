#include "server/query/row_encoder.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "google/protobuf/util/message_differencer.h"
#include "oxus/v1/query_service.pb.h"

namespace oxus::query {
namespace {

using google::protobuf::util::MessageDifferencer;
using oxus::v1::AggregateResponse;

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();

TEST(RowEncoder, WritesWhatTheMessageWouldBe) {
  const std::string long_text(1'000, 'x');
  AggregateResponse expected;
  std::string encoded;
  RowEncoder encoder;
  const auto check = [&] {
    AggregateResponse read;
    ASSERT_TRUE(read.ParseFromString(encoded));
    EXPECT_TRUE(MessageDifferencer::Equals(read, expected)) << read.DebugString();
  };

  auto* row = expected.add_rows();
  row->add_group()->set_text("TJ-GB");
  row->add_group()->set_text(long_text);
  row->add_group();
  encoder.AddGroup(RowEncoder::Group("TJ-GB"));
  encoder.AddGroup(RowEncoder::Group(long_text));
  encoder.AddGroup(RowEncoder::Group(std::nullopt));
  for (const int64_t integer : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{300}, kMost, kLeast}) {
    row->add_metrics()->set_integer(integer);
    encoder.AddMetric(Cell(integer));
  }
  encoder.FinishRow(&encoded);
  check();

  row = expected.add_rows();
  row->add_group()->set_integer(-7);
  row->add_group()->set_boolean(true);
  row->add_group()->set_number(2.5);
  row->add_metrics();
  row->add_metrics()->set_number(-0.1);
  row->set_is_other(true);
  encoder.AddGroup(RowEncoder::Group(filter::Value(int64_t{-7})));
  encoder.AddGroup(RowEncoder::Group(filter::Value(true)));
  encoder.AddGroup(RowEncoder::Group(filter::Value(2.5)));
  encoder.AddMetric(Cell());
  encoder.AddMetric(Cell(-0.1));
  encoder.SetOther();
  encoder.FinishRow(&encoded);
  check();

  // A row of nothing is a row.
  expected.add_rows();
  encoder.FinishRow(&encoded);
  check();
}

}  // namespace
}  // namespace oxus::query
