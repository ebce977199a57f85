#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/columns/sealed_segment.h"
#include "storage/database.h"

namespace oxus::test {

// The column blocks and the log of a store that is closed, to be damaged.
class StoredBlocks {
 public:
  // Throws when the store cannot be opened.
  explicit StoredBlocks(const storage::StoreOptions& options);

  // First sequence and number of each block, in order.
  std::vector<std::pair<uint64_t, storage::BlockId>> List() const;
  std::string Get(uint64_t first_sequence, storage::BlockId block) const;
  void Put(uint64_t first_sequence, storage::BlockId block, const std::string& bytes);
  // Turns one bit of a byte over; `at` may be beyond the end.
  void FlipABit(uint64_t first_sequence, storage::BlockId block, size_t at = 5);
  // A sound block of that version.
  void SetVersion(uint64_t first_sequence, storage::BlockId block, int version);
  void Remove(uint64_t first_sequence, storage::BlockId block);
  void RemoveSegment(uint64_t first_sequence);

  storage::Database& database() { return *database_; }

  // Damages the chunk of the log that holds a sequence, and has the store open all the same.
  void DamageLog(uint64_t sequence, uint64_t last_sequence);

 private:
  void Write(rocksdb::WriteBatch& batch);

  std::unique_ptr<storage::Database> database_;
};

}  // namespace oxus::test
