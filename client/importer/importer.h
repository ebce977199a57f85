#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/importer/input.h"
#include "oxus/v1/event.pb.h"

// Importers turn a byte stream into submissions. One Importer reads one Input, once, on the
// thread that calls Run; memory stays bounded whatever the size of the input. How to use:
//
//   absl::StatusOr<std::unique_ptr<Input>> input = Input::Open("20180101000000.export.CSV");
//   absl::StatusOr<std::unique_ptr<Importer>> importer = OpenImporter(**input, options);
//   absl::Status status = (*importer)->Run(**input, sink);
//   const ImportReport& report = (*importer)->report();   // also meaningful when !status.ok()
//
// Nothing here throws. What is wrong with one row is a row error and the import goes on; what
// is wrong with the input as a whole is a status.
namespace oxus::importer {

enum class Format {
  // Find out from the header or the number of columns.
  kDetect,
  // GDELT Events: raw 61, 58 or 57 columns, or comma-separated with a header.
  kGdelt,
  // UCDP Georeferenced Event Dataset and its candidate files.
  kUcdpGed,
  // One JSON object a line: a Submission or an Event in the protobuf JSON mapping.
  kNdjson,
};

// "gdelt", "ucdp-ged", "ndjson" or "detect".
std::string_view FormatName(Format format);
// The reverse of FormatName. InvalidArgument with the names that exist.
absl::StatusOr<Format> FormatFromName(std::string_view name);

struct ImportOptions {
  // When not kDetect, the content must be of this format.
  Format format = Format::kDetect;
  // GDELT: keep public statements (CAMEO root 01), two fifths of all rows of a usual file.
  bool gdelt_statements = false;
  // GDELT: keep contacts between two actors of one country. They are not diplomacy.
  bool gdelt_domestic = false;
  // GDELT: fold rows that tell one act of one article again. false sends every row.
  bool gdelt_collapse = true;
  // GDELT: how many acts are remembered for folding. Beyond it the memory is emptied and the
  // note "collapse memory was full" counted, so that a repeat further away is sent as a record
  // of its own.
  std::size_t gdelt_collapse_limit = 1'000'000;
  // UCDP: the release, as in producer "ucdp-ged:24.1". Empty: from the name of the input
  // ("..._v24_1_..." -> "24.1"), else "unversioned".
  std::string ucdp_version;
};

// Where a row stands.
struct RowOrigin {
  // Physical line, from 1, on which the row starts. A row may span several lines.
  std::uint64_t line = 0;
};

// One row that could not be read. Later rows are not affected.
struct RowError {
  std::uint64_t line = 0;
  // The column or JSON field concerned; empty when it is the row as a whole.
  std::string column;
  // For people: what was seen and what was expected.
  std::string reason;
};

// Takes what an importer finds, in the order of the rows, on the thread that called Run. For
// every row exactly one of the three is called once.
class Sink {
 public:
  virtual ~Sink() = default;

  // May block (back-pressure). A status that is not OK ends the import: Run returns it.
  virtual absl::Status OnSubmission(oxus::v1::Submission&& submission, const RowOrigin& origin) = 0;

  // A row left out by rule. `reason` is one of a small fixed set of texts, fit for counting.
  virtual void OnSkipped(std::string_view reason, const RowOrigin& origin) = 0;

  virtual void OnRowError(const RowError& error) = 0;
};

// The numbers of one import. Always: rows_read = submissions + skipped_total() + row_errors.
struct ImportReport {
  Format format = Format::kDetect;
  // Rows of data begun, a cut-off one included; not headers, tag rows and blank lines.
  std::uint64_t rows_read = 0;
  // Rows handed to Sink::OnSubmission.
  std::uint64_t submissions = 0;
  // Rows left out, by reason.
  std::map<std::string, std::uint64_t> skipped;
  std::uint64_t row_errors = 0;
  // Oddities of rows that were kept all the same ("figures reordered"), by note. Not part of
  // the sum: a row may have several.
  std::map<std::string, std::uint64_t> notes;

  std::uint64_t skipped_total() const;
  // Adds the numbers of another file.
  void Add(const ImportReport& other);
};

// Reads one input of one format. Not thread-safe; Run may be called once.
class Importer {
 public:
  virtual ~Importer() = default;

  // Reads `input` to its end. Not OK when
  //   DATA_LOSS           the input broke off inside its compression; every whole row before
  //                       was delivered, and a row cut in two was reported as a row error
  //   INTERNAL            reading failed (an I/O error)
  //   INVALID_ARGUMENT    the header cannot be used: the message names what is missing
  //   anything            what the sink returned
  virtual absl::Status Run(Input& input, Sink& sink) = 0;

  // The numbers so far; final once Run has returned.
  virtual const ImportReport& report() const = 0;
};

// Looks at the first bytes of `input` (without consuming them) and makes the importer for it.
//   INVALID_ARGUMENT  the content is of no known format, or of another one than
//                     options.format; both are named
//   DATA_LOSS, INTERNAL as Run
// An empty input is of any format: with kDetect it is read as ndjson, of no rows.
absl::StatusOr<std::unique_ptr<Importer>> OpenImporter(Input& input, const ImportOptions& options);

}  // namespace oxus::importer
