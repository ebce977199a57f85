#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "storage/record.h"

namespace rocksdb {
class WriteBatch;
}  // namespace rocksdb

namespace oxus::storage {

class Database;

// Numbers the strings of each column from 1, in order of first appearance. A code is never
// reused. Held in memory whole; persisted in the commit that first uses it.
// One writer (Load, Code, Persist); the others on any thread. Views stay valid for ever.
class Dictionary {
 public:
  Dictionary();
  ~Dictionary();

  absl::Status Load(const Database& database);

  // The code of a text, a new one when needed. Empty texts have code 0.
  uint32_t Code(DictionaryColumn column, std::string_view text);
  // Adds the codes made since the last commit to its batch.
  absl::Status Persist(const Database& database, rocksdb::WriteBatch& batch);

  // The code of a text, 0 when it has none.
  uint32_t Find(DictionaryColumn column, std::string_view text) const;
  // Empty for code 0 and for codes never given out. Takes no lock.
  std::string_view Text(DictionaryColumn column, uint32_t code) const;
  // Codes are 1..size.
  uint32_t size(DictionaryColumn column) const;
  size_t bytes() const;

 private:
  struct Column;

  // Numbers a text that has no code.
  uint32_t Add(DictionaryColumn column, std::string_view text);

  std::array<std::unique_ptr<Column>, kDictionaryColumns> columns_;
  std::vector<std::pair<DictionaryColumn, uint32_t>> fresh_;
};

}  // namespace oxus::storage
