#include "storage/log_walk.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "storage/coding.h"

namespace oxus::storage {
namespace {

absl::Status Missing(uint64_t sequence) {
  return absl::DataLossError(absl::StrCat("log: sequence ", sequence, " is missing"));
}

// Checks that a chunk holds `sequence` and follows the one whose chain value is given.
absl::Status CheckPlace(const Chunk& chunk, uint64_t sequence, std::optional<uint64_t> chain) {
  if (chunk.first_sequence() > sequence || chunk.end_sequence() <= sequence) {
    return Missing(sequence);
  }
  if (chain.has_value() && chunk.previous_chain() != *chain) {
    return absl::DataLossError(absl::StrCat("log: the chunk before sequence ",
                                            chunk.first_sequence(),
                                            " is not the one it was written after"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WalkLog(const Database& database, uint64_t first, uint64_t last,
                     const ChunkVisitor& visit) {
  if (first > last) return absl::OkStatus();
  rocksdb::ReadOptions options;
  options.readahead_size = 1 << 20;
  // A walk over everything must not push out what point reads use.
  options.fill_cache = false;
  const auto it = database.NewIterator(options, Family::kLog);
  std::optional<uint64_t> chain;
  uint64_t next = first;
  for (it->SeekForPrev(BigEndian64(next)); it->Valid() && next <= last; it->Next()) {
    absl::StatusOr<Chunk> chunk = Chunk::Decode(ToView(it->value()));
    if (!chunk.ok()) return chunk.status();
    if (absl::Status placed = CheckPlace(*chunk, next, chain); !placed.ok()) return placed;
    chain = chunk->chain();
    for (const ChunkRecord& record : chunk->records()) {
      if (record.sequence < next) continue;
      if (record.sequence > last) return absl::OkStatus();
      const absl::StatusOr<bool> goes_on = visit(record, chunk->received_ms());
      if (!goes_on.ok()) return goes_on.status();
      if (!*goes_on) return absl::OkStatus();
    }
    next = chunk->end_sequence();
  }
  if (!it->status().ok()) return FromRocksDb(it->status(), "reading the log");
  return next <= last ? Missing(next) : absl::OkStatus();
}

}  // namespace oxus::storage
