#include "storage/rocks_snapshot.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "storage/coding.h"
#include "storage/log_walk.h"
#include "storage/record_key.h"

namespace oxus::storage {
namespace {

absl::Status NoSuchKey(std::string_view producer_id, std::string_view external_id) {
  return absl::NotFoundError(
      absl::StrCat(std::string(producer_id), "/", std::string(external_id), " was never stored"));
}

// Superseded marks in step with a walk over the log.
class SupersededCursor {
 public:
  explicit SupersededCursor(std::unique_ptr<rocksdb::Iterator> it) : it_(std::move(it)) {}

  void Seek(uint64_t sequence) { it_->Seek(BigEndian64(sequence)); }

  // Sequences must not go down between calls. 0 when there is no mark.
  uint64_t At(uint64_t sequence) {
    while (it_->Valid()) {
      const uint64_t marked = ByteReader(ToView(it_->key())).Big64();
      if (marked == sequence) return ByteReader(ToView(it_->value())).Big64();
      if (marked > sequence) return 0;
      it_->Next();
    }
    return 0;
  }

  absl::Status status() const { return FromRocksDb(it_->status(), "reading superseded marks"); }

 private:
  std::unique_ptr<rocksdb::Iterator> it_;
};

}  // namespace

// Keeps the chunk read last, so that neighbours cost little more than their parsing.
class RocksSnapshot::Reader final : public EventReader {
 public:
  explicit Reader(const RocksSnapshot& snapshot)
      : snapshot_(snapshot), reader_(snapshot.database_, &snapshot.chunks_) {}

  absl::Status ReadRecord(uint64_t sequence, const RecordVisitor& visitor) override {
    if (absl::Status there = CheckSequence(sequence); !there.ok()) return there;
    absl::StatusOr<ChunkRecord> record = reader_.Read(sequence);
    if (!record.ok()) return record.status();
    absl::StatusOr<uint64_t> superseded_by = snapshot_.SupersededBy(sequence);
    if (!superseded_by.ok()) return superseded_by.status();
    visitor(snapshot_.MakeRecord(*record, reader_.received_ms(), *superseded_by));
    return absl::OkStatus();
  }

  absl::Status Read(uint64_t sequence, oxus::v1::Event* event) override {
    if (absl::Status there = CheckSequence(sequence); !there.ok()) return there;
    return AssembleEvent(
        sequence, [this](uint64_t at) { return reader_.Read(at); }, event);
  }

 private:
  absl::Status CheckSequence(uint64_t sequence) const {
    if (sequence != 0 && sequence <= snapshot_.last_sequence_) return absl::OkStatus();
    return absl::NotFoundError(absl::StrCat("no record at sequence ", sequence));
  }

  const RocksSnapshot& snapshot_;
  LogReader reader_;
};

LogRecord RocksSnapshot::MakeRecord(const ChunkRecord& record, int64_t received_ms,
                                    uint64_t superseded_by) const {
  LogRecord out;
  out.sequence = record.sequence;
  out.type = record.type;
  out.received_ms = received_ms;
  out.quarantined = record.quarantined;
  out.previous_sequence = record.previous_sequence;
  out.superseded_by = superseded_by > last_sequence_ ? 0 : superseded_by;
  out.principal = dictionary_.Text(DictionaryColumn::kPrincipal, record.principal);
  out.body = record.body;
  return out;
}

absl::Status RocksSnapshot::Scan(uint64_t first_sequence, const Visitor& visitor) const {
  const uint64_t first = std::max<uint64_t>(first_sequence, 1);
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  SupersededCursor superseded(database_.NewIterator(options, Family::kSuperseded));
  superseded.Seek(first);
  return WalkLog(database_, first, last_sequence_,
                 [&](const ChunkRecord& record, int64_t received_ms) -> absl::StatusOr<bool> {
                   const uint64_t by = superseded.At(record.sequence);
                   if (absl::Status marks = superseded.status(); !marks.ok()) return marks;
                   return visitor(MakeRecord(record, received_ms, by));
                 });
}

bool RocksSnapshot::MayBeMarked(uint64_t sequence) const {
  const auto after = std::upper_bound(
      parts_.begin(), parts_.end(), sequence,
      [](uint64_t at, const SegmentPart& part) { return at < part.first_sequence(); });
  return after == parts_.begin() || std::prev(after)->segment->marks().CountAt(last_sequence_) > 0;
}

absl::StatusOr<uint64_t> RocksSnapshot::SupersededBy(uint64_t sequence) const {
  if (!MayBeMarked(sequence)) return 0;
  std::string value;
  const absl::Status found = database_.Get({}, Family::kSuperseded, BigEndian64(sequence), &value);
  if (absl::IsNotFound(found)) return 0;
  if (!found.ok()) return found;
  return ByteReader(value).Big64();
}

absl::Status RocksSnapshot::Read(uint64_t sequence, const Visitor& visitor) const {
  return Reader(*this).ReadRecord(sequence, visitor);
}

std::unique_ptr<EventReader> RocksSnapshot::NewEventReader() const {
  return std::make_unique<Reader>(*this);
}

absl::StatusOr<KeyEntry> RocksSnapshot::Rewind(KeyEntry entry, LogReader& reader) const {
  if (entry.latest_sequence <= last_sequence_) return entry;
  uint64_t sequence = entry.latest_sequence;
  while (sequence > last_sequence_) {
    absl::StatusOr<ChunkRecord> record = reader.Read(sequence);
    if (!record.ok()) return record.status();
    sequence = record->previous_sequence;
  }
  entry.latest_sequence = sequence;
  absl::StatusOr<ChunkRecord> latest = reader.Read(sequence);
  if (!latest.ok()) return latest.status();
  entry.status =
      latest->type == RecordType::kRetraction ? KeyStatus::kRetracted : KeyStatus::kActive;
  while (latest->type != RecordType::kEvent) {
    latest = reader.Read(latest->previous_sequence);
    if (!latest.ok()) return latest.status();
  }
  oxus::v1::EventKey key;
  if (absl::Status read = ReadKey(*latest, &key); !read.ok()) return read;
  entry.revision = std::max(key.revision(), 1u);
  return entry;
}

absl::StatusOr<KeyEntry> RocksSnapshot::FindKey(std::string_view producer_id,
                                                std::string_view external_id) const {
  LogReader reader(database_, &chunks_);
  for (uint32_t attempt = 0;; ++attempt) {
    absl::StatusOr<std::optional<KeyEntry>> entry =
        index_.Find(hasher_.Hash(producer_id, external_id, attempt));
    if (!entry.ok()) return entry.status();
    if (!entry->has_value() || (*entry)->first_sequence > last_sequence_) {
      return NoSuchKey(producer_id, external_id);
    }
    absl::StatusOr<ChunkRecord> first = reader.Read((*entry)->first_sequence);
    if (!first.ok()) return first.status();
    oxus::v1::EventKey key;
    if (absl::Status read = ReadKey(*first, &key); !read.ok()) return read;
    if (key.producer_id() == producer_id && key.external_id() == external_id) {
      return Rewind(**entry, reader);
    }
  }
}

}  // namespace oxus::storage
