#include "storage/totals.h"

#include <algorithm>

#include "storage/coding.h"

namespace oxus::storage {
namespace {

constexpr char kKeysKey[] = "total_keys";
constexpr std::string_view kProducerPrefix = "total_producer/";

std::string ProducerKey(uint32_t code) { return std::string(kProducerPrefix) + BigEndian32(code); }

}  // namespace

absl::Status Totals::Load() {
  absl::MutexLock lock(&mutex_);
  std::string value;
  const absl::Status found = database_.Get({}, Family::kMeta, kKeysKey, &value);
  if (absl::IsNotFound(found)) return absl::OkStatus();
  if (!found.ok()) return found;
  ByteReader keys(value);
  active_ = keys.Varint();
  retracted_ = keys.Varint();
  if (!keys.ok()) return absl::DataLossError("total_keys unreadable");

  const auto it = database_.NewIterator({}, Family::kMeta);
  for (it->Seek(ToSlice(kProducerPrefix));
       it->Valid() && it->key().starts_with(ToSlice(kProducerPrefix)); it->Next()) {
    ByteReader key(ToView(it->key()).substr(kProducerPrefix.size()));
    ByteReader bytes(ToView(it->value()));
    Producer producer;
    producer.code = key.Big32();
    producer.records = bytes.Varint();
    producer.last_received_ms = static_cast<int64_t>(bytes.Varint());
    if (!key.ok() || !bytes.ok()) return absl::DataLossError("total_producer unreadable");
    producers_[producer.code] = producer;
  }
  return FromRocksDb(it->status(), "reading totals");
}

void Totals::CountKeys(int64_t active_delta, int64_t retracted_delta) {
  absl::MutexLock lock(&mutex_);
  active_ += static_cast<uint64_t>(active_delta);
  retracted_ += static_cast<uint64_t>(retracted_delta);
}

void Totals::CountRecord(uint32_t code, int64_t received_ms) {
  absl::MutexLock lock(&mutex_);
  Producer& producer = producers_[code];
  producer.code = code;
  ++producer.records;
  producer.last_received_ms = received_ms;
  if (changed_.empty() || changed_.back() != code) changed_.push_back(code);
}

absl::Status Totals::Persist(rocksdb::WriteBatch& batch) {
  absl::MutexLock lock(&mutex_);
  std::string keys;
  AppendVarint(keys, active_);
  AppendVarint(keys, retracted_);
  rocksdb::Status put = batch.Put(database_.family(Family::kMeta), kKeysKey, keys);
  if (!put.ok()) return FromRocksDb(put, "writing totals");
  std::sort(changed_.begin(), changed_.end());
  changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
  for (const uint32_t code : changed_) {
    const Producer& producer = producers_[code];
    std::string bytes;
    AppendVarint(bytes, producer.records);
    AppendVarint(bytes, static_cast<uint64_t>(producer.last_received_ms));
    put = batch.Put(database_.family(Family::kMeta), ProducerKey(code), bytes);
    if (!put.ok()) return FromRocksDb(put, "writing totals");
  }
  changed_.clear();
  return absl::OkStatus();
}

uint64_t Totals::active() const {
  absl::MutexLock lock(&mutex_);
  return active_;
}

uint64_t Totals::retracted() const {
  absl::MutexLock lock(&mutex_);
  return retracted_;
}

std::vector<Totals::Producer> Totals::producers() const {
  absl::MutexLock lock(&mutex_);
  std::vector<Producer> producers;
  for (const auto& [code, producer] : producers_) producers.push_back(producer);
  return producers;
}

}  // namespace oxus::storage
