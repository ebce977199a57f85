#include "server/rpc/answer_parts.h"

#include <fmt/format.h>

#include <utility>

#include "server/rpc/status.h"

namespace oxus::rpc {

using oxus::v1::AggregateResponse;

absl::Status CheckUnaryAnswer(const AggregateResponse& answer) {
  const size_t bytes = answer.ByteSizeLong();
  if (bytes <= kMaxUnaryAnswerBytes) return absl::OkStatus();
  return WithErrorInfo(
      absl::ResourceExhaustedError(
          fmt::format("bytes of an answer in one message: limit {}, actual {}; StreamAggregate "
                      "gives it in parts",
                      kMaxUnaryAnswerBytes, bytes)),
      "ANSWER_TOO_LARGE",
      {{"limit", fmt::to_string(kMaxUnaryAnswerBytes)}, {"actual", fmt::to_string(bytes)}});
}

EncodedAnswer SplitAnswer(AggregateResponse answer) {
  AggregateResponse part;
  part.mutable_group_columns()->Swap(answer.mutable_group_columns());
  part.mutable_metric_columns()->Swap(answer.mutable_metric_columns());
  EncodedAnswer parts;
  size_t part_bytes = 0;
  for (AggregateResponse::Row& row : *answer.mutable_rows()) {
    const size_t row_bytes = row.ByteSizeLong();
    const bool full = part.rows_size() == kMaxPartRows || part_bytes + row_bytes > kMaxPartBytes;
    if (full && part.rows_size() > 0) {
      parts.push_back(part.SerializeAsString());
      part.Clear();
      part_bytes = 0;
    }
    *part.add_rows() = std::move(row);
    part_bytes += row_bytes;
  }
  answer.clear_rows();
  part.MergeFrom(answer);
  parts.push_back(part.SerializeAsString());
  return parts;
}

}  // namespace oxus::rpc
