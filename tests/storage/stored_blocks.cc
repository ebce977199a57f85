#include "tests/storage/stored_blocks.h"

#include <xxhash.h>

#include <stdexcept>

#include "storage/block_key.h"
#include "storage/coding.h"

namespace oxus::test {

using storage::BlockId;
using storage::BlockKey;
using storage::Family;

StoredBlocks::StoredBlocks(const storage::StoreOptions& options) {
  absl::StatusOr<std::unique_ptr<storage::Database>> database = storage::Database::Open(options);
  if (!database.ok()) throw std::runtime_error(database.status().ToString());
  database_ = *std::move(database);
}

std::vector<std::pair<uint64_t, BlockId>> StoredBlocks::List() const {
  std::vector<std::pair<uint64_t, BlockId>> blocks;
  const auto it = database_->NewIterator({}, Family::kSegment);
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    const std::string_view key = storage::ToView(it->key());
    blocks.emplace_back(storage::ByteReader(key).Big64(), static_cast<BlockId>(key[8]));
  }
  return blocks;
}

std::string StoredBlocks::Get(uint64_t first_sequence, BlockId block) const {
  std::string bytes;
  const absl::Status found =
      database_->Get({}, Family::kSegment, BlockKey(first_sequence, block), &bytes);
  if (!found.ok()) throw std::runtime_error(found.ToString());
  return bytes;
}

void StoredBlocks::Put(uint64_t first_sequence, BlockId block, const std::string& bytes) {
  rocksdb::WriteBatch batch;
  batch.Put(database_->family(Family::kSegment), BlockKey(first_sequence, block), bytes)
      .PermitUncheckedError();
  Write(batch);
}

void StoredBlocks::FlipABit(uint64_t first_sequence, BlockId block, size_t at) {
  std::string bytes = Get(first_sequence, block);
  bytes[at % bytes.size()] ^= 1;
  Put(first_sequence, block, bytes);
}

void StoredBlocks::SetVersion(uint64_t first_sequence, BlockId block, int version) {
  std::string bytes = Get(first_sequence, block);
  bytes.resize(bytes.size() - sizeof(uint64_t));
  bytes[0] = static_cast<char>(version);
  const uint64_t seed = first_sequence << 8 | block;
  storage::AppendFixed64(bytes, XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed));
  Put(first_sequence, block, bytes);
}

void StoredBlocks::Remove(uint64_t first_sequence, BlockId block) {
  rocksdb::WriteBatch batch;
  batch.Delete(database_->family(Family::kSegment), BlockKey(first_sequence, block))
      .PermitUncheckedError();
  Write(batch);
}

void StoredBlocks::RemoveSegment(uint64_t first_sequence) {
  for (const auto& [first, block] : List()) {
    if (first == first_sequence) Remove(first, block);
  }
}

void StoredBlocks::DamageLog(uint64_t sequence, uint64_t last_sequence) {
  const auto it = database_->NewIterator({}, Family::kLog);
  it->SeekForPrev(storage::BigEndian64(sequence));
  std::string chunk = it->value().ToString();
  chunk[chunk.size() / 2] ^= 1;
  rocksdb::WriteBatch batch;
  batch.Put(database_->family(Family::kLog), it->key(), chunk).PermitUncheckedError();
  // So that opening need not read the log for its keys.
  database_->PutSequence(batch, "key_indexed_through", last_sequence);
  Write(batch);
}

void StoredBlocks::Write(rocksdb::WriteBatch& batch) {
  const absl::Status written = database_->Write(batch, /*sync=*/false);
  if (!written.ok()) throw std::runtime_error(written.ToString());
}

}  // namespace oxus::test
