#include "storage/totals.h"

#include "storage/coding.h"

namespace oxus::storage {
namespace {

constexpr char kKeysKey[] = "total_keys";
constexpr std::string_view kProducerPrefix = "total_producer/";

std::string ProducerKey(uint32_t code) { return std::string(kProducerPrefix) + BigEndian32(code); }

}  // namespace

absl::Status Totals::Load() {
  const std::lock_guard lock(mutex_);
  std::string value;
  const absl::Status found = database_.Get({}, Family::kMeta, kKeysKey, &value);
  if (absl::IsNotFound(found)) return absl::OkStatus();
  if (!found.ok()) return found;
  ByteReader keys(value);
  published_.active = keys.Varint();
  published_.retracted = keys.Varint();
  if (!keys.ok()) return absl::DataLossError("total_keys unreadable");
  counted_.active = published_.active;
  counted_.retracted = published_.retracted;

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
    published_.producers[producer.code] = producer;
  }
  return FromRocksDb(it->status(), "reading totals");
}

void Totals::CountKeys(int64_t active_delta, int64_t retracted_delta) {
  counted_.active += static_cast<uint64_t>(active_delta);
  counted_.retracted += static_cast<uint64_t>(retracted_delta);
}

void Totals::CountRecord(uint32_t code, int64_t received_ms) {
  auto [it, is_new] = counted_.producers.try_emplace(code);
  Producer& producer = it->second;
  if (is_new) {
    const std::lock_guard lock(mutex_);
    if (const auto held = published_.producers.find(code); held != published_.producers.end()) {
      producer = held->second;
    }
  }
  producer.code = code;
  ++producer.records;
  producer.last_received_ms = received_ms;
}

absl::Status Totals::Persist(rocksdb::WriteBatch& batch) const {
  std::string keys;
  AppendVarint(keys, counted_.active);
  AppendVarint(keys, counted_.retracted);
  rocksdb::Status put = batch.Put(database_.family(Family::kMeta), kKeysKey, keys);
  if (!put.ok()) return FromRocksDb(put, "writing totals");
  for (const auto& [code, producer] : counted_.producers) {
    std::string bytes;
    AppendVarint(bytes, producer.records);
    AppendVarint(bytes, static_cast<uint64_t>(producer.last_received_ms));
    put = batch.Put(database_.family(Family::kMeta), ProducerKey(code), bytes);
    if (!put.ok()) return FromRocksDb(put, "writing totals");
  }
  return absl::OkStatus();
}

void Totals::Publish() {
  const std::lock_guard lock(mutex_);
  published_.active = counted_.active;
  published_.retracted = counted_.retracted;
  for (const auto& [code, producer] : counted_.producers) published_.producers[code] = producer;
  counted_.producers.clear();
}

uint64_t Totals::active() const {
  const std::lock_guard lock(mutex_);
  return published_.active;
}

uint64_t Totals::retracted() const {
  const std::lock_guard lock(mutex_);
  return published_.retracted;
}

std::vector<Totals::Producer> Totals::producers() const {
  const std::lock_guard lock(mutex_);
  std::vector<Producer> producers;
  for (const auto& [code, producer] : published_.producers) producers.push_back(producer);
  return producers;
}

}  // namespace oxus::storage
