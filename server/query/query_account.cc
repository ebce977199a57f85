#include "server/query/query_account.h"

#include <fmt/format.h>

#include <utility>

namespace oxus::query {
namespace {

using oxus::v1::AggregateResponse;
using oxus::v1::Footnote;

uint64_t ToUs(const std::atomic<uint64_t>& nanoseconds) { return nanoseconds / 1'000; }

void AddStep(AggregateResponse* response, uint32_t depth, std::string text, uint64_t elapsed_us,
             uint64_t rows) {
  auto* const step = response->add_plan();
  step->set_depth(depth);
  step->set_text(std::move(text));
  step->set_elapsed_us(elapsed_us);
  step->set_rows(rows);
}

void DescribeScan(const ScanAccount& scan, bool is_previous, AggregateResponse* response) {
  AddStep(response, 1,
          fmt::format("scan {} segments{}, {} skipped, {} from the cache", scan.segments_scanned,
                      is_previous ? " of the period compared with" : "", scan.segments_skipped,
                      scan.segments_cached),
          scan.elapsed_us, scan.groups);
  AddStep(response, 2, "merge the segments' groups", scan.merge_us, scan.groups);
  AddStep(response, 2, "add up in groups", scan.group_us, scan.groups);
  AddStep(response, 2, "time interval and filter", scan.filter_us, scan.rows_left);
  AddStep(response, 2, "find and load columns", scan.bind_us, scan.rows_scanned);
}

}  // namespace

ScanAccount::ScanAccount(const ScanOutcome& outcome, const ScanTimes& times, uint64_t spent_us)
    : exclusions(outcome.groups->exclusions()),
      corrected(outcome.corrected),
      segments_scanned(outcome.segments_scanned),
      segments_skipped(outcome.segments_skipped),
      segments_cached(outcome.segments_cached),
      rows_scanned(outcome.rows_scanned),
      rows_left(times.rows_left),
      groups(outcome.groups->size()),
      elapsed_us(spent_us),
      bind_us(ToUs(times.bind)),
      filter_us(ToUs(times.filter)),
      group_us(ToUs(times.group)),
      merge_us(ToUs(times.merge)) {}

uint64_t QueryAccount::ElapsedUs() const {
  uint64_t elapsed_us = planning_us + finishing_us + writing_us;
  for (const ScanAccount& scan : scans) elapsed_us += scan.elapsed_us;
  return elapsed_us;
}

void FillFootnote(const QueryAccount& account, Footnote* footnote) {
  const Exclusions& exclusions = account.scans.front().exclusions;
  const Corrected& corrected = account.scans.front().corrected;
  footnote->set_included(exclusions.included);
  footnote->set_retracted(corrected.retracted);
  footnote->set_superseded(corrected.superseded);
  footnote->set_planned(exclusions.planned);
  footnote->set_duplicates(exclusions.duplicates);
  footnote->set_time_imprecise(exclusions.time_imprecise);
  footnote->set_place_imprecise(exclusions.place_imprecise + corrected.place_imprecise);
  footnote->set_below_grade(exclusions.below_grade + corrected.below_grade);
  footnote->set_quarantined_included(exclusions.quarantined_included);
  for (const ScanAccount& scan : account.scans) {
    footnote->set_rows_scanned(footnote->rows_scanned() + scan.rows_scanned);
    footnote->set_segments_scanned(footnote->segments_scanned() + scan.segments_scanned);
    footnote->set_segments_skipped(footnote->segments_skipped() + scan.segments_skipped);
    footnote->set_segments_cached(footnote->segments_cached() + scan.segments_cached);
  }
  for (const std::string& metric : account.estimated_metrics) {
    footnote->add_estimated_metrics(metric);
  }
  footnote->set_elapsed_us(account.ElapsedUs());
}

void DescribeAccount(const QueryAccount& account, uint64_t rows, AggregateResponse* response) {
  AddStep(response, 0, "time taken", account.ElapsedUs(), rows);
  AddStep(response, 1, "check the request", account.planning_us, 0);
  AddStep(response, 1, "write the rows", account.writing_us, rows);
  AddStep(response, 1, "order and cut the groups", account.finishing_us, rows);
  for (size_t i = 0; i < account.scans.size(); ++i) {
    DescribeScan(account.scans[i], i > 0, response);
  }
}

}  // namespace oxus::query
