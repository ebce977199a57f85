#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "server/query/columns/segment_reader.h"
#include "server/query/columns/value_test.h"
#include "server/query/row_selection.h"

namespace oxus::query {

// Which rows of a segment stand at a state of the log. One thread; the reader must outlive it.
class RowStates {
 public:
  static absl::StatusOr<std::unique_ptr<RowStates>> Make(SegmentReader& reader, uint64_t as_of);

  // Whether some row is no state of an event.
  bool has_retractions() const { return is_retraction_ != nullptr; }
  // Clears the mask where one is.
  void LeaveOutRetractions(uint32_t begin, uint32_t count, uint8_t* mask) const;
  // Clears the mask where another record has taken the row's place.
  void LeaveOutReplaced(uint32_t begin, uint32_t count, uint8_t* mask) const;

  // Whether some row took another's place or lost its own.
  bool has_chains() const { return !replaced_.empty() || previous_ != nullptr; }
  bool HasPrevious(uint32_t row) const {
    return previous_ != nullptr && storage::IsSet(*previous_, row);
  }
  // 0 when none has.
  uint64_t ReplacedBy(uint32_t row) const;

 private:
  // A byte for each row; empty when none is replaced.
  std::vector<uint8_t> replaced_;
  // By row, ascending.
  std::vector<storage::MarkList::Mark> marks_;
  const storage::ColumnData* previous_ = nullptr;
  std::unique_ptr<ValueTest> is_retraction_;
};

// Rows of a modality that is asked for.
std::unique_ptr<ValueTest> ModalityTest(const storage::ColumnData& data,
                                        const ModalitySet& modalities);

}  // namespace oxus::query
