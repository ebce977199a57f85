#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "oxus/v1/ingest_service.pb.h"

namespace oxus::ingest {

// Producers' submissions in one batch, checked but not yet decided.
class Batch;

// Orders batches, makes them durable and answers each. The local form groups what has
// gathered into one synced write.
class CommitLog {
 public:
  // Called once: from a thread of the log, in the order in which one caller submitted; or, when
  // the log drains, from within Submit with UNAVAILABLE.
  // On an error nothing of the batch is decided: the producer sends it again.
  using Done = std::function<void(absl::Status, std::vector<oxus::v1::SubmissionOutcome>)>;

  virtual ~CommitLog() = default;

  // Takes the batch over. Never blocks. UNAVAILABLE when the log drains or has failed. Callers
  // bound what they have in flight.
  virtual void Submit(std::unique_ptr<Batch> batch, Done done) = 0;
};

}  // namespace oxus::ingest
