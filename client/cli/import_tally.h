#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "client/cli/output.h"
#include "client/importer/importer.h"
#include "oxus/v1/ingest_service.pb.h"

namespace oxus::cli {

// What became of the rows of one file.
struct ImportTally {
  // What the importer counted.
  importer::ImportReport report;
  uint64_t stored = 0;
  uint64_t duplicates = 0;
  uint64_t revised = 0;
  uint64_t retracted = 0;
  uint64_t attached = 0;
  uint64_t rejected = 0;
  // Of those accepted.
  uint64_t quarantined = 0;
  uint64_t with_warnings = 0;
  // By the reason of the first error, so that they add up to `rejected`.
  std::map<std::string, uint64_t> rejected_by_reason;
  // By column and kind of fault; adds up to report.row_errors.
  std::map<std::string, uint64_t> unreadable_by_reason;

  // By the server's reason, each row once under every reason it has: the counts may come to more
  // than the rows.
  std::map<std::string, uint64_t> quarantined_by_reason;
  std::map<std::string, uint64_t> warnings_by_reason;

  void CountOutcome(const oxus::v1::SubmissionOutcome& outcome);
  void CountUnreadable(const importer::RowError& error);
  void Add(const ImportTally& other);

  uint64_t answered() const {
    return stored + duplicates + revised + retracted + attached + rejected;
  }
  // Sent, and the connection was lost for good before the answer came; or, in a dry run, never
  // sent at all.
  uint64_t unanswered() const { return report.submissions - answered(); }

  // Whether every row is accounted for: rows_read = submissions + skipped + unreadable, the
  // reasons add up to their sums, and there are not more answers than submissions.
  bool AddsUp() const;
};

// The table at the end of an import: one line for each number, for each file and, when there are
// several, in total.
void PrintImportTable(const OutputOptions& options, std::ostream& out,
                      const std::vector<std::pair<std::string, ImportTally>>& files, bool dry_run);

// The first error of a rejected submission; its reason is what it is counted under.
const oxus::v1::Issue* FirstError(const oxus::v1::SubmissionOutcome& outcome);

}  // namespace oxus::cli
