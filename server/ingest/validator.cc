#include "server/ingest/validator.h"

#include "fmt/format.h"
#include "server/ingest/findings.h"
#include "server/ingest/rules.h"

namespace oxus::ingest {
namespace {

void CheckSubmission(const oxus::v1::Submission& submission, const RuleContext& context) {
  switch (submission.kind_case()) {
    case oxus::v1::Submission::kEvent:
      return CheckEvent(submission.event(), FieldPath{.name = "event"}, context);
    case oxus::v1::Submission::kRetraction:
      return CheckRetraction(submission.retraction(), FieldPath{.name = "retraction"}, context);
    case oxus::v1::Submission::kAttachReport:
      return CheckAttachReport(submission.attach_report(), FieldPath{.name = "attach_report"},
                               context);
    case oxus::v1::Submission::KIND_NOT_SET:
      context.sink.Add(reasons::kSubmissionEmpty, FieldPath{.name = "kind"},
                       "holds nothing this server knows; expected one of event, retraction, "
                       "attach_report");
  }
}

}  // namespace

Findings Validate(const oxus::v1::Submission& submission, size_t encoded_bytes, int64_t now_ms) {
  Findings findings;
  FindingSink sink(findings);
  const RuleContext context{sink, now_ms};
  if (encoded_bytes > kMaxSubmissionBytes) [[unlikely]] {
    // Nothing inside is looked at: the work and the answer stay bounded.
    sink.Add(reasons::kSubmissionTooLarge, FieldPath{},
             fmt::format("has {} bytes encoded; at most {} are allowed", encoded_bytes,
                         kMaxSubmissionBytes));
    return findings;
  }
  CheckSubmission(submission, context);
  sink.Finish();
  return findings;
}

}  // namespace oxus::ingest
