#include "storage/rocks_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/format_file.h"
#include "storage/log_appender.h"
#include "storage/rocks_snapshot.h"

namespace oxus::storage {
namespace {

// Full tails that may wait for Maintain.
constexpr size_t kMaxFullTails = 4;

// About as many as a commit's batch will have: bodies with what a chunk adds to each, then the
// rest.
size_t BytesToWrite(const Resolver& resolver) {
  constexpr size_t kBytesPerRecord = 16;
  size_t bytes = 4 << 10;
  for (const Accepted& accepted : resolver.accepted()) {
    bytes += accepted.input->body.size() + kBytesPerRecord;
  }
  return bytes;
}

}  // namespace

absl::StatusOr<std::vector<Applied>> RocksStore::Apply(std::span<const RecordInput> records,
                                                       int64_t received_ms) {
  if (absl::Status usable = health(); !usable.ok()) return usable;
  Resolver resolver(*database_, index_, *hasher_, last_sequence_ + 1, segments_.projects());
  std::vector<Applied> applied;
  if (absl::Status resolved = resolver.Resolve(records, &applied); !resolved.ok()) {
    return resolved;
  }
  if (resolver.accepted().empty()) return applied;
  if (absl::Status written = WriteCommit(resolver, std::max(received_ms, last_received_ms_));
      !written.ok()) {
    return Fail(written);
  }
  // The commit stands whatever comes of this; a failure only ends further writing.
  if (absl::Status caught_up = CatchUp(); !caught_up.ok()) Fail(caught_up).IgnoreError();
  return applied;
}

absl::Status RocksStore::CatchUp() {
  if (index_.run_is_due()) {
    if (index_.has_closed_run()) {
      const std::lock_guard lock(maintenance_mutex_);
      if (absl::Status run = index_.WriteRun().status(); !run.ok()) return run;
    }
    index_.CloseRun(last_sequence_);
  }
  while (segments_.full_tails(last_sequence_) > kMaxFullTails) {
    const std::lock_guard lock(maintenance_mutex_);
    if (absl::Status sealed = segments_.SealOldest(last_sequence_).status(); !sealed.ok()) {
      return sealed;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> RocksStore::Maintain() {
  if (absl::Status usable = health(); !usable.ok()) return usable;
  const std::lock_guard lock(maintenance_mutex_);
  const absl::StatusOr<bool> sealed =
      segments_.SealOldest(last_sequence_.load(std::memory_order_acquire));
  if (!sealed.ok()) return Fail(sealed.status());
  if (*sealed) segments_.Foresee();
  const absl::StatusOr<bool> run = index_.WriteRun();
  if (!run.ok()) return Fail(run.status());
  return *sealed || *run;
}

absl::StatusOr<bool> RocksStore::Repair() {
  if (absl::Status usable = health(); !usable.ok()) return usable;
  // Takes long, and commits may wait for the lock: planned without it. So far nothing is written,
  // and an error does not end writing.
  absl::StatusOr<std::optional<SegmentStore::Repair>> repair = segments_.PlanRepair();
  if (!repair.ok()) return repair.status();
  if (!repair->has_value()) return false;
  const std::lock_guard lock(maintenance_mutex_);
  if (absl::Status done = segments_.CarryOut(**std::move(repair)); !done.ok()) return Fail(done);
  return true;
}

absl::Status RocksStore::RaiseAckFloor() {
  if (absl::Status usable = health(); !usable.ok()) return usable;
  AckFloor floor;
  {
    const std::lock_guard lock(committed_mutex_);
    floor = committed_;
  }
  if (floor == ack_floor_) return absl::OkStatus();
  if (absl::Status written = ack_floor_file_->Write(floor); !written.ok()) return Fail(written);
  ack_floor_ = floor;
  return absl::OkStatus();
}

bool RocksStore::wants_maintenance() const {
  return index_.has_closed_run() ||
         segments_.full_tails(last_sequence_.load(std::memory_order_acquire)) > 0;
}

absl::Status RocksStore::WriteCommit(const Resolver& resolver, int64_t received_ms) {
  rocksdb::WriteBatch batch(BytesToWrite(resolver));
  if (absl::Status appended = AppendLog(resolver, received_ms, batch); !appended.ok()) {
    return appended;
  }
  totals_.CountKeys(resolver.active_delta(), resolver.retracted_delta());
  if (absl::Status added = dictionary_.Persist(*database_, batch); !added.ok()) return added;
  if (absl::Status added = totals_.Persist(batch); !added.ok()) return added;
  if (absl::Status written = database_->Write(batch, sync_); !written.ok()) return written;
  last_received_ms_ = received_ms;
  totals_.Publish();
  index_.Set(resolver.changed_entries());
  uint64_t sequence = last_sequence_;
  for (const Accepted& accepted : resolver.accepted()) {
    ++sequence;
    if (accepted.previous_sequence != 0) segments_.Mark(accepted.previous_sequence, sequence);
  }
  last_sequence_.store(sequence, std::memory_order_release);
  const std::lock_guard lock(committed_mutex_);
  committed_ = {sequence, chain_};
  return absl::OkStatus();
}

absl::Status RocksStore::AppendLog(const Resolver& resolver, int64_t received_ms,
                                   rocksdb::WriteBatch& batch) {
  LogAppender log(*database_, batch, received_ms, &chain_);
  uint64_t sequence = last_sequence_;
  for (const Accepted& accepted : resolver.accepted()) {
    const RecordInput& input = *accepted.input;
    ChunkRecord record;
    record.sequence = ++sequence;
    record.type = input.type;
    record.quarantined = accepted.quarantined;
    record.principal = dictionary_.Code(DictionaryColumn::kPrincipal, input.principal);
    record.previous_sequence = accepted.previous_sequence;
    record.body = input.body;
    if (absl::Status added = log.Add(record); !added.ok()) return added;
    totals_.CountRecord(dictionary_.Code(DictionaryColumn::kProducer, input.producer_id),
                        received_ms);
    const RowHead head{record.type, record.quarantined, received_ms, record.previous_sequence,
                       record.principal};
    if (accepted.event != nullptr) {
      segments_.AddEvent(sequence, head, *accepted.event);
    } else {
      segments_.AddRow(sequence, head, input.row);
    }
  }
  return log.Finish();
}

// A failed write or sync may have reached the disk in part: nothing more is written, and the
// next open decides what is there.
absl::Status RocksStore::Fail(const absl::Status& status) {
  const std::lock_guard lock(health_mutex_);
  if (health_.ok()) {
    health_ = absl::UnavailableError(
        absl::StrCat("the store is read-only after a failed write: ", status.message()));
  }
  return health_;
}

absl::Status RocksStore::health() const {
  const std::lock_guard lock(health_mutex_);
  return health_;
}

std::unique_ptr<Snapshot> RocksStore::TakeSnapshot() const {
  // The sequence first: the segments listed after it hold at least that much.
  const uint64_t last_sequence = last_sequence_.load(std::memory_order_acquire);
  return std::make_unique<RocksSnapshot>(*database_, chunks_, index_, *hasher_, dictionary_,
                                         last_sequence, segments_.PartsUpTo(last_sequence));
}

StoreStats RocksStore::GetStats() const {
  StoreStats stats;
  // What is sealed is never above the last sequence, when asked in this order.
  const uint64_t sealed_through = segments_.sealed_through();
  stats.last_sequence = last_sequence_.load(std::memory_order_acquire);
  stats.active_events = totals_.active();
  stats.retracted_events = totals_.retracted();
  stats.bytes_on_disk = database_->BytesOnDisk();
  stats.format_version = kFormatVersion;
  for (const Totals::Producer& producer : totals_.producers()) {
    stats.producers.push_back(
        {std::string(dictionary_.Text(DictionaryColumn::kProducer, producer.code)),
         producer.records, producer.last_received_ms});
  }
  std::sort(stats.producers.begin(), stats.producers.end(),
            [](const auto& a, const auto& b) { return a.producer_id < b.producer_id; });
  stats.segments = segments_.sealed_count();
  stats.tail_records = stats.last_sequence - sealed_through;
  stats.column_bytes_on_disk = database_->BytesOnDisk(Family::kSegment);
  segments_.AddMemoryUse(stats.memory);
  database_->AddMemoryUse(stats.memory);
  stats.memory.push_back({"log chunks", chunks_.bytes(), chunks_.capacity_bytes()});
  stats.memory.push_back({"dictionary", dictionary_.bytes(), 0});
  stats.memory.push_back({"key index", index_.bytes(), 0});
  return stats;
}

}  // namespace oxus::storage
