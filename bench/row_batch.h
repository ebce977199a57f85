#pragma once

#include "bench/event_rows.h"
#include "oxus/v1/ingest_service.pb.h"

namespace oxus::bench {

inline constexpr uint64_t kRowsInBatch = 1000;

// Replaces what `batch` holds by rows [begin, end).
void FillBatch(const EventRows& rows, uint64_t begin, uint64_t end, oxus::v1::IngestRequest* batch);

}  // namespace oxus::bench
