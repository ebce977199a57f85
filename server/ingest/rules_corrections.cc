#include "fmt/format.h"
#include "server/ingest/rules.h"

namespace oxus::ingest {
namespace {

void CheckRequiredKey(bool has_key, const oxus::v1::EventKey& key, const FieldPath& path,
                      const RuleContext& context) {
  if (has_key) return CheckKey(key, path, context);
  context.sink.Add(reasons::kKeyMissing, path,
                   "is not set; expected the key of the record to correct");
}

// Rule 23 as far as the message alone tells.
void CheckMergedInto(const oxus::v1::Retraction& retraction, const FieldPath& path,
                     const RuleContext& context) {
  const FieldPath field = path.Field("merged_into");
  const bool is_duplicate = retraction.reason() == oxus::v1::RETRACT_REASON_DUPLICATE;
  if (!retraction.has_merged_into()) {
    if (is_duplicate) {
      context.sink.Add(reasons::kMergedIntoMissing, field,
                       "is not set; reason DUPLICATE needs the key of the record that stays");
    }
    return;
  }
  if (!is_duplicate) {
    context.sink.Add(reasons::kMergedIntoUnused, field,
                     "is set, but only reason DUPLICATE uses it; it has no effect");
    return;
  }
  CheckKey(retraction.merged_into(), field, context);
  if (retraction.has_key() && SameKey(retraction.key(), retraction.merged_into())) {
    context.sink.Add(reasons::kMergedIntoSelf, field,
                     fmt::format("{} of {} is the record withdrawn; expected another",
                                 Quoted(retraction.key().external_id()),
                                 Quoted(retraction.key().producer_id())));
  }
}

}  // namespace

void CheckRetraction(const oxus::v1::Retraction& retraction, const FieldPath& path,
                     const RuleContext& context) {
  CheckRequiredKey(retraction.has_key(), retraction.key(), path.Field("key"), context);
  CheckEnum(retraction.reason(), oxus::v1::RetractReason_IsValid, Zero::kRefused,
            path.Field("reason"), context);
  CheckMergedInto(retraction, path, context);
  CheckTextSize(retraction.note(), kMaxSummaryBytes, path.Field("note"), context);
}

void CheckAttachReport(const oxus::v1::AttachReport& attach, const FieldPath& path,
                       const RuleContext& context) {
  CheckRequiredKey(attach.has_key(), attach.key(), path.Field("key"), context);
  const FieldPath report = path.Field("report");
  if (!attach.has_report()) {
    context.sink.Add(reasons::kAttachedReportMissing, report,
                     "is not set; expected the report to attach");
    return;
  }
  if (attach.report().report_id().empty()) {
    context.sink.Add(reasons::kReportIdMissing, report.Field("report_id"),
                     "is empty; expected an id that tells a repeat from another report");
  }
  CheckReport(attach.report(), report, context);
}

}  // namespace oxus::ingest
