#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "oxus/v1/event.pb.h"
#include "storage/chunk_cache.h"
#include "storage/database.h"

namespace oxus::storage {

// Reads records by sequence and keeps the chunk last read, so that neighbours cost nothing.
// Not thread-safe; make one per caller. Database and cache must outlive it.
class LogReader {
 public:
  // `cache` holds what others read; may be null.
  explicit LogReader(const Database& database, ChunkCache* cache = nullptr)
      : database_(database), cache_(cache) {}

  // The record, valid until the next call. DATA_LOSS on damage, and when it is not there.
  absl::StatusOr<ChunkRecord> Read(uint64_t sequence);
  // Receipt time of the record last read.
  int64_t received_ms() const { return held_ == nullptr ? 0 : held_->chunk.received_ms(); }

 private:
  absl::Status LoadChunk(uint64_t sequence);

  const Database& database_;
  ChunkCache* const cache_;
  std::shared_ptr<const ChunkCache::Held> held_;
};

// The event as it stood right after `sequence`: the event record at or before it in its chain,
// with the reports attached since. `read` gives records by sequence. NOT_FOUND for a retraction.
template <typename Read>
absl::Status AssembleEvent(uint64_t sequence, const Read& read, oxus::v1::Event* event) {
  std::vector<oxus::v1::Report> attached;
  while (true) {
    absl::StatusOr<ChunkRecord> record = read(sequence);
    if (!record.ok()) return record.status();
    const int size = static_cast<int>(record->body.size());
    if (record->type == RecordType::kRetraction) {
      return absl::NotFoundError("the record is a retraction");
    }
    if (record->type == RecordType::kEvent) {
      if (!event->ParseFromArray(record->body.data(), size)) {
        return absl::DataLossError(absl::StrCat("event record ", sequence, " cannot be parsed"));
      }
      break;
    }
    oxus::v1::AttachReport report;
    if (!report.ParseFromArray(record->body.data(), size)) {
      return absl::DataLossError(absl::StrCat("report record ", sequence, " cannot be parsed"));
    }
    attached.push_back(std::move(*report.mutable_report()));
    sequence = record->previous_sequence;
  }
  for (auto it = attached.rbegin(); it != attached.rend(); ++it) {
    *event->add_reports() = std::move(*it);
  }
  return absl::OkStatus();
}

}  // namespace oxus::storage
