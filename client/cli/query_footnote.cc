#include "client/cli/query_footnote.h"

#include <string>
#include <utility>
#include <vector>

#include "client/cli/query_plan.h"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace oxus::cli {
namespace {

std::vector<std::string> EstimatedMetrics(const oxus::v1::Footnote& footnote) {
  return {footnote.estimated_metrics().begin(), footnote.estimated_metrics().end()};
}

std::string LeftOut(const oxus::v1::Footnote& footnote) {
  const std::pair<uint64_t, const char*> reasons[] = {
      {footnote.retracted(), "retracted"},
      {footnote.superseded(), "superseded"},
      {footnote.planned(), "not actual"},
      {footnote.duplicates(), "duplicates"},
      {footnote.time_imprecise(), "imprecise in time"},
      {footnote.place_imprecise(), "imprecise in place"},
      {footnote.below_grade(), "not known to be of the grade asked for"}};
  std::string text;
  for (const auto& [count, reason] : reasons) {
    if (count == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "; left out: " : ", ", count, reason);
  }
  return text;
}

std::string Work(const oxus::v1::Footnote& footnote) {
  std::string text;
  if (footnote.segments_scanned() + footnote.segments_skipped() + footnote.segments_cached() > 0) {
    text = fmt::format("; segments {} read, {} skipped, {} cached", footnote.segments_scanned(),
                       footnote.segments_skipped(), footnote.segments_cached());
  }
  return text + fmt::format("; {} rows read in {:.1f} ms", footnote.rows_scanned(),
                            static_cast<double>(footnote.elapsed_us()) / 1'000);
}

std::string Text(const oxus::v1::AggregateResponse& last, uint64_t groups) {
  const oxus::v1::Footnote& footnote = last.footnote();
  std::string text;
  if (groups < last.total_groups()) {
    text = fmt::format("{} of {} groups; ", groups, last.total_groups());
  }
  text += fmt::format("{} {} as of sequence {}", footnote.included(),
                      footnote.included() == 1 ? "event" : "events", footnote.as_of_sequence());
  if (footnote.quarantined_included() > 0) {
    text += fmt::format(", {} of them quarantined", footnote.quarantined_included());
  }
  return text + LeftOut(footnote) + Work(footnote);
}

}  // namespace

Footnote FootnoteOf(const oxus::v1::AggregateResponse& last, uint64_t groups) {
  const oxus::v1::Footnote& footnote = last.footnote();
  const std::vector<std::string> estimated = EstimatedMetrics(footnote);
  Footnote result;
  result.text = Text(last, groups);
  result.fields = {{"asOfSequence", footnote.as_of_sequence()},
                   {"included", footnote.included()},
                   {"retracted", footnote.retracted()},
                   {"superseded", footnote.superseded()},
                   {"planned", footnote.planned()},
                   {"duplicates", footnote.duplicates()},
                   {"timeImprecise", footnote.time_imprecise()},
                   {"placeImprecise", footnote.place_imprecise()},
                   {"belowGrade", footnote.below_grade()},
                   {"quarantinedIncluded", footnote.quarantined_included()},
                   {"rowsScanned", footnote.rows_scanned()},
                   {"segmentsScanned", footnote.segments_scanned()},
                   {"segmentsSkipped", footnote.segments_skipped()},
                   {"segmentsCached", footnote.segments_cached()},
                   {"elapsedUs", footnote.elapsed_us()},
                   {"totalGroups", last.total_groups()}};
  result.list_fields = {{"estimatedMetrics", estimated}};
  if (!estimated.empty()) {
    result.remarks.push_back(
        fmt::format("~ {} {} (standard error 0.8 %)", fmt::join(estimated, ", "),
                    estimated.size() == 1 ? "is an estimate" : "are estimates"));
  }
  if (last.plan_size() > 0) result.members.emplace_back("plan", PlanJson(last));
  return result;
}

}  // namespace oxus::cli
