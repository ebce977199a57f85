#include "tests/query/columns/sample_segment.h"

#include <algorithm>

#include "storage/columns/row_draft.h"
#include "tests/storage/columns/segment_blocks.h"

namespace oxus::query {
namespace {

using storage::RowDraft;

void Draft(const SampleValue& value, storage::Dictionary& dictionary, RowDraft& draft) {
  const storage::ColumnInfo& info = storage::InfoOf(value.column);
  if (info.type == storage::ColumnType::kInteger) {
    draft.SetInteger(value.column, value.integer);
    return;
  }
  dictionary.Code(info.dictionary, value.text);
  draft.SetText(value.column, value.text);
}

void Draft(const SampleRow& row, storage::Dictionary& dictionary, RowDraft& draft) {
  for (const SampleValue& value : row.values) Draft(value, dictionary, draft);
  for (const auto& [list, elements] : row.elements) {
    for (const SampleElement& element : elements) {
      draft.AddElement(list);
      for (const SampleValue& value : element) Draft(value, dictionary, draft);
    }
  }
}

}  // namespace

SampleSegment::SampleSegment(uint64_t first_sequence, const std::vector<SampleRow>& rows,
                             storage::Dictionary& dictionary)
    : rows_(static_cast<uint32_t>(rows.size())),
      tail_(std::make_shared<storage::Tail>(first_sequence, std::max(rows_, 1u))) {
  RowDraft draft(&dictionary);
  for (const SampleRow& row : rows) {
    draft.Clear();
    Draft(row, dictionary, draft);
    tail_->Append(row.head, draft.cells());
  }
  blocks_ = std::make_unique<storage::SegmentBlocks>(storage::EncodeSegment(*tail_, rows_));
  sealed_ = blocks_->Open().value();
  sealed_->ShareMarksOf(*tail_);
}

SampleSegment::~SampleSegment() = default;

}  // namespace oxus::query
