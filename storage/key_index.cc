#include "storage/key_index.h"

#include <algorithm>
#include <string>
#include <utility>

#include "storage/coding.h"

namespace oxus::storage {
namespace {

constexpr char kIndexedThroughKey[] = "key_indexed_through";
// How far ahead memory is fetched: about as long as it takes to come.
constexpr size_t kPrefetchAhead = 8;
// Key and value with their sizes, and a few bytes that say what they are.
constexpr size_t kBatchBytesPerEntry = 40;

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

KeyIndex::KeyIndex(Database& database) : database_(database) {
  recent_.reserve(kRunEntries + kRunEntries / 2);
}

absl::StatusOr<uint64_t> KeyIndex::LoadIndexedThrough() const {
  return database_.GetSequence(kIndexedThroughKey);
}

std::optional<KeyEntry> KeyIndex::FindInMemory(const KeyHash& hash) const {
  const std::shared_lock lock(mutex_);
  if (const auto it = recent_.find(hash); it != recent_.end()) return it->second;
  if (closed_ == nullptr) return std::nullopt;
  const auto it = closed_->entries.find(hash);
  if (it == closed_->entries.end()) return std::nullopt;
  return it->second;
}

std::shared_ptr<const KeyIndex::Run> KeyIndex::closed_run() const {
  const std::shared_lock lock(mutex_);
  return closed_;
}

absl::StatusOr<std::optional<KeyEntry>> KeyIndex::Find(const KeyHash& hash) const {
  // Memory first: a run reaches RocksDB before it leaves.
  if (std::optional<KeyEntry> recent = FindInMemory(hash)) return recent;
  std::string value;
  const KeyHash::Bytes key = hash.Encode();
  const absl::Status found = database_.Get({}, Family::kKey, {key.data(), key.size()}, &value);
  if (absl::IsNotFound(found)) return std::nullopt;
  if (!found.ok()) return found;
  absl::StatusOr<KeyEntry> entry = DecodeKeyEntry(value);
  if (!entry.ok()) return entry.status();
  return *entry;
}

absl::Status KeyIndex::FindAll(std::span<const KeyHash> hashes,
                               std::vector<std::optional<KeyEntry>>* entries) const {
  entries->assign(hashes.size(), std::nullopt);
  std::vector<std::pair<KeyHash, size_t>> missing;
  const std::shared_ptr<const Run> closed = closed_run();
  for (size_t i = 0; i < hashes.size(); ++i) {
    if (const size_t ahead = i + kPrefetchAhead; ahead < hashes.size()) {
      recent_.prefetch(hashes[ahead]);
      if (closed != nullptr) closed->entries.prefetch(hashes[ahead]);
    }
    if (const auto it = recent_.find(hashes[i]); it != recent_.end()) {
      (*entries)[i] = it->second;
      continue;
    }
    if (closed != nullptr) {
      if (const auto it = closed->entries.find(hashes[i]); it != closed->entries.end()) {
        (*entries)[i] = it->second;
        continue;
      }
    }
    missing.emplace_back(hashes[i], i);
  }
  return missing.empty() ? absl::OkStatus() : ReadEntries(missing, entries);
}

absl::Status KeyIndex::ReadEntries(std::vector<std::pair<KeyHash, size_t>>& missing,
                                   std::vector<std::optional<KeyEntry>>* entries) const {
  std::sort(missing.begin(), missing.end());
  std::vector<KeyHash::Bytes> bytes(missing.size());
  std::vector<rocksdb::Slice> keys;
  keys.reserve(missing.size());
  for (size_t i = 0; i < missing.size(); ++i) {
    bytes[i] = missing[i].first.Encode();
    keys.emplace_back(bytes[i].data(), bytes[i].size());
  }
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
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < entries.size(); ++i) {
    if (i + kPrefetchAhead < entries.size()) recent_.prefetch(entries[i + kPrefetchAhead].first);
    recent_[entries[i].first] = entries[i].second;
  }
}

void KeyIndex::CloseRun(uint64_t through) {
  auto run = std::make_shared<Run>();
  run->through = through;
  run->entries.reserve(kRunEntries + kRunEntries / 2);
  const std::lock_guard lock(mutex_);
  recent_.swap(run->entries);
  closed_ = std::move(run);
}

absl::StatusOr<bool> KeyIndex::WriteRun() {
  const std::shared_ptr<const Run> run = closed_run();
  if (run == nullptr) return false;
  if (absl::Status written = WriteEntries(*run); !written.ok()) return written;
  // Its memory is freed after the lock, with `run`.
  const std::lock_guard lock(mutex_);
  closed_ = nullptr;
  return true;
}

absl::Status KeyIndex::WriteEntries(const Run& run) {
  std::vector<std::pair<KeyHash, KeyEntry>> entries(run.entries.begin(), run.entries.end());
  // In key order each insert starts where the last one ended.
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  rocksdb::WriteBatch batch(/*reserved_bytes=*/entries.size() * kBatchBytesPerEntry);
  for (const auto& [hash, entry] : entries) {
    const KeyHash::Bytes key = hash.Encode();
    const rocksdb::Status put =
        batch.Put(database_.family(Family::kKey), rocksdb::Slice(key.data(), key.size()),
                  EncodeKeyEntry(entry));
    if (!put.ok()) return FromRocksDb(put, "writing the key index");
  }
  database_.PutSequence(batch, kIndexedThroughKey, run.through);
  // Unsynced: what is lost with it is read from the log again.
  if (absl::Status written = database_.Write(batch, /*sync=*/false); !written.ok()) return written;
  // A memtable to itself: sorted inserts into an empty one are appends, among the keys of other
  // runs each would be a search.
  rocksdb::FlushOptions flush;
  flush.wait = false;
  flush.allow_write_stall = true;
  return FromRocksDb(database_.db().Flush(flush, database_.family(Family::kKey)),
                     "writing the key index");
}

size_t KeyIndex::bytes() const {
  // A slot and the byte that says what is in it.
  constexpr size_t kSlotBytes = sizeof(std::pair<const KeyHash, KeyEntry>) + 1;
  const std::shared_lock lock(mutex_);
  return kSlotBytes * (recent_.capacity() + (closed_ == nullptr ? 0 : closed_->entries.capacity()));
}

}  // namespace oxus::storage
