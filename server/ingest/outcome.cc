#include "server/ingest/outcome.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"

namespace oxus::ingest {
namespace {

using oxus::v1::Issue;
using oxus::v1::SubmissionOutcome;
using storage::Applied;
using storage::Decision;

struct Refusal {
  Decision decision;
  uint32_t rule;
  std::string_view field;
  std::string_view reason;
  std::string_view message;
};

// `field` is relative to the submitted message.
constexpr Refusal kRefusals[] = {
    {Decision::kRevisionConflict, 2, "key.revision", "REVISION_CONFLICT",
     "this revision is held with other content; send a higher revision to replace it"},
    {Decision::kRevisionStale, 3, "key.revision", "REVISION_STALE",
     "a higher revision is held already"},
    {Decision::kRevisionGap, 3, "key.revision", "REVISION_GAP",
     "expected the revision held plus one; set allow_revision_gap to skip"},
    {Decision::kKeyUnknown, 23, "key", "KEY_UNKNOWN", "no event with this key is held"},
    {Decision::kAlreadyRetracted, 23, "key", "ALREADY_RETRACTED", "the event is withdrawn already"},
    {Decision::kRevisionMismatch, 23, "key.revision", "REVISION_MISMATCH",
     "this is not the revision held; name that one, or 0 for whatever is latest"},
    {Decision::kReportConflict, 2, "report.report_id", "REPORT_CONFLICT",
     "the event holds a report of this id with other content"},
    {Decision::kReportLimit, 21, "report", "REPORT_LIMIT", "the event holds 64 reports already"},
    {Decision::kMergeTargetMissing, 23, "merged_into", "MERGE_TARGET_UNKNOWN",
     "no event with this key is held"},
    {Decision::kMergeTargetRetracted, 23, "merged_into", "MERGE_TARGET_RETRACTED",
     "the event to merge into is withdrawn"},
    {Decision::kMergeTargetYounger, 23, "merged_into", "MERGE_TARGET_YOUNGER",
     "the event to merge into was stored after the one it replaces; merge the other way"},
    {Decision::kDuplicateCycle, 17, "links", "DUPLICATE_CYCLE",
     "following DUPLICATE_OF leads back to this event"},
    {Decision::kDuplicateOtherKind, 17, "links", "DUPLICATE_OTHER_KIND",
     "an incident and a contact cannot be duplicates of each other"},
};

std::string_view MessageField(storage::RecordType type) {
  switch (type) {
    case storage::RecordType::kRetraction:
      return "retraction";
    case storage::RecordType::kReport:
      return "attach_report";
    case storage::RecordType::kEvent:
      break;
  }
  return "event";
}

void AddRefusal(const CheckedSubmission& submission, const Applied& applied,
                SubmissionOutcome& outcome) {
  for (const Refusal& refusal : kRefusals) {
    if (refusal.decision != applied.decision) continue;
    Issue* const issue = outcome.add_issues();
    issue->set_severity(Issue::SEVERITY_ERROR);
    issue->set_rule(refusal.rule);
    issue->set_field(absl::StrCat(std::string(MessageField(submission.record.type)), ".",
                                  std::string(refusal.field)));
    issue->set_reason(std::string(refusal.reason));
    std::string message(refusal.message);
    if (applied.held_revision != 0) {
      absl::StrAppend(&message, " (sent revision ", submission.record.revision, ", held ",
                      applied.held_revision, ")");
    }
    issue->set_message(std::move(message));
  }
}

void AddDanglingLinks(const CheckedSubmission& submission, const Applied& applied,
                      SubmissionOutcome& outcome) {
  const auto& linked = submission.record.linked;
  for (const uint32_t index : applied.dangling_links) {
    const auto& [producer_id, external_id] =
        index < linked.size() ? linked[index]
                              : submission.record.duplicate_of[index - linked.size()];
    Issue* const issue = outcome.add_issues();
    issue->set_severity(Issue::SEVERITY_WARNING);
    issue->set_rule(17);
    issue->set_field("event.links");
    issue->set_reason("LINK_TARGET_UNKNOWN");
    issue->set_message(absl::StrCat("no event ", std::string(producer_id), "/",
                                    std::string(external_id), " is held yet"));
  }
}

SubmissionOutcome::Result ResultOf(Decision decision) {
  switch (decision) {
    case Decision::kStored:
      return SubmissionOutcome::RESULT_STORED;
    case Decision::kDuplicate:
      return SubmissionOutcome::RESULT_DUPLICATE;
    case Decision::kRevised:
      return SubmissionOutcome::RESULT_REVISED;
    case Decision::kRetracted:
      return SubmissionOutcome::RESULT_RETRACTED;
    case Decision::kReportAttached:
      return SubmissionOutcome::RESULT_REPORT_ATTACHED;
    default:
      return SubmissionOutcome::RESULT_REJECTED;
  }
}

}  // namespace

void FillRejected(Findings& findings, SubmissionOutcome& outcome) {
  outcome.set_result(SubmissionOutcome::RESULT_REJECTED);
  for (Issue& issue : findings.issues) *outcome.add_issues() = std::move(issue);
}

void FillDecided(CheckedSubmission& submission, const Applied& applied,
                 SubmissionOutcome& outcome) {
  outcome.set_result(ResultOf(applied.decision));
  outcome.set_sequence(applied.sequence);
  for (Issue& issue : submission.findings.issues) *outcome.add_issues() = std::move(issue);
  if (storage::IsRefusal(applied.decision)) {
    AddRefusal(submission, applied, outcome);
    return;
  }
  outcome.set_quarantined(applied.quarantined);
  AddDanglingLinks(submission, applied, outcome);
}

}  // namespace oxus::ingest
