#include "tests/rpc/stub_store.h"

#include <chrono>
#include <condition_variable>
#include <limits>
#include <mutex>

namespace oxus::rpc {
namespace {

using storage::Column;

constexpr uint64_t kSegments = 10'000;
constexpr std::chrono::milliseconds kLoadTime{5};

// One event of which nothing is set, on a disk that takes its time.
class SlowSegment final : public storage::Segment {
 public:
  explicit SlowSegment(uint64_t first_sequence) : Segment(first_sequence) {}

  bool is_sealed() const override { return true; }
  storage::Zone zone(Column column) const override {
    if (column == Column::kRecordType) return {true, false, kEvent, kEvent};
    return {true, true, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()};
  }
  absl::StatusOr<std::shared_ptr<const storage::ColumnData>> Load(Column column) const override {
    std::mutex mutex;
    std::condition_variable disk;
    std::unique_lock lock(mutex);
    disk.wait_for(lock, kLoadTime, [] { return false; });
    static constexpr uint8_t kAbsent = 0;
    auto data = std::make_shared<storage::ColumnData>();
    data->size = 1;
    if (column == Column::kRecordType) {
      data->base = kEvent;
    } else {
      data->present = &kAbsent;
    }
    return data;
  }
  absl::StatusOr<std::shared_ptr<const storage::ListShape>> LoadShape(
      storage::List) const override {
    return std::make_shared<storage::ListShape>();
  }

 private:
  static constexpr auto kEvent = static_cast<int64_t>(storage::RecordType::kEvent);
};

class StubSnapshot final : public storage::Snapshot {
 public:
  StubSnapshot(const storage::Dictionary& dictionary, uint64_t segments) : dictionary_(dictionary) {
    for (uint64_t i = 1; i <= segments; ++i) {
      parts_.push_back({.segment = std::make_shared<SlowSegment>(i), .rows = 1});
    }
  }

  uint64_t last_sequence() const override { return parts_.size(); }
  std::span<const storage::SegmentPart> parts() const override { return parts_; }
  const storage::Dictionary& dictionary() const override { return dictionary_; }
  absl::Status Scan(uint64_t, const Visitor&) const override { return absl::OkStatus(); }
  absl::Status Read(uint64_t, const Visitor&) const override {
    return absl::NotFoundError("the store is empty");
  }
  std::unique_ptr<storage::EventReader> NewEventReader() const override { return nullptr; }
  absl::StatusOr<storage::KeyEntry> FindKey(std::string_view, std::string_view) const override {
    return absl::NotFoundError("the store is empty");
  }

 private:
  const storage::Dictionary& dictionary_;
  std::vector<storage::SegmentPart> parts_;
};

}  // namespace

std::unique_ptr<storage::Snapshot> StubStore::TakeSnapshot() const {
  ++scans;
  return std::make_unique<StubSnapshot>(dictionary_, endless ? kSegments : 0);
}

storage::StoreStats StubStore::GetStats() const {
  storage::StoreStats stats;
  stats.last_sequence = 42;
  stats.active_events = 40;
  stats.format_version = 1;
  stats.producers = {{"ucdp-ged", 2, 1'764'170'046'007}, {"gdelt", 40, 1'764'170'046'000}};
  stats.segments = 3;
  stats.tail_records = 5;
  stats.column_bytes_on_disk = 999;
  stats.memory = {{.holder = "column cache", .bytes = 100, .limit = 1'000}};
  return stats;
}

}  // namespace oxus::rpc
