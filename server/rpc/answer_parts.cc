#include "server/rpc/answer_parts.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "server/rpc/status.h"

namespace oxus::rpc {
namespace {

absl::Status AnswerTooLarge(size_t bytes) {
  return WithErrorInfo(
      absl::ResourceExhaustedError(
          fmt::format("bytes of an answer in one message: limit {}, {} written until then; "
                      "StreamAggregate gives it in parts",
                      kMaxUnaryAnswerBytes, bytes)),
      "ANSWER_TOO_LARGE",
      {{"limit", fmt::to_string(kMaxUnaryAnswerBytes)}, {"actual", fmt::to_string(bytes)}});
}

class Parts final : public AnswerMessages {
 public:
  explicit Parts(std::unique_ptr<query::AggregateAnswer> answer) : answer_(std::move(answer)) {}

  std::optional<std::string> Next() override {
    if (answer_->is_done()) return std::nullopt;
    std::string part;
    answer_->AppendNext(kMaxPartRows, kMaxPartBytes, &part);
    return part;
  }
  size_t bytes() const override { return answer_->bytes(); }

 private:
  const std::unique_ptr<query::AggregateAnswer> answer_;
};

}  // namespace

absl::StatusOr<std::string> UnaryAnswer(query::AggregateAnswer& answer,
                                        const query::Cancelled& cancelled) {
  std::string encoded;
  while (!answer.is_done()) {
    if (cancelled && cancelled()) return absl::CancelledError("cancelled while rows were written");
    answer.AppendNext(kMaxPartRows, kMaxPartBytes, &encoded);
    if (encoded.size() > kMaxUnaryAnswerBytes) return AnswerTooLarge(encoded.size());
  }
  return encoded;
}

std::unique_ptr<AnswerMessages> PartsOf(std::unique_ptr<query::AggregateAnswer> answer) {
  return std::make_unique<Parts>(std::move(answer));
}

}  // namespace oxus::rpc
