#pragma once

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace oxus::rpc {

// The one place where the engine's statuses become gRPC's. Code and text are kept; payloads that
// are google.rpc messages (ErrorInfo, BadRequest, RetryInfo) travel as google.rpc.Status in the
// trailer grpc-status-details-bin. Clients accept 8 KiB of trailers, so a text is cut at 1 KiB
// and details that do not fit in 3 KiB are left out. Pure.
grpc::Status ToGrpcStatus(const absl::Status& status);

using ErrorMetadata = std::initializer_list<std::pair<std::string_view, std::string>>;

// Adds the google.rpc.ErrorInfo a program can branch on.
absl::Status WithErrorInfo(absl::Status status, std::string_view reason, ErrorMetadata metadata);

// Adds the google.rpc.RetryInfo that says when to try again.
absl::Status WithRetryInfo(absl::Status status, std::chrono::milliseconds delay);

// A limit was passed: RESOURCE_EXHAUSTED with reason, limit and actual value.
absl::Status LimitError(std::string_view reason, std::string_view what, size_t limit,
                        size_t actual);

// What ingest::Batch::Parse says of a whole batch, with a reason: BATCH_TOO_LARGE when a limit is
// passed, INVALID_BATCH otherwise.
absl::Status BatchError(absl::Status status);

// What the commit log says of a batch that it did not write: DISK_FULL with RetryInfo when there is
// no room, the status itself otherwise.
absl::Status CommitError(absl::Status status);

// UNAVAILABLE, reason SERVER_DRAINING, with RetryInfo: what has no answer is to be sent again.
absl::Status DrainingError();

}  // namespace oxus::rpc
