#pragma once

#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "storage/event_store.h"

namespace oxus::test {

// What was read through a CountingSnapshot.
struct ReadCounts {
  // First sequences of the segments of which a column was loaded.
  std::set<uint64_t> segments;
  int event_readers = 0;
  // By sequence, outside of readers.
  int single_reads = 0;
  // Events and records, through readers.
  int reader_reads = 0;
};

// A snapshot that counts what is read of another one. One thread.
class CountingSnapshot final : public storage::Snapshot {
 public:
  // `counts` must outlive everything read.
  CountingSnapshot(std::unique_ptr<storage::Snapshot> snapshot, ReadCounts& counts)
      : snapshot_(std::move(snapshot)), counts_(counts) {
    for (const storage::SegmentPart& part : snapshot_->parts()) {
      parts_.push_back({std::make_shared<CountingSegment>(part.segment, counts_), part.rows});
    }
  }

  uint64_t last_sequence() const override { return snapshot_->last_sequence(); }
  std::span<const storage::SegmentPart> parts() const override { return parts_; }
  const storage::Dictionary& dictionary() const override { return snapshot_->dictionary(); }
  absl::Status Scan(uint64_t first_sequence, const Visitor& visitor) const override {
    return snapshot_->Scan(first_sequence, visitor);
  }
  absl::Status Read(uint64_t sequence, const Visitor& visitor) const override {
    ++counts_.single_reads;
    return snapshot_->Read(sequence, visitor);
  }
  std::unique_ptr<storage::EventReader> NewEventReader() const override {
    ++counts_.event_readers;
    return std::make_unique<CountingReader>(snapshot_->NewEventReader(), counts_);
  }
  absl::StatusOr<storage::KeyEntry> FindKey(std::string_view producer_id,
                                            std::string_view external_id) const override {
    return snapshot_->FindKey(producer_id, external_id);
  }

 private:
  class CountingSegment final : public storage::Segment {
   public:
    CountingSegment(std::shared_ptr<const storage::Segment> segment, ReadCounts& counts)
        : Segment(segment->first_sequence()), segment_(std::move(segment)), counts_(counts) {
      ShareMarksOf(*segment_);
    }
    bool is_sealed() const override { return segment_->is_sealed(); }
    storage::Zone zone(storage::Column column) const override { return segment_->zone(column); }
    absl::StatusOr<std::shared_ptr<const storage::ColumnData>> Load(
        storage::Column column) const override {
      counts_.segments.insert(first_sequence());
      return segment_->Load(column);
    }
    absl::StatusOr<std::shared_ptr<const storage::ListShape>> LoadShape(
        storage::List list) const override {
      counts_.segments.insert(first_sequence());
      return segment_->LoadShape(list);
    }

   private:
    const std::shared_ptr<const storage::Segment> segment_;
    ReadCounts& counts_;
  };

  class CountingReader final : public storage::EventReader {
   public:
    CountingReader(std::unique_ptr<storage::EventReader> reader, ReadCounts& counts)
        : reader_(std::move(reader)), counts_(counts) {}
    absl::Status ReadRecord(uint64_t sequence, const storage::RecordVisitor& visitor) override {
      ++counts_.reader_reads;
      return reader_->ReadRecord(sequence, visitor);
    }
    absl::Status Read(uint64_t sequence, v1::Event* event) override {
      ++counts_.reader_reads;
      return reader_->Read(sequence, event);
    }

   private:
    const std::unique_ptr<storage::EventReader> reader_;
    ReadCounts& counts_;
  };

  const std::unique_ptr<storage::Snapshot> snapshot_;
  ReadCounts& counts_;
  std::vector<storage::SegmentPart> parts_;
};

}  // namespace oxus::test
