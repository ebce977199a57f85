#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "rocksdb/write_batch.h"
#include "storage/database.h"
#include "storage/record.h"

namespace oxus::storage {

// Numbers the strings of each column from 1, in order of first appearance. A code is never
// reused. Held in memory whole; persisted in the commit that first uses it.
// One writer (Code, Persist); Text on any thread; views stay valid for ever.
class Dictionary {
 public:
  explicit Dictionary(Database& database) : database_(database) {}

  absl::Status Load();

  // The code of a text, a new one when needed. Empty texts have code 0.
  uint32_t Code(DictionaryColumn column, std::string_view text);
  // Adds the codes made since the last commit to its batch.
  absl::Status Persist(rocksdb::WriteBatch& batch);

  // Empty for code 0 and for codes never given out.
  std::string_view Text(DictionaryColumn column, uint32_t code) const;
  size_t size(DictionaryColumn column) const;

 private:
  static constexpr size_t kColumns = 3;
  struct Column {
    // Stable addresses: the map's keys view into it.
    std::deque<std::string> texts;
    absl::flat_hash_map<std::string_view, uint32_t> codes;
  };
  struct Fresh {
    DictionaryColumn column;
    uint32_t code;
  };

  uint32_t Add(DictionaryColumn column, std::string_view text) ABSL_LOCKS_EXCLUDED(mutex_);

  Database& database_;
  mutable absl::Mutex mutex_;
  // Written under the mutex by the writer alone, which therefore reads it without.
  std::array<Column, kColumns> columns_;
  std::vector<Fresh> fresh_;
};

}  // namespace oxus::storage
