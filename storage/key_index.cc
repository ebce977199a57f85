#include "storage/key_index.h"

#include <algorithm>
#include <string>
#include <utility>

#include "storage/coding.h"

namespace oxus::storage {
namespace {

constexpr char kIndexedThroughKey[] = "key_indexed_through";

}  // namespace

std::string EncodeKeyEntry(const KeyEntry& entry) {
  std::string bytes;
  AppendVarint(bytes, entry.latest_sequence);
  AppendVarint(bytes, entry.latest_sequence - entry.first_sequence);
  AppendVarint(bytes, static_cast<uint64_t>(entry.revision) << 1 |
                          (entry.status == KeyStatus::kRetracted ? 1 : 0));
  return bytes;
}

absl::StatusOr<KeyEntry> DecodeKeyEntry(std::string_view bytes) {
  ByteReader reader(bytes);
  KeyEntry entry;
  entry.latest_sequence = reader.Varint();
  entry.first_sequence = entry.latest_sequence - reader.Varint();
  const uint64_t revision_and_status = reader.Varint();
  if (!reader.ok() || !reader.empty()) return absl::DataLossError("key index entry unreadable");
  entry.revision = static_cast<uint32_t>(revision_and_status >> 1);
  entry.status = (revision_and_status & 1) != 0 ? KeyStatus::kRetracted : KeyStatus::kActive;
  return entry;
}

absl::StatusOr<uint64_t> KeyIndex::LoadIndexedThrough() const {
  std::string value;
  const absl::Status found = database_.Get({}, Family::kMeta, kIndexedThroughKey, &value);
  if (absl::IsNotFound(found)) return 0;
  if (!found.ok()) return found;
  if (value.size() != 8) return absl::DataLossError("key_indexed_through unreadable");
  return ByteReader(value).Fixed64();
}

std::optional<KeyEntry> KeyIndex::FindRecent(const KeyHash& hash) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto it = recent_.find(hash);
  if (it == recent_.end()) return std::nullopt;
  return it->second;
}

absl::StatusOr<std::optional<KeyEntry>> KeyIndex::Find(const KeyHash& hash) const {
  // Recent first: a run reaches RocksDB before it leaves the map.
  if (std::optional<KeyEntry> recent = FindRecent(hash)) return recent;
  std::string value;
  const absl::Status found = database_.Get({}, Family::kKey, hash.Encode(), &value);
  if (absl::IsNotFound(found)) return std::nullopt;
  if (!found.ok()) return found;
  absl::StatusOr<KeyEntry> entry = DecodeKeyEntry(value);
  if (!entry.ok()) return entry.status();
  return *entry;
}

absl::Status KeyIndex::FindAll(std::span<const KeyHash> hashes,
                               std::vector<std::optional<KeyEntry>>* entries) const {
  entries->assign(hashes.size(), std::nullopt);
  std::vector<std::pair<std::string, size_t>> missing;
  for (size_t i = 0; i < hashes.size(); ++i) {
    if (const auto it = recent_.find(hashes[i]); it != recent_.end()) {
      (*entries)[i] = it->second;
    } else {
      missing.emplace_back(hashes[i].Encode(), i);
    }
  }
  if (missing.empty()) return absl::OkStatus();
  std::sort(missing.begin(), missing.end());

  std::vector<rocksdb::Slice> keys;
  keys.reserve(missing.size());
  for (const auto& [key, index] : missing) keys.emplace_back(key);
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  database_.db().MultiGet({}, database_.family(Family::kKey), keys.size(), keys.data(),
                          values.data(), statuses.data(), /*sorted_input=*/true);
  for (size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok()) return FromRocksDb(statuses[i], "reading the key index");
    absl::StatusOr<KeyEntry> entry = DecodeKeyEntry(ToView(values[i]));
    if (!entry.ok()) return entry.status();
    (*entries)[missing[i].second] = *entry;
  }
  return absl::OkStatus();
}

void KeyIndex::Set(std::span<const std::pair<KeyHash, KeyEntry>> entries) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [hash, entry] : entries) recent_[hash] = entry;
}

absl::Status KeyIndex::WriteRun(uint64_t through) {
  std::vector<std::pair<KeyHash, KeyEntry>> run(recent_.begin(), recent_.end());
  // In key order each insert starts where the last one ended.
  std::sort(run.begin(), run.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  rocksdb::WriteBatch batch;
  for (const auto& [hash, entry] : run) {
    const rocksdb::Status put =
        batch.Put(database_.family(Family::kKey), hash.Encode(), EncodeKeyEntry(entry));
    if (!put.ok()) return FromRocksDb(put, "writing the key index");
  }
  std::string value;
  AppendFixed64(value, through);
  batch.Put(database_.family(Family::kMeta), kIndexedThroughKey, value).PermitUncheckedError();
  // Unsynced: what is lost with it is read from the log again.
  if (absl::Status written = database_.Write(batch, /*sync=*/false); !written.ok()) return written;
  // A memtable to itself: sorted inserts into an empty one are appends, among the keys of other
  // runs each would be a search.
  rocksdb::FlushOptions flush;
  flush.wait = false;
  flush.allow_write_stall = true;
  const rocksdb::Status flushed = database_.db().Flush(flush, database_.family(Family::kKey));
  if (!flushed.ok()) return FromRocksDb(flushed, "writing the key index");
  absl::flat_hash_map<KeyHash, KeyEntry> empty;
  empty.reserve(kRunEntries + kRunEntries / 2);
  // The old map is freed after the lock.
  absl::MutexLock lock(&mutex_);
  recent_.swap(empty);
  return absl::OkStatus();
}

}  // namespace oxus::storage
