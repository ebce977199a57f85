#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "oxus/v1/query_service.pb.h"
#include "server/query/aggregate_answer.h"
#include "server/query/limits.h"
#include "server/rpc/answer_stream.h"

namespace oxus::rpc {

// The largest answer in one message. Clients take 4 MiB unless they are told otherwise.
inline constexpr size_t kMaxUnaryAnswerBytes = 3u << 20;

// A part of an aggregate's answer ends when either would be passed; a row that is larger than that
// is a part of its own.
inline constexpr size_t kMaxPartRows = 4'096;
inline constexpr size_t kMaxPartBytes = 1u << 20;

// The answer as one message, encoded. RESOURCE_EXHAUSTED as soon as it is known to be too large for
// one, CANCELLED.
absl::StatusOr<std::string> UnaryAnswer(query::AggregateAnswer& answer,
                                        const query::Cancelled& cancelled);

// The answer in parts, at least one. Their messages one after another, parsed as one, are the
// answer.
std::unique_ptr<AnswerMessages> PartsOf(std::unique_ptr<query::AggregateAnswer> answer);

}  // namespace oxus::rpc
