#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/record.h"

// A chunk is a run of consecutive log records under one key of the column family `log`. One
// key per chunk instead of one per record halves the cost of a commit. Byte layout, version and
// checksums: docs/storage_format.md.
namespace oxus::storage {

// A chunk is closed when it holds this much; a single read decodes no more than this plus one
// record.
inline constexpr size_t kChunkTargetBytes = 32 << 10;

// A record inside a chunk. Views point into the chunk's bytes.
struct ChunkRecord {
  uint64_t sequence = 0;
  RecordType type = RecordType::kEvent;
  bool quarantined = false;
  // Code in dictionary column kPrincipal; 0 for none.
  uint32_t principal = 0;
  uint64_t previous_sequence = 0;
  std::string_view body;
};

// Builds one chunk. Not thread-safe.
class ChunkWriter {
 public:
  // `previous_chain` is the chain value of the chunk before, 0 for the first of a log.
  ChunkWriter(uint64_t first_sequence, int64_t received_ms, uint64_t previous_chain);

  // Records get consecutive sequences from first_sequence; record.sequence must be the next.
  void Add(const ChunkRecord& record);

  bool full() const { return bytes_.size() >= kChunkTargetBytes; }
  bool empty() const { return count_ == 0; }
  uint64_t first_sequence() const { return first_sequence_; }

  // Ends the chunk; the writer must not be used afterwards. `chain` gets the value the next
  // chunk continues from.
  std::string Finish(uint64_t* chain) &&;

 private:
  const uint64_t first_sequence_;
  uint32_t count_ = 0;
  std::string bytes_;
};

// A chunk read back and checked.
class Chunk {
 public:
  // DATA_LOSS naming the first sequence when version, checksum or structure is wrong.
  static absl::StatusOr<Chunk> Decode(std::string_view bytes);

  uint64_t first_sequence() const { return first_sequence_; }
  uint64_t end_sequence() const { return first_sequence_ + records_.size(); }
  bool Holds(uint64_t sequence) const {
    return first_sequence() <= sequence && sequence < end_sequence();
  }
  int64_t received_ms() const { return received_ms_; }
  uint64_t previous_chain() const { return previous_chain_; }
  uint64_t chain() const { return chain_; }
  // Views into the bytes given to Decode.
  const std::vector<ChunkRecord>& records() const { return records_; }

 private:
  uint64_t first_sequence_ = 0;
  int64_t received_ms_ = 0;
  uint64_t previous_chain_ = 0;
  uint64_t chain_ = 0;
  std::vector<ChunkRecord> records_;
};

}  // namespace oxus::storage
