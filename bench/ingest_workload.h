#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oxus/v1/ingest_service.pb.h"

namespace oxus::bench {

// Batches of events that are made before anything is measured. Every event has a key of its own,
// so they may arrive in any order.
struct IngestWorkload {
  // At least `least_events`; the last batch is full, too.
  IngestWorkload(uint64_t least_events, uint32_t batch);

  std::vector<oxus::v1::IngestRequest> requests;
  // The same, encoded.
  std::vector<std::string> bytes;
  uint64_t events = 0;
  uint64_t total_bytes = 0;
};

struct Sent {
  // Until the last answer, with connections made before.
  double seconds = 0;
  // Events acknowledged as stored.
  uint64_t stored = 0;
};

// Sends everything over `streams` streams, each on a connection of its own with a writer of its own
// and `window` batches unanswered. Throws std::runtime_error when a stream fails.
Sent SendAll(const std::string& address, const IngestWorkload& workload, uint32_t streams,
             uint32_t window);

}  // namespace oxus::bench
