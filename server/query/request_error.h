#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/rpc/error_details.pb.h"

namespace oxus::query {

// Payload type URLs under which an absl::Status carries serialised google.rpc details.
inline constexpr std::string_view kBadRequestUrl = "type.googleapis.com/google.rpc.BadRequest";
inline constexpr std::string_view kErrorInfoUrl = "type.googleapis.com/google.rpc.ErrorInfo";

// Collects what is wrong with a request, so that the caller learns of every fault at once. One
// thread.
class RequestFaults {
 public:
  // `field` is a path in the request ("group_by[1]"); `description` says what is wrong and what
  // is expected.
  void AddFieldViolation(std::string_view field, std::string_view description);

  // A field past a limit; limit and actual value also become metadata of the ErrorInfo, the
  // first such fault's when there are several.
  void AddLimitViolation(std::string_view field, std::string_view what, uint64_t limit,
                         uint64_t actual);

  // What a program can branch on when this is the only kind of fault; INVALID_REQUEST otherwise.
  void AddReasonedViolation(std::string_view field, std::string_view description,
                            std::string_view reason);

  bool empty() const { return bad_request_.field_violations().empty(); }

  // OK when empty; else INVALID_ARGUMENT with a BadRequest and an ErrorInfo payload. The message
  // is "FIELD: DESCRIPTION" of each fault, separated by "; ".
  absl::Status ToStatus() const;

 private:
  google::rpc::BadRequest bad_request_;
  google::rpc::ErrorInfo info_;
};

// RESOURCE_EXHAUSTED with an ErrorInfo payload that names `limit` and `actual`, and `setting` when
// one of the server's makes the limit. `reason` is UPPER_SNAKE_CASE; `what` completes "the answer
// has more than LIMIT ...".
absl::Status LimitExceeded(std::string_view reason, std::string_view what, uint64_t limit,
                           uint64_t actual);

}  // namespace oxus::query
