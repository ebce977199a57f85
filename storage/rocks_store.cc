#include "storage/rocks_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/coding.h"
#include "storage/format_file.h"
#include "storage/log_reader.h"
#include "storage/record_key.h"
#include "storage/rocks_snapshot.h"

namespace oxus::storage {
namespace {

constexpr char kSecretKey[] = "key_hash_secret";

}  // namespace

absl::StatusOr<std::unique_ptr<EventStore>> EventStore::Open(const StoreOptions& options) {
  absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options);
  if (!store.ok()) return store.status();
  return std::unique_ptr<EventStore>(*std::move(store));
}

RocksStore::RocksStore(std::unique_ptr<Database> database, const StoreOptions& options)
    : database_(std::move(database)),
      sync_(options.sync),
      key_hash_bits_(options.key_hash_bits),
      index_(*database_),
      dictionary_(*database_),
      totals_(*database_) {}

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::Open(const StoreOptions& options) {
  absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(options);
  if (!database.ok()) return database.status();
  std::unique_ptr<RocksStore> store(new RocksStore(*std::move(database), options));
  for (const auto step : {&RocksStore::LoadSecret, &RocksStore::LoadLogEnd}) {
    if (absl::Status done = (store.get()->*step)(); !done.ok()) return done;
  }
  if (absl::Status loaded = store->dictionary_.Load(); !loaded.ok()) return loaded;
  if (absl::Status loaded = store->totals_.Load(); !loaded.ok()) return loaded;
  if (absl::Status replayed = store->ReplayKeys(); !replayed.ok()) return replayed;
  return store;
}

absl::Status RocksStore::LoadSecret() {
  std::string secret;
  const absl::Status found = database_->Get({}, Family::kMeta, kSecretKey, &secret);
  if (absl::IsNotFound(found)) {
    secret = KeyHasher::NewSecret();
    rocksdb::WriteBatch batch;
    batch.Put(database_->family(Family::kMeta), kSecretKey, secret).PermitUncheckedError();
    if (absl::Status written = database_->Write(batch, /*sync=*/true); !written.ok()) {
      return written;
    }
  } else if (!found.ok()) {
    return found;
  }
  if (secret.size() != KeyHasher::kSecretBytes) {
    return absl::DataLossError("key_hash_secret has the wrong size");
  }
  hasher_ = std::make_unique<KeyHasher>(std::move(secret), key_hash_bits_);
  return absl::OkStatus();
}

absl::Status RocksStore::LoadLogEnd() {
  const auto it = database_->NewIterator({}, Family::kLog);
  it->SeekToLast();
  if (!it->Valid()) return FromRocksDb(it->status(), "reading the log");
  absl::StatusOr<Chunk> chunk = Chunk::Decode(ToView(it->value()));
  if (!chunk.ok()) return chunk.status();
  chain_ = chunk->chain();
  last_received_ms_ = chunk->received_ms();
  last_sequence_ = chunk->end_sequence() - 1;
  return absl::OkStatus();
}

absl::Status RocksStore::ReplayKeys() {
  absl::StatusOr<uint64_t> through = index_.LoadIndexedThrough();
  if (!through.ok()) return through.status();
  if (*through > last_sequence_) {
    return absl::DataLossError(absl::StrCat("the log ends at sequence ", last_sequence_.load(),
                                            ", but had reached ", *through,
                                            ": its newest files are missing"));
  }
  LogReader reader(*database_, nullptr);
  for (uint64_t sequence = *through + 1; sequence <= last_sequence_; ++sequence) {
    absl::StatusOr<ChunkRecord> record = reader.Read(sequence);
    if (!record.ok()) return record.status();
    if (absl::Status replayed = ReplayKey(*record); !replayed.ok()) return replayed;
  }
  return absl::OkStatus();
}

absl::Status RocksStore::ReplayKey(const ChunkRecord& record) {
  oxus::v1::EventKey key;
  if (absl::Status read = ReadKey(record, &key); !read.ok()) return read;
  // The slot is the first attempt whose entry is this key's previous record, or that is free.
  for (uint32_t attempt = 0;; ++attempt) {
    const KeyHash hash = hasher_->Hash(key.producer_id(), key.external_id(), attempt);
    absl::StatusOr<std::optional<KeyEntry>> held = index_.Find(hash);
    if (!held.ok()) return held.status();
    const bool is_new = record.previous_sequence == 0;
    if (!held->has_value() && !is_new) {
      return absl::DataLossError(
          absl::StrCat("key index does not lead to sequence ", record.previous_sequence));
    }
    if (held->has_value() && (is_new || (*held)->latest_sequence != record.previous_sequence)) {
      continue;
    }
    KeyEntry entry = held->value_or(KeyEntry{});
    entry.latest_sequence = record.sequence;
    if (entry.first_sequence == 0) entry.first_sequence = record.sequence;
    if (record.type == RecordType::kEvent) entry.revision = std::max(key.revision(), 1u);
    entry.status =
        record.type == RecordType::kRetraction ? KeyStatus::kRetracted : KeyStatus::kActive;
    const std::pair<KeyHash, KeyEntry> changed{hash, entry};
    index_.Set({&changed, 1});
    return absl::OkStatus();
  }
}

