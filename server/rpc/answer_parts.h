#pragma once

#include "absl/status/status.h"
#include "oxus/v1/query_service.pb.h"
#include "server/rpc/answer_stream.h"

namespace oxus::rpc {

// The largest answer in one message. Clients take 4 MiB unless they are told otherwise.
inline constexpr size_t kMaxUnaryAnswerBytes = 3u << 20;

// RESOURCE_EXHAUSTED when an answer is too large for one message.
absl::Status CheckUnaryAnswer(const oxus::v1::AggregateResponse& answer);

// A part of an aggregate's answer ends when either would be passed; a row that is larger than that
// is a part of its own.
inline constexpr int kMaxPartRows = 4'096;
inline constexpr size_t kMaxPartBytes = 1u << 20;

// The encoded parts of an answer, at least one: the columns are in the first, what follows the rows
// in the last. Their messages one after another, parsed as one, are the answer. Pure.
EncodedAnswer SplitAnswer(oxus::v1::AggregateResponse answer);

}  // namespace oxus::rpc
