#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/arena.h"
#include "server/ingest/duplicate_traits.h"
#include "server/ingest/validator.h"
#include "storage/columns/row_draft.h"
#include "storage/dictionary.h"
#include "storage/record.h"

namespace oxus::ingest {

// Limits of a batch; past them Batch::Parse answers RESOURCE_EXHAUSTED with limit and value.
inline constexpr size_t kMaxBatchBytes = 8 << 20;
inline constexpr size_t kMaxBatchSubmissions = 10'000;

// One submission, checked by the rules that need no state.
struct CheckedSubmission {
  Findings findings;
  // Meaningful unless findings.rejected. Views point into the batch.
  storage::RecordInput record;
  // Events only.
  DuplicateTraits traits;
};

// A producer's batch on its way to the log: the bytes as they came, and what was found in them.
class Batch {
 public:
  // Reads an encoded IngestRequest, validates each submission and makes the row of each event. A
  // submission that cannot be read is rejected by itself. INVALID_ARGUMENT when the bytes are no
  // IngestRequest or hold no submission. `now_ms` is the receipt time, `principal` the
  // authenticated sender or empty. Rows hold the codes of texts that `dictionary`, the store's,
  // knows; with null all their texts are still to be numbered. It must outlive the batch.
  static absl::StatusOr<std::unique_ptr<Batch>> Parse(std::string bytes, std::string principal,
                                                      int64_t now_ms,
                                                      const storage::Dictionary* dictionary);

  uint64_t batch_id() const { return batch_id_; }
  size_t size_bytes() const { return bytes_.size(); }
  const std::vector<CheckedSubmission>& submissions() const { return submissions_; }
  std::vector<CheckedSubmission>& submissions() { return submissions_; }

 private:
  friend class BatchReader;
  Batch(std::string bytes, std::string principal, const storage::Dictionary* dictionary)
      : bytes_(std::move(bytes)), principal_(std::move(principal)), rows_(dictionary) {}

  const std::string bytes_;
  const std::string principal_;
  google::protobuf::Arena texts_;
  storage::RowDraft rows_;
  uint64_t batch_id_ = 0;
  std::vector<CheckedSubmission> submissions_;
};

}  // namespace oxus::ingest
