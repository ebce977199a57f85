// How a store comes up: what is kept is loaded, the rest is read from the log again.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/ack_floor.h"
#include "storage/format_file.h"
#include "storage/key_replay.h"
#include "storage/log_end.h"
#include "storage/log_walk.h"
#include "storage/rocks_store.h"

namespace oxus::storage {
namespace {

constexpr char kSecretKey[] = "key_hash_secret";
// Holds 1 when a floor was ever kept: then its file must be there.
constexpr char kAckFloorKept[] = "ack_floor_kept";

}  // namespace

absl::StatusOr<std::unique_ptr<EventStore>> EventStore::Open(const StoreOptions& options) {
  absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options);
  if (!store.ok()) return store.status();
  return std::unique_ptr<EventStore>(*std::move(store));
}

RocksStore::RocksStore(std::unique_ptr<Database> database, const StoreOptions& options)
    : database_(std::move(database)),
      chunks_(options.chunk_cache_bytes),
      sync_(options.sync),
      key_hash_bits_(options.key_hash_bits),
      index_(*database_),
      totals_(*database_),
      segments_(*database_, dictionary_, options) {}

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::Open(const StoreOptions& options) {
  rocksdb::Env& env = EnvOf(options);
  if (absl::Status prepared = PrepareDataDirectory(env, options.directory); !prepared.ok()) {
    return prepared;
  }
  const auto floor = ReadAckFloor(env, options.directory);
  if (!floor.ok()) return floor.status();
  if (*floor) {
    const absl::Status reaches = CheckLogReaches((*floor)->newest, options);
    if (!reaches.ok()) return reaches;
  }
  absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(options);
  if (!database.ok()) return database.status();
  std::unique_ptr<RocksStore> store(new RocksStore(*std::move(database), options));
  if (absl::Status loaded = store->Load(); !loaded.ok()) return loaded;
  if (absl::Status kept = store->OpenAckFloor(options, *floor); !kept.ok()) return kept;
  if (absl::Status marked = MarkUpgraded(env, options.directory); !marked.ok()) return marked;
  return store;
}

RocksStore::~RocksStore() {
  if (ack_floor_file_ != nullptr) RaiseAckFloor().IgnoreError();
}

absl::Status RocksStore::OpenAckFloor(const StoreOptions& options,
                                      const std::optional<AckFloorSlots>& found) {
  const absl::StatusOr<uint64_t> kept = database_->GetSequence(kAckFloorKept);
  if (!kept.ok()) return kept.status();
  if (*kept != 0 && !found) {
    return absl::DataLossError(absl::StrCat("file ", kAckFloorFileName,
                                            ", which says how far the log must reach, is missing"));
  }
  auto file = AckFloorFile::Open(EnvOf(options), options.directory, found);
  if (!file.ok()) return file.status();
  if (*kept == 0) {
    rocksdb::WriteBatch batch;
    database_->PutSequence(batch, kAckFloorKept, 1);
    if (absl::Status written = database_->Write(batch, /*sync=*/true); !written.ok()) {
      return written;
    }
  }
  ack_floor_file_ = *std::move(file);
  if (found) ack_floor_ = found->newest;
  const std::lock_guard lock(committed_mutex_);
  committed_ = {last_sequence_, chain_};
  return absl::OkStatus();
}

absl::Status RocksStore::Load() {
  if (absl::Status loaded = LoadSecret(); !loaded.ok()) return loaded;
  if (absl::Status loaded = LoadLogEnd(); !loaded.ok()) return loaded;
  if (absl::Status loaded = dictionary_.Load(*database_); !loaded.ok()) return loaded;
  if (absl::Status loaded = totals_.Load(); !loaded.ok()) return loaded;
  if (absl::Status loaded = segments_.LoadSealed(); !loaded.ok()) return loaded;
  if (absl::Status replayed = Replay(); !replayed.ok()) return replayed;
  return segments_.LoadMarks();
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
  const absl::StatusOr<LogEnd> end = ReadLogEnd(*database_);
  if (!end.ok()) return end.status();
  chain_ = end->chain;
  last_received_ms_ = end->received_ms;
  last_sequence_ = end->last_sequence;
  return absl::OkStatus();
}

absl::Status RocksStore::Replay() {
  const absl::StatusOr<uint64_t> indexed = index_.LoadIndexedThrough();
  if (!indexed.ok()) return indexed.status();
  const uint64_t sealed = segments_.sealed_through();
  const uint64_t last = last_sequence_;
  if (std::max(*indexed, sealed) > last) {
    return absl::DataLossError(absl::StrCat("the log ends at sequence ", last, ", but had reached ",
                                            std::max(*indexed, sealed),
                                            ": its newest files are missing"));
  }
  LogRows rows = segments_.MakeLogRows();
  const auto replay = [&](const ChunkRecord& record, int64_t received_ms) -> absl::StatusOr<bool> {
    if (record.sequence > *indexed) {
      if (absl::Status done = ReplayKey(record, *hasher_, index_); !done.ok()) return done;
    }
    if (record.sequence > sealed) {
      if (absl::Status done = ReplayRow(record, received_ms, rows); !done.ok()) return done;
    }
    return true;
  };
  const uint64_t first = std::min(*indexed, sealed) + 1;
  if (absl::Status walked = WalkLog(*database_, first, last, replay); !walked.ok()) return walked;
  return PersistDictionary();
}

absl::Status RocksStore::ReplayRow(const ChunkRecord& record, int64_t received_ms, LogRows& rows) {
  const absl::StatusOr<LogRows::Row> row = rows.RowOf(record, received_ms);
  if (!row.ok()) return row.status();
  segments_.AddRow(record.sequence, row->head, row->cells);
  if (segments_.full_tails(record.sequence) == 0) return absl::OkStatus();
  if (absl::Status persisted = PersistDictionary(); !persisted.ok()) return persisted;
  return segments_.SealOldest(record.sequence).status();
}

absl::Status RocksStore::PersistDictionary() {
  rocksdb::WriteBatch batch;
  if (absl::Status added = dictionary_.Persist(*database_, batch); !added.ok()) return added;
  return batch.Count() == 0 ? absl::OkStatus() : database_->Write(batch, sync_);
}

}  // namespace oxus::storage
