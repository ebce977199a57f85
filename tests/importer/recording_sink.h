#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "client/importer/importer.h"

namespace oxus::importer {

// Keeps everything an importer finds.
class RecordingSink : public Sink {
 public:
  absl::Status OnSubmission(oxus::v1::Submission&& submission, const RowOrigin& origin) override {
    lines_of_[submission.event().key().external_id()] = origin.line;
    submissions.push_back(std::move(submission));
    return absl::OkStatus();
  }
  void OnSkipped(std::string_view reason, const RowOrigin&) override {
    ++skipped[std::string(reason)];
  }
  void OnRowError(const RowError& error) override { errors.push_back(error); }

  // The event of an external id; the empty event when it was not sent.
  const oxus::v1::Event& Find(const std::string& external_id) const {
    for (const oxus::v1::Submission& submission : submissions) {
      if (submission.event().key().external_id() == external_id) return submission.event();
    }
    return oxus::v1::Event::default_instance();
  }
  std::uint64_t LineOf(const std::string& external_id) const { return lines_of_.at(external_id); }

  std::vector<oxus::v1::Submission> submissions;
  std::map<std::string, std::uint64_t> skipped;
  std::vector<RowError> errors;

 private:
  std::map<std::string, std::uint64_t> lines_of_;
};

struct ImportResult {
  // Of Input::Open, OpenImporter or Run, whichever failed first.
  absl::Status status;
  ImportReport report;
  RecordingSink sink;
};

inline ImportResult ImportInput(absl::StatusOr<std::unique_ptr<Input>> input,
                                const ImportOptions& options) {
  ImportResult result;
  if (!input.ok()) {
    result.status = input.status();
    return result;
  }
  absl::StatusOr<std::unique_ptr<Importer>> importer = OpenImporter(**input, options);
  if (!importer.ok()) {
    result.status = importer.status();
    return result;
  }
  result.status = (*importer)->Run(**input, result.sink);
  result.report = (*importer)->report();
  return result;
}

inline ImportResult ImportText(std::string text, const ImportOptions& options = {},
                               std::string name = "input") {
  return ImportInput(Input::FromString(std::move(name), std::move(text)), options);
}

inline ImportResult ImportSample(const std::string& path, const ImportOptions& options = {}) {
  return ImportInput(Input::Open(std::string(OXUS_SOURCE_DIR "/data/samples/") + path), options);
}

}  // namespace oxus::importer
