#pragma once

#include <functional>
#include <span>
#include <vector>

#include "oxus/v1/event.pb.h"
#include "storage/columns/row_draft.h"
#include "storage/dictionary.h"

namespace oxus::storage {

// Makes the cells of rows ready for a tail: texts become codes. The writer's alone.
class RowWriter {
 public:
  using Projection = std::function<void(const oxus::v1::Event& event, RowDraft& row)>;

  // `dictionary` must outlive it. Without a projection events have no cells.
  RowWriter(Dictionary& dictionary, Projection projection)
      : dictionary_(dictionary), projection_(std::move(projection)), draft_(&dictionary) {}

  bool projects() const { return projection_ != nullptr; }
  const Projection& projection() const { return projection_; }

  // Both are valid until the next call.
  std::span<const Cell> Number(std::span<const Cell> cells);
  std::span<const Cell> Project(const oxus::v1::Event& event);

 private:
  Dictionary& dictionary_;
  const Projection projection_;
  RowDraft draft_;
  std::vector<Cell> numbered_;
};

}  // namespace oxus::storage
