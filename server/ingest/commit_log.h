#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "oxus/v1/ingest_service.pb.h"

namespace oxus::ingest {

// Producers' submissions in one batch, checked but not yet decided.
class Batch;

// Orders batches, makes them durable and answers each. The local form groups what has
// gathered into one synced write.
class CommitLog {
 public:
  // One for each submission of a batch. On an error nothing of it is decided: the producer sends it
  // again.
  using Answer = absl::StatusOr<std::vector<oxus::v1::SubmissionOutcome>>;

  // Called once: from a thread of the log, in the order in which one caller submitted; or, when
  // the log drains, from within Submit with UNAVAILABLE.
  using Done = std::function<void(Answer)>;

  virtual ~CommitLog() = default;

  // Takes the batch over. Never blocks. UNAVAILABLE when the log drains or has failed. Callers
  // bound what they have in flight.
  virtual void Submit(std::unique_ptr<Batch> batch, Done done) = 0;

  // Commits the batch on this thread, which waits for the disk; nullopt, with nothing done, when
  // the log has other work or drains. For small batches: the way to another thread and back takes
  // longer than they do.
  virtual std::optional<Answer> TryCommit(Batch& batch) = 0;
};

}  // namespace oxus::ingest
