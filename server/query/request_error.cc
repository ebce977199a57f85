#include "server/query/request_error.h"

#include <fmt/format.h>

#include "absl/strings/cord.h"

namespace oxus::query {
namespace {

constexpr char kDomain[] = "oxus";
constexpr char kAnyReason[] = "INVALID_REQUEST";

template <typename Message>
void Attach(std::string_view url, const Message& message, absl::Status& status) {
  status.SetPayload(absl::string_view(url.data(), url.size()),
                    absl::Cord(message.SerializeAsString()));
}

// The setting of the server that makes a limit; empty for a limit that is fixed.
std::string_view SettingOf(std::string_view reason) {
  if (reason == "TOO_MANY_GROUPS") return "query_max_groups";
  if (reason == "QUERY_MEMORY") return "query_memory_mib";
  return "";
}

}  // namespace

void RequestFaults::AddFieldViolation(std::string_view field, std::string_view description) {
  AddReasonedViolation(field, description, kAnyReason);
}

void RequestFaults::AddLimitViolation(std::string_view field, std::string_view what, uint64_t limit,
                                      uint64_t actual) {
  AddReasonedViolation(field, fmt::format("{} {}, at most {}", actual, what, limit),
                       "LIMIT_EXCEEDED");
  auto& metadata = *info_.mutable_metadata();
  if (metadata.contains("limit")) return;
  metadata["limit"] = fmt::format("{}", limit);
  metadata["actual"] = fmt::format("{}", actual);
}

void RequestFaults::AddReasonedViolation(std::string_view field, std::string_view description,
                                         std::string_view reason) {
  const bool agrees = empty() || info_.reason() == reason;
  info_.set_reason(agrees ? std::string(reason) : std::string(kAnyReason));
  auto* violation = bad_request_.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(std::string(description));
}

absl::Status RequestFaults::ToStatus() const {
  if (empty()) return absl::OkStatus();
  std::string message;
  for (const auto& violation : bad_request_.field_violations()) {
    if (!message.empty()) message += "; ";
    message += fmt::format("{}: {}", violation.field(), violation.description());
  }
  absl::Status status = absl::InvalidArgumentError(message);
  google::rpc::ErrorInfo info = info_;
  info.set_domain(kDomain);
  Attach(kBadRequestUrl, bad_request_, status);
  Attach(kErrorInfoUrl, info, status);
  return status;
}

absl::Status LimitExceeded(std::string_view reason, std::string_view what, uint64_t limit,
                           uint64_t actual) {
  const std::string_view setting = SettingOf(reason);
  std::string message = fmt::format("the answer has more than {} {} ({} met)", limit, what, actual);
  google::rpc::ErrorInfo info;
  if (!setting.empty()) {
    message += fmt::format(", the server's {}", setting);
    (*info.mutable_metadata())["setting"] = std::string(setting);
  }
  absl::Status status = absl::ResourceExhaustedError(message);
  info.set_reason(std::string(reason));
  info.set_domain(kDomain);
  (*info.mutable_metadata())["limit"] = fmt::format("{}", limit);
  (*info.mutable_metadata())["actual"] = fmt::format("{}", actual);
  Attach(kErrorInfoUrl, info, status);
  return status;
}

}  // namespace oxus::query
