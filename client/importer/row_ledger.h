#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "client/importer/importer.h"

namespace oxus::importer {

// Largest event the server takes.
inline constexpr std::size_t kMaxEventBytes = 64 * 1024;

// Passes what an importer finds to the sink and keeps the count, so that the numbers add up by
// construction: each of the three settling calls counts one row read.
class RowLedger {
 public:
  explicit RowLedger(Format format) { report_.format = format; }

  // The sink of the run; must outlive the calls below.
  void set_sink(Sink& sink) { sink_ = &sink; }

  // A row becomes a submission, or a row error when it is larger than kMaxEventBytes. Returns
  // what the sink answers.
  absl::Status Submit(oxus::v1::Submission&& submission, std::uint64_t line);
  void Skip(std::string_view reason, std::uint64_t line);
  void Fail(std::uint64_t line, std::string column, std::string reason);

  // An oddity of the row at hand; counted if the row is submitted. `note` lives for ever.
  void Note(std::string_view note) { pending_notes_.push_back(note); }

  const ImportReport& report() const { return report_; }

 private:
  ImportReport report_;
  std::vector<std::string_view> pending_notes_;
  Sink* sink_ = nullptr;
};

}  // namespace oxus::importer
