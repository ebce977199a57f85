#include "storage/log_end.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "storage/chunk.h"
#include "storage/coding.h"

namespace oxus::storage {
namespace {

absl::StatusOr<LogEnd> EndOf(const rocksdb::Iterator& it) {
  if (!it.Valid()) {
    if (!it.status().ok()) return FromRocksDb(it.status(), "reading the log");
    return LogEnd{};
  }
  const absl::StatusOr<Chunk> chunk = Chunk::Decode(ToView(it.value()));
  if (!chunk.ok()) return chunk.status();
  return LogEnd{chunk->end_sequence() - 1, chunk->chain(), chunk->received_ms()};
}

// The end of the chunk that holds `sequence`, or of the last before it.
absl::StatusOr<LogEnd> ReadChunkEnd(const Database& database, uint64_t sequence) {
  const auto it = database.NewIterator({}, Family::kLog);
  it->SeekForPrev(BigEndian64(sequence));
  return EndOf(*it);
}

absl::Status Shorter(const AckFloor& floor, uint64_t last_sequence) {
  return absl::DataLossError(
      absl::StrCat("the log ends at sequence ", last_sequence, ", but all up to ",
                   floor.last_sequence, " had been acknowledged: sequences ", last_sequence + 1,
                   " to ", floor.last_sequence, " are missing. Nothing was changed"));
}

}  // namespace

absl::StatusOr<LogEnd> ReadLogEnd(const Database& database) {
  const auto it = database.NewIterator({}, Family::kLog);
  it->SeekToLast();
  return EndOf(*it);
}

absl::Status CheckLogReaches(const AckFloor& floor, const StoreOptions& options) {
  if (floor.last_sequence == 0) return absl::OkStatus();
  const auto database = Database::OpenReadOnly(options);
  if (absl::IsNotFound(database.status())) return Shorter(floor, 0);
  if (!database.ok()) return database.status();
  const absl::StatusOr<LogEnd> end = ReadLogEnd(**database);
  if (!end.ok()) return end.status();
  if (end->last_sequence < floor.last_sequence) return Shorter(floor, end->last_sequence);
  const absl::StatusOr<LogEnd> at_floor = ReadChunkEnd(**database, floor.last_sequence);
  if (!at_floor.ok()) return at_floor.status();
  if (at_floor->last_sequence != floor.last_sequence || at_floor->chain != floor.chain) {
    return absl::DataLossError(absl::StrCat("the log is not the one whose sequence ",
                                            floor.last_sequence,
                                            " was acknowledged: it reads otherwise up to there. "
                                            "Nothing was changed"));
  }
  return absl::OkStatus();
}

}  // namespace oxus::storage
