#include "server/rpc/status.h"

#include <fmt/format.h>

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace oxus::rpc {
namespace {

constexpr std::string_view kTypePrefix = "type.googleapis.com/";
constexpr std::string_view kDetailPrefix = "type.googleapis.com/google.rpc.";
constexpr size_t kMaxMessageBytes = 1024;
constexpr size_t kMaxDetailBytes = 3 * 1024;
// Long enough for a restart, short enough that a producer's window does not overflow.
constexpr std::chrono::milliseconds kDrainRetryDelay{1000};
constexpr std::chrono::milliseconds kDiskRetryDelay{5000};

std::string CutText(std::string_view text) {
  if (text.size() <= kMaxMessageBytes) return std::string(text);
  size_t end = kMaxMessageBytes;
  // Not in the middle of a UTF-8 sequence.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

template <typename Detail>
absl::Status WithDetail(absl::Status status, const Detail& detail) {
  const std::string url = std::string(kTypePrefix) + Detail::descriptor()->full_name();
  status.SetPayload(url, absl::Cord(detail.SerializeAsString()));
  return status;
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const std::string text = CutText({status.message().data(), status.message().size()});
  google::rpc::Status envelope;
  envelope.set_code(static_cast<int>(status.code()));
  envelope.set_message(text);
  status.ForEachPayload([&envelope](absl::string_view url, const absl::Cord& payload) {
    const std::string_view name(url.data(), url.size());
    const size_t size = name.size() + payload.size();
    if (!name.starts_with(kDetailPrefix) || envelope.ByteSizeLong() + size > kMaxDetailBytes)
      return;
    google::protobuf::Any* detail = envelope.add_details();
    detail->set_type_url(std::string(name));
    detail->set_value(std::string(payload));
  });
  const auto code = static_cast<grpc::StatusCode>(status.code());
  if (envelope.details().empty()) return grpc::Status(code, text);
  return grpc::Status(code, text, envelope.SerializeAsString());
}

absl::Status WithErrorInfo(absl::Status status, std::string_view reason, ErrorMetadata metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain("oxus");
  for (const auto& [key, value] : metadata) {
    (*info.mutable_metadata())[std::string(key)] = value;
  }
  return WithDetail(std::move(status), info);
}

absl::Status WithRetryInfo(absl::Status status, std::chrono::milliseconds delay) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(delay.count() / 1000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(delay.count() % 1000 * 1'000'000));
  return WithDetail(std::move(status), retry);
}

absl::Status LimitError(std::string_view reason, std::string_view what, size_t limit,
                        size_t actual) {
  return WithErrorInfo(
      absl::ResourceExhaustedError(fmt::format("{}: limit {}, actual {}", what, limit, actual)),
      reason, {{"limit", fmt::to_string(limit)}, {"actual", fmt::to_string(actual)}});
}

absl::Status BatchError(absl::Status status) {
  const bool too_large = absl::IsResourceExhausted(status);
  return WithErrorInfo(std::move(status), too_large ? "BATCH_TOO_LARGE" : "INVALID_BATCH", {});
}

absl::Status CommitError(absl::Status status) {
  if (!absl::IsResourceExhausted(status)) return status;
  return WithRetryInfo(WithErrorInfo(std::move(status), "DISK_FULL", {}), kDiskRetryDelay);
}

absl::Status DrainingError() {
  return WithRetryInfo(
      WithErrorInfo(absl::UnavailableError("the server is shutting down; send again what was not "
                                           "answered, later or elsewhere"),
                    "SERVER_DRAINING", {}),
      kDrainRetryDelay);
}

}  // namespace oxus::rpc
