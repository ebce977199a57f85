#include "server/rpc/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace oxus::rpc {
namespace {

google::rpc::Status Envelope(const grpc::Status& status) {
  google::rpc::Status envelope;
  EXPECT_TRUE(envelope.ParseFromString(status.error_details()));
  return envelope;
}

TEST(StatusTest, CodesKeepTheirNumberAndText) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  for (int code = 1; code <= 16; ++code) {
    const grpc::Status status =
        ToGrpcStatus(absl::Status(static_cast<absl::StatusCode>(code), "t"));
    EXPECT_EQ(status.error_code(), code);
    EXPECT_EQ(status.error_message(), "t");
    EXPECT_EQ(status.error_details(), "");
  }
}

TEST(StatusTest, PayloadsOfGoogleRpcTravelInTheEnvelope) {
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field("filter");
  violation->set_description("position 3: expected a value");
  absl::Status status = absl::InvalidArgumentError("filter: wrong");
  status.SetPayload("type.googleapis.com/google.rpc.BadRequest",
                    absl::Cord(bad.SerializeAsString()));
  status.SetPayload("internal/trace", absl::Cord("not for clients"));
  const google::rpc::Status envelope = Envelope(ToGrpcStatus(status));
  EXPECT_EQ(envelope.code(), 3);
  EXPECT_EQ(envelope.message(), "filter: wrong");
  ASSERT_EQ(envelope.details_size(), 1);
  google::rpc::BadRequest read;
  ASSERT_TRUE(envelope.details(0).UnpackTo(&read));
  EXPECT_EQ(read.SerializeAsString(), bad.SerializeAsString());
}

TEST(StatusTest, LimitErrorNamesLimitAndActual) {
  const grpc::Status status = ToGrpcStatus(LimitError("STREAM_LIMIT", "open streams", 64, 65));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(status.error_message(), "open streams: limit 64, actual 65");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(Envelope(status).details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "STREAM_LIMIT");
  EXPECT_EQ(info.domain(), "oxus");
  EXPECT_EQ(info.metadata().at("limit"), "64");
  EXPECT_EQ(info.metadata().at("actual"), "65");
}

TEST(StatusTest, DrainingErrorSaysWhenToComeBack) {
  const grpc::Status status = ToGrpcStatus(DrainingError());
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  google::rpc::RetryInfo retry;
  bool found = false;
  const google::rpc::Status envelope = Envelope(status);
  for (const auto& detail : envelope.details()) found = found || detail.UnpackTo(&retry);
  ASSERT_TRUE(found);
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
}

TEST(StatusTest, WhatWouldNotFitInTheTrailersIsLeftOut) {
  google::rpc::BadRequest bad;
  for (int i = 0; i < 1000; ++i) bad.add_field_violations()->set_field("a.long.field.path");
  absl::Status status =
      absl::InvalidArgumentError(std::string(1023, 'x') + "\xe2\x82\xac" + std::string(5000, 'y'));
  status.SetPayload("type.googleapis.com/google.rpc.BadRequest",
                    absl::Cord(bad.SerializeAsString()));
  const grpc::Status translated = ToGrpcStatus(status);
  // Cut before the euro sign, which would straddle the limit.
  EXPECT_EQ(translated.error_message(), std::string(1023, 'x') + "...");
  EXPECT_EQ(translated.error_details(), "");
}

}  // namespace
}  // namespace oxus::rpc
