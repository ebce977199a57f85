#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <vector>

#include "storage/event_store.h"

namespace oxus::rpc {

// A store that holds nothing, whose health a test decides; its scans can be made endless.
class StubStore final : public storage::EventStore {
 public:
  absl::StatusOr<std::vector<storage::Applied>> Apply(std::span<const storage::RecordInput>,
                                                      int64_t) override {
    return absl::UnimplementedError("tests commit nothing");
  }
  std::unique_ptr<storage::Snapshot> TakeSnapshot() const override;
  const storage::Dictionary& dictionary() const override { return dictionary_; }
  absl::StatusOr<bool> Maintain() override { return false; }
  storage::StoreStats GetStats() const override;
  absl::Status health() const override {
    return failed ? absl::UnavailableError("disk full") : absl::OkStatus();
  }

  std::atomic<bool> failed{false};
  // Snapshots have many segments, each of which is slow to load: reading them all would take far
  // longer than a test.
  std::atomic<bool> endless{false};
  // Snapshots taken; each query takes one when it begins.
  mutable std::atomic<int> scans{0};

 private:
  storage::Dictionary dictionary_;
};

}  // namespace oxus::rpc
