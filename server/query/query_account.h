#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "oxus/v1/query_service.pb.h"
#include "server/query/columns/aggregate_scan.h"

namespace oxus::query {

// Runs from the moment it is made.
class QueryClock {
 public:
  uint64_t Microseconds() const {
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                     std::chrono::steady_clock::now() - started_)
                                     .count());
  }

 private:
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

// What one scan looked at, what it left out, and where its time went, in microseconds.
struct ScanAccount {
  ScanAccount(const ScanOutcome& outcome, const ScanTimes& times, uint64_t spent_us);

  Exclusions exclusions;
  Corrected corrected;
  uint64_t segments_scanned = 0;
  uint64_t segments_skipped = 0;
  uint64_t segments_cached = 0;
  uint64_t rows_scanned = 0;
  uint64_t rows_left = 0;
  uint64_t groups = 0;
  uint64_t elapsed_us = 0;
  // Processor time over all threads.
  uint64_t bind_us = 0;
  uint64_t filter_us = 0;
  uint64_t group_us = 0;
  uint64_t merge_us = 0;
};

// What answering took and what stands behind the answer.
struct QueryAccount {
  // That of the period asked for, then that of the one it is compared with.
  std::vector<ScanAccount> scans;
  std::vector<std::string> estimated_metrics;
  uint64_t planning_us = 0;
  uint64_t finishing_us = 0;
  // Without the time that a reader takes between parts.
  uint64_t writing_us = 0;

  uint64_t ElapsedUs() const;
};

void FillFootnote(const QueryAccount& account, oxus::v1::Footnote* footnote);

// Adds to the plan of `response` what each step took.
void DescribeAccount(const QueryAccount& account, uint64_t rows,
                     oxus::v1::AggregateResponse* response);

}  // namespace oxus::query
