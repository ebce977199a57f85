#include "client/importer/importer.h"

#include <fmt/format.h>

#include "client/importer/detect.h"
#include "client/importer/gdelt.h"
#include "client/importer/ndjson.h"
#include "client/importer/ucdp_ged.h"

namespace oxus::importer {
namespace {

constexpr std::string_view kExpected =
    "expected GDELT events (61, 58 or 57 tab-separated columns, or a header with GLOBALEVENTID), "
    "UCDP GED (a header with type_of_violence, or 49 comma-separated columns) or NDJSON (one JSON "
    "object a line)";

absl::Status CheckAgreement(const Input& input, Format wanted, const Detected& detected) {
  if (detected.format == wanted) return absl::OkStatus();
  if (detected.format == Format::kDetect) {
    return absl::InvalidArgumentError(fmt::format("{}: not {}: starts with {}; {}", input.name(),
                                                  FormatName(wanted), detected.evidence,
                                                  kExpected));
  }
  return absl::InvalidArgumentError(fmt::format("{}: is {}, not {}: it has {}", input.name(),
                                                FormatName(detected.format), FormatName(wanted),
                                                detected.evidence));
}

std::unique_ptr<Importer> Make(const ImportOptions& options, Format format,
                               const Detected& detected) {
  switch (format) {
    case Format::kGdelt:
      return std::make_unique<GdeltImporter>(
          options, GdeltLayout{detected.dialect, detected.headered, detected.width});
    case Format::kUcdpGed:
      return std::make_unique<UcdpGedImporter>(options, detected.dialect, detected.headered);
    case Format::kNdjson:
    case Format::kDetect:
      break;
  }
  return std::make_unique<NdjsonImporter>();
}

}  // namespace

std::string_view FormatName(Format format) {
  switch (format) {
    case Format::kGdelt:
      return "gdelt";
    case Format::kUcdpGed:
      return "ucdp-ged";
    case Format::kNdjson:
      return "ndjson";
    case Format::kDetect:
      break;
  }
  return "detect";
}

absl::StatusOr<Format> FormatFromName(std::string_view name) {
  for (const Format format : {Format::kGdelt, Format::kUcdpGed, Format::kNdjson, Format::kDetect}) {
    if (name == FormatName(format)) return format;
  }
  return absl::InvalidArgumentError(
      fmt::format("'{}' is not a format; there are gdelt, ucdp-ged, ndjson and detect", name));
}

std::uint64_t ImportReport::skipped_total() const {
  std::uint64_t total = 0;
  for (const auto& [reason, count] : skipped) total += count;
  return total;
}

void ImportReport::Add(const ImportReport& other) {
  if (format == Format::kDetect) format = other.format;
  rows_read += other.rows_read;
  submissions += other.submissions;
  row_errors += other.row_errors;
  for (const auto& [reason, count] : other.skipped) skipped[reason] += count;
  for (const auto& [note, count] : other.notes) notes[note] += count;
}

absl::StatusOr<std::unique_ptr<Importer>> OpenImporter(Input& input, const ImportOptions& options) {
  const std::string_view first_bytes = input.Peek(kDetectBytes);
  const bool empty = first_bytes.find_first_not_of(" \t\r\n\xef\xbb\xbf") == std::string_view::npos;
  const Detected detected = DetectFormat(first_bytes);
  if (empty) return Make(options, options.format, detected);
  // Too little came through to tell: what broke the input is the news.
  if (detected.format == Format::kDetect && !input.failure().ok()) return input.failure();
  if (options.format == Format::kDetect && detected.format == Format::kDetect) {
    return absl::InvalidArgumentError(fmt::format("{}: of no known format: starts with {}; {}",
                                                  input.name(), detected.evidence, kExpected));
  }
  // Lines that are no JSON are for the NDJSON importer to name, one by one.
  const bool plain_lines = detected.format == Format::kDetect && options.format == Format::kNdjson;
  if (options.format != Format::kDetect && !plain_lines) {
    absl::Status agreement = CheckAgreement(input, options.format, detected);
    if (!agreement.ok()) return agreement;
  }
  const Format format = options.format == Format::kDetect ? detected.format : options.format;
  return Make(options, format, detected);
}

}  // namespace oxus::importer
