#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "client/importer/importer.h"
#include "client/importer/row_ledger.h"

namespace oxus::importer {

// One JSON object a line, in the protobuf JSON mapping: a Submission ({"event": {...}}), or an
// Event by itself, which is known by its "key". Unknown fields and enum names are row errors, and
// so is a line over kMaxRowBytes.
class NdjsonImporter : public Importer {
 public:
  NdjsonImporter() : ledger_(Format::kNdjson) {}

  absl::Status Run(Input& input, Sink& sink) override;
  const ImportReport& report() const override { return ledger_.report(); }

 private:
  RowLedger ledger_;
};

// Reads one line. InvalidArgument says what is wrong with it.
absl::Status ReadSubmissionJson(std::string_view json, oxus::v1::Submission& submission);

// Whether the outermost object of `json` has a member of this name. Works on any bytes; of
// malformed JSON it says something, and never fails.
bool HasTopLevelMember(std::string_view json, std::string_view name);

}  // namespace oxus::importer
