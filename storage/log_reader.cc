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
  if (sequence < chunk_.first_sequence() || sequence >= chunk_.end_sequence()) {
    if (absl::Status loaded = LoadChunk(sequence); !loaded.ok()) return loaded;
  }
  return chunk_.records()[sequence - chunk_.first_sequence()];
}

absl::Status LogReader::LoadChunk(uint64_t sequence) {
  chunk_ = Chunk();
  const auto it = database_.NewIterator({}, Family::kLog);
  it->SeekForPrev(BigEndian64(sequence));
  if (!it->Valid()) {
    if (!it->status().ok()) return FromRocksDb(it->status(), "reading the log");
    return Missing(sequence);
  }
  bytes_.assign(it->value().data(), it->value().size());
  absl::StatusOr<Chunk> chunk = Chunk::Decode(bytes_);
  if (!chunk.ok()) return chunk.status();
  if (sequence >= chunk->end_sequence() || sequence < chunk->first_sequence()) {
    return Missing(sequence);
  }
  chunk_ = *std::move(chunk);
  return absl::OkStatus();
}

}  // namespace oxus::storage
