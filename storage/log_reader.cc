#include "storage/log_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/coding.h"

namespace oxus::storage {
namespace {

// Callers know from the log or its index that the record exists.
absl::Status Missing(uint64_t sequence) {
  return absl::DataLossError(absl::StrCat("log: sequence ", sequence, " is missing"));
}

}  // namespace

absl::StatusOr<ChunkRecord> LogReader::Read(uint64_t sequence) {
  if (held_ == nullptr || !held_->chunk.Holds(sequence)) {
    if (absl::Status loaded = LoadChunk(sequence); !loaded.ok()) return loaded;
  }
  return held_->chunk.records()[sequence - held_->chunk.first_sequence()];
}

absl::Status LogReader::LoadChunk(uint64_t sequence) {
  held_ = cache_ == nullptr ? nullptr : cache_->Find(sequence);
  if (held_ != nullptr) return absl::OkStatus();
  const auto it = database_.NewIterator({}, Family::kLog);
  it->SeekForPrev(BigEndian64(sequence));
  if (!it->Valid()) {
    if (!it->status().ok()) return FromRocksDb(it->status(), "reading the log");
    return Missing(sequence);
  }
  const auto read = std::make_shared<ChunkCache::Held>();
  read->bytes.assign(it->value().data(), it->value().size());
  absl::StatusOr<Chunk> chunk = Chunk::Decode(read->bytes);
  if (!chunk.ok()) return chunk.status();
  if (!chunk->Holds(sequence)) return Missing(sequence);
  read->chunk = *std::move(chunk);
  held_ = read;
  if (cache_ != nullptr) cache_->Put(held_);
  return absl::OkStatus();
}

}  // namespace oxus::storage
