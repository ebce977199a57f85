#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/query/columns/segment_reader.h"
#include "storage/columns/tail.h"
#include "storage/dictionary.h"

namespace oxus::storage {
class SegmentBlocks;
}  // namespace oxus::storage

namespace oxus::query {

// A value of a column: an integer, or the text of a code.
struct SampleValue {
  storage::Column column = storage::Column::kRecordType;
  int64_t integer = 0;
  std::string text;
};
using SampleElement = std::vector<SampleValue>;

// What one row holds.
struct SampleRow {
  storage::RowHead head;
  std::vector<SampleValue> values;
  std::map<storage::List, std::vector<SampleElement>> elements;
};

// Rows as a segment: a tail, and the same rows sealed, whose columns are as narrow as they can be.
class SampleSegment {
 public:
  SampleSegment(uint64_t first_sequence, const std::vector<SampleRow>& rows,
                storage::Dictionary& dictionary);
  ~SampleSegment();

  storage::SegmentPart tail() const { return {tail_, rows_}; }
  storage::SegmentPart sealed() const { return {sealed_, rows_}; }
  // Both, the tail first.
  std::vector<storage::SegmentPart> Both() const { return {tail(), sealed()}; }
  // Seen in both.
  void Mark(uint32_t row, uint64_t by) { tail_->marks().Add(row, by); }

 private:
  uint32_t rows_ = 0;
  std::shared_ptr<storage::Tail> tail_;
  std::unique_ptr<storage::SegmentBlocks> blocks_;
  std::shared_ptr<storage::Segment> sealed_;
};

}  // namespace oxus::query
