#include "client/oxus/channel.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/cord.h"
#include "fmt/format.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpc/grpc.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

namespace oxus::client {
namespace {

constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";

// A server that restarts should be found again within a second or so.
constexpr int kFirstReconnectMs = 100;
constexpr int kLongestReconnectMs = 2'000;

// gRPC gives up a connection that is not made after the least backoff. That is left to the
// deadline of the call, which comes first by this much.
constexpr std::chrono::milliseconds kConnectMargin{1'000};

grpc::ChannelArguments Arguments(std::chrono::milliseconds timeout) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxResponseBytes);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  const int64_t connect_ms = (timeout + kConnectMargin).count();
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS,
                   static_cast<int>(std::min<int64_t>(connect_ms, INT32_MAX)));
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLongestReconnectMs);
  return arguments;
}

void AppendViolations(const google::rpc::BadRequest& bad_request, std::string& message) {
  for (const auto& violation : bad_request.field_violations()) {
    if (message.find(violation.description()) != std::string::npos) continue;
    message += fmt::format("{}{}: {}", message.empty() ? "" : "; ", violation.field(),
                           violation.description());
  }
}

}  // namespace

ServerChannel::ServerChannel(ChannelOptions options)
    : options_(std::move(options)),
      channel_(grpc::CreateCustomChannel(options_.address, grpc::InsecureChannelCredentials(),
                                         Arguments(options_.timeout))) {}

bool ServerChannel::connected() const {
  return channel_->GetState(/*try_to_connect=*/false) == GRPC_CHANNEL_READY;
}

std::unique_ptr<grpc::ClientContext> ServerChannel::NewCall() const {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + options_.timeout);
  return context;
}

void KeepLibraryLoaded() {
  [[maybe_unused]] static const bool kept = [] {
    grpc_init();
    return true;
  }();
}

absl::Status StatusFromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) details.Clear();
  std::string message = status.error_message();
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::BadRequest bad_request;
    if (detail.UnpackTo(&bad_request)) AppendViolations(bad_request, message);
  }
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), message);
  for (const google::protobuf::Any& detail : details.details()) {
    result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

std::string ErrorReason(const absl::Status& status) {
  const auto payload = status.GetPayload(kErrorInfoUrl);
  google::rpc::ErrorInfo info;
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) return "";
  return info.reason();
}

std::vector<FieldViolation> FieldViolations(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  const auto payload = status.GetPayload(kBadRequestUrl);
  google::rpc::BadRequest bad_request;
  if (!payload.has_value() || !bad_request.ParseFromString(std::string(*payload))) {
    return violations;
  }
  for (const auto& violation : bad_request.field_violations()) {
    violations.push_back({violation.field(), violation.description()});
  }
  return violations;
}

}  // namespace oxus::client