absl::StatusOr<std::vector<Applied>> RocksStore::Apply(std::span<const RecordInput> records,
                                                       int64_t received_ms) {
  if (absl::Status usable = health(); !usable.ok()) return usable;
  Resolver resolver(*database_, index_, *hasher_, last_sequence_ + 1);
  std::vector<Applied> applied;
  if (absl::Status resolved = resolver.Resolve(records, &applied); !resolved.ok()) {
    return resolved;
  }
  if (resolver.accepted().empty()) return applied;
  if (absl::Status written = WriteCommit(resolver, std::max(received_ms, last_received_ms_));
      !written.ok()) {
    return Fail(written);
  }
  if (index_.run_is_due()) {
    // The commit stands whatever comes of the run; a failed run only ends further writing.
    if (absl::Status run = index_.WriteRun(last_sequence_); !run.ok()) Fail(run).IgnoreError();
  }
  return applied;
}

absl::Status RocksStore::WriteCommit(const Resolver& resolver, int64_t received_ms) {
  rocksdb::WriteBatch batch;
  if (absl::Status appended = AppendLog(resolver, received_ms, batch); !appended.ok()) {
    return appended;
  }
  totals_.CountKeys(resolver.active_delta(), resolver.retracted_delta());
  if (absl::Status added = dictionary_.Persist(batch); !added.ok()) return added;
  if (absl::Status added = totals_.Persist(batch); !added.ok()) return added;
  if (absl::Status written = database_->Write(batch, sync_); !written.ok()) return written;
  last_received_ms_ = received_ms;
  totals_.Publish();
  index_.Set(resolver.changed_entries());
  last_sequence_.fetch_add(resolver.accepted().size(), std::memory_order_release);
  return absl::OkStatus();
}

absl::Status RocksStore::AppendLog(const Resolver& resolver, int64_t received_ms,
                                   rocksdb::WriteBatch& batch) {
  uint64_t sequence = last_sequence_ + 1;
  std::unique_ptr<ChunkWriter> writer;
  const auto finish = [&] {
    const std::string key = BigEndian64(writer->first_sequence());
    const std::string value = std::move(*writer).Finish(&chain_);
    writer.reset();
    return FromRocksDb(batch.Put(database_->family(Family::kLog), key, value), "writing the log");
  };
  for (const Accepted& accepted : resolver.accepted()) {
    const RecordInput& input = *accepted.input;
    if (writer == nullptr) {
      writer = std::make_unique<ChunkWriter>(sequence, received_ms, chain_);
    }
    ChunkRecord record;
    record.sequence = sequence;
    record.type = input.type;
    record.quarantined = accepted.quarantined;
    record.principal = dictionary_.Code(DictionaryColumn::kPrincipal, input.principal);
    record.previous_sequence = accepted.previous_sequence;
    record.body = input.body;
    writer->Add(record);
    totals_.CountRecord(dictionary_.Code(DictionaryColumn::kProducer, input.producer_id),
                        received_ms);
    if (accepted.previous_sequence != 0) {
      const rocksdb::Status put =
          batch.Put(database_->family(Family::kSuperseded), BigEndian64(accepted.previous_sequence),
                    BigEndian64(sequence));
      if (!put.ok()) return FromRocksDb(put, "writing superseded marks");
    }
    if (writer->full()) {
      if (absl::Status finished = finish(); !finished.ok()) return finished;
    }
    ++sequence;
  }
  return writer == nullptr ? absl::OkStatus() : finish();
}

// A failed write or sync may have reached the disk in part: nothing more is written, and the
// next open decides what is there.
absl::Status RocksStore::Fail(const absl::Status& status) {
  absl::MutexLock lock(&health_mutex_);
  if (health_.ok()) {
    health_ = absl::UnavailableError(
        absl::StrCat("the store is read-only after a failed write: ", status.message()));
  }
  return health_;
}

absl::Status RocksStore::health() const {
  absl::MutexLock lock(&health_mutex_);
  return health_;
}

std::unique_ptr<Snapshot> RocksStore::TakeSnapshot() const {
  // The sequence first: the RocksDB snapshot then holds at least that much.
  const uint64_t last_sequence = last_sequence_.load(std::memory_order_acquire);
  return std::make_unique<RocksSnapshot>(*database_, index_, *hasher_, dictionary_, last_sequence);
}

StoreStats RocksStore::GetStats() const {
  StoreStats stats;
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
  return stats;
}

}  // namespace oxus::storage
