#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "server/ingest/batch.h"

namespace oxus::ingest {

// Walks the bytes of one IngestRequest. Each submission is parsed into the same memory for
// validation and for the row of an event, and its body stays the bytes the producer sent. Used by
// Batch::Parse alone.
class BatchReader {
 public:
  BatchReader(Batch& batch, int64_t now_ms) : batch_(batch), now_ms_(now_ms) {}

  absl::Status Read();

 private:
  using KeyView = std::pair<std::string_view, std::string_view>;
  // The cells of one event in the batch's draft.
  struct RowStretch {
    size_t submission = 0;
    size_t begin = 0;
    size_t end = 0;
  };

  absl::Status ReadSubmissions();
  absl::Status AddSubmission(std::string_view bytes);
  // Of the submission added last.
  void AddRow(const oxus::v1::Event& event, size_t submission_bytes);
  // Once all are added: until then the cells move.
  void ShowRows();
  // Fills what the store needs from the message just parsed.
  void Describe(const oxus::v1::Event& event, storage::RecordInput& record);
  void Describe(const oxus::v1::Retraction& retraction, storage::RecordInput& record);
  void Describe(const oxus::v1::AttachReport& report, storage::RecordInput& record);
  void SetKey(const oxus::v1::EventKey& key, storage::RecordInput& record);
  void SetLinks(const oxus::v1::Event& event, storage::RecordInput& record);

  // Copies into the batch, since the parsed message is short-lived.
  std::string_view Keep(std::string_view text);
  template <typename T>
  std::span<T> KeepArray(size_t count);

  Batch& batch_;
  const int64_t now_ms_;
  std::vector<RowStretch> rows_;
};

}  // namespace oxus::ingest
