#pragma once

#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "oxus/v1/event.pb.h"
#include "storage/chunk.h"
#include "storage/columns/row_draft.h"
#include "storage/columns/tail.h"
#include "storage/log_reader.h"
#include "storage/row_writer.h"

namespace oxus::storage {

// Makes the rows of records again from the log, as the commits made them that wrote them. One
// thread.
class LogRows {
 public:
  struct Row {
    RowHead head;
    // Texts that the dictionary does not know stay texts.
    std::span<const Cell> cells;
  };

  // They must outlive it. Without a projection events have no cells.
  LogRows(const Database& database, const Dictionary& dictionary,
          const RowWriter::Projection& projection)
      : projection_(projection), reader_(database), draft_(&dictionary) {}

  // Valid until the next call; cheapest in order of sequences. DATA_LOSS on damage of the log.
  absl::StatusOr<Row> RowOf(const ChunkRecord& record, int64_t received_ms);

 private:
  absl::Status Project(const ChunkRecord& record);

  const RowWriter::Projection& projection_;
  LogReader reader_;
  oxus::v1::Event event_;
  RowDraft draft_;
};

}  // namespace oxus::storage
