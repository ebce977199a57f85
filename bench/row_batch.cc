#include "bench/row_batch.h"

#include "bench/row_event.h"

namespace oxus::bench {

void FillBatch(const EventRows& rows, uint64_t begin, uint64_t end,
               oxus::v1::IngestRequest* batch) {
  batch->Clear();
  for (uint64_t i = begin; i < end; ++i) {
    ToEvent(rows, rows.At(i), batch->add_submissions()->mutable_event());
  }
}

}  // namespace oxus::bench
