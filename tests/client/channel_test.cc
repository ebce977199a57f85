#include "client/oxus/channel.h"

#include <string>

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace oxus::client {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string Trailer(const std::string& field, const std::string& description) {
  google::rpc::BadRequest bad_request;
  auto* violation = bad_request.add_field_violations();
  violation->set_field(field);
  violation->set_description(description);
  google::rpc::Status status;
  status.set_code(grpc::StatusCode::INVALID_ARGUMENT);
  status.add_details()->PackFrom(bad_request);
  return status.SerializeAsString();
}

TEST(StatusFromGrpcTest, KeepsCodeAndMessage) {
  const absl::Status status =
      StatusFromGrpc(grpc::Status(grpc::StatusCode::NOT_FOUND, "no such key"));
  EXPECT_EQ(status, absl::NotFoundError("no such key"));
  EXPECT_TRUE(StatusFromGrpc(grpc::Status::OK).ok());
}

TEST(StatusFromGrpcTest, FieldViolationsOfTheTrailerJoinTheText) {
  const absl::Status status =
      StatusFromGrpc(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "bad request",
                                  Trailer("group_by[1]", "unknown field 'x'")));
  EXPECT_EQ(std::string(status.message()), "bad request; group_by[1]: unknown field 'x'");
  ASSERT_THAT(FieldViolations(status), SizeIs(1));
  EXPECT_EQ(FieldViolations(status)[0].field, "group_by[1]");
  EXPECT_EQ(FieldViolations(status)[0].description, "unknown field 'x'");
}

TEST(StatusFromGrpcTest, AViolationIsNotSaidTwice) {
  const absl::Status status =
      StatusFromGrpc(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "filter: at 3: no value",
                                  Trailer("filter", "at 3: no value")));
  EXPECT_EQ(std::string(status.message()), "filter: at 3: no value");
}

TEST(StatusFromGrpcTest, ATrailerThatDoesNotParseIsIgnored) {
  const absl::Status status =
      StatusFromGrpc(grpc::Status(grpc::StatusCode::INTERNAL, "broken", "\xff\xff\xff"));
  EXPECT_EQ(status, absl::InternalError("broken"));
  EXPECT_THAT(FieldViolations(status), IsEmpty());
}

TEST(ServerChannelTest, NobodyThereIsNotConnected) {
  const ServerChannel channel({.address = "127.0.0.1:1"});
  EXPECT_FALSE(channel.connected());
  EXPECT_EQ(channel.address(), "127.0.0.1:1");
}

}  // namespace
}  // namespace oxus::client
