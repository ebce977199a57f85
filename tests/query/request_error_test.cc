#include "server/query/request_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oxus::query {
namespace {

template <typename Message>
Message PayloadOf(const absl::Status& status, std::string_view url) {
  Message message;
  const auto payload = status.GetPayload(absl::string_view(url.data(), url.size()));
  EXPECT_TRUE(payload.has_value());
  if (payload) {
    EXPECT_TRUE(message.ParseFromString(std::string(*payload)));
  }
  return message;
}

TEST(RequestFaultsTest, AreOkWhenThereAreNone) { EXPECT_TRUE(RequestFaults().ToStatus().ok()); }

TEST(RequestFaultsTest, CarryEveryViolationAtOnce) {
  RequestFaults faults;
  faults.AddFieldViolation("group_by[1]", "unknown field 'contry'");
  faults.AddFieldViolation("interval.since", "no date");
  const absl::Status status = faults.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "group_by[1]: unknown field 'contry'; interval.since: no date");
  const auto bad = PayloadOf<google::rpc::BadRequest>(status, kBadRequestUrl);
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(0).field(), "group_by[1]");
  EXPECT_EQ(bad.field_violations(0).description(), "unknown field 'contry'");
  EXPECT_EQ(bad.field_violations(1).field(), "interval.since");
  const auto info = PayloadOf<google::rpc::ErrorInfo>(status, kErrorInfoUrl);
  EXPECT_EQ(info.reason(), "INVALID_REQUEST");
  EXPECT_EQ(info.domain(), "oxus");
}

TEST(RequestFaultsTest, NameTheReasonWhenItIsTheOnlyOne) {
  RequestFaults faults;
  faults.AddReasonedViolation("filter", "at 1: what", "FILTER_SYNTAX");
  EXPECT_EQ(PayloadOf<google::rpc::ErrorInfo>(faults.ToStatus(), kErrorInfoUrl).reason(),
            "FILTER_SYNTAX");
  faults.AddFieldViolation("bucket", "what");
  EXPECT_EQ(PayloadOf<google::rpc::ErrorInfo>(faults.ToStatus(), kErrorInfoUrl).reason(),
            "INVALID_REQUEST");
}

TEST(RequestFaultsTest, NameLimitAndValue) {
  RequestFaults faults;
  faults.AddLimitViolation("group_by", "fields", 4, 5);
  const auto status = faults.ToStatus();
  EXPECT_EQ(status.message(), "group_by: 5 fields, at most 4");
  const auto info = PayloadOf<google::rpc::ErrorInfo>(status, kErrorInfoUrl);
  EXPECT_EQ(info.metadata().at("limit"), "4");
  EXPECT_EQ(info.metadata().at("actual"), "5");
}

TEST(LimitExceededTest, IsResourceExhaustedWithLimitAndValue) {
  const auto status = LimitExceeded("TOO_MANY_GROUPS", "groups", 100, 101);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  const auto info = PayloadOf<google::rpc::ErrorInfo>(status, kErrorInfoUrl);
  EXPECT_EQ(info.reason(), "TOO_MANY_GROUPS");
  EXPECT_EQ(info.metadata().at("limit"), "100");
  EXPECT_EQ(info.metadata().at("actual"), "101");
}

TEST(LimitExceededTest, NamesTheSettingThatMakesTheLimit) {
  const auto setting_in = [](const absl::Status& status) {
    const auto info = PayloadOf<google::rpc::ErrorInfo>(status, kErrorInfoUrl);
    const auto found = info.metadata().find("setting");
    return found == info.metadata().end() ? "" : found->second;
  };
  const auto groups = LimitExceeded("TOO_MANY_GROUPS", "groups", 100, 101);
  EXPECT_EQ(groups.message(),
            "the answer has more than 100 groups (101 met), the server's query_max_groups");
  EXPECT_EQ(setting_in(groups), "query_max_groups");
  EXPECT_EQ(setting_in(LimitExceeded("QUERY_MEMORY", "bytes of groups", 7, 8)), "query_memory_mib");
  const auto fixed = LimitExceeded("HISTORY_TOO_LARGE", "bytes of history", 7, 8);
  EXPECT_EQ(fixed.message(), "the answer has more than 7 bytes of history (8 met)");
  EXPECT_EQ(setting_in(fixed), "");
}

}  // namespace
}  // namespace oxus::query
