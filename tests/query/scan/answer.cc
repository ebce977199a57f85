#include "tests/query/scan/answer.h"

#include <optional>

#include "tests/query/scan/compared_periods.h"
#include "tests/query/scan/finish.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/question.h"
#include "tests/query/scan/recount.h"

namespace oxus::scan {

absl::Status Aggregate(const storage::Snapshot& snapshot, const v1::AggregateRequest& request,
                       v1::AggregateResponse* response) {
  const auto question = ReadQuestion(snapshot, request);
  if (!question.ok()) return question.status();
  const auto history = Replay(snapshot, question->as_of);
  if (!history.ok()) return history.status();
  const Recount now = Count(*history, *question);
  std::optional<Recount> before;
  if (request.compare() != v1::COMPARISON_UNSPECIFIED) {
    Question earlier = *question;
    earlier.interval =
        ComparedPeriods(request.compare(), question->bucket, question->interval).before();
    before = Count(*history, earlier);
  }
  response->Clear();
  Finish(request, *question, now, before ? &*before : nullptr, response);
  *response->mutable_footnote() = now.footnote;
  response->mutable_footnote()->set_as_of_sequence(question->as_of);
  return absl::OkStatus();
}

}  // namespace oxus::scan
