#include "server/query/columns/symbol_table.h"

#include "server/query/field_table.h"

namespace oxus::query {

SymbolTable::SymbolTable(const storage::Dictionary& dictionary)
    : dictionary_(dictionary), groups_(Fields().size()) {}

SymbolGroups& SymbolTable::Of(size_t field) {
  const std::lock_guard lock(mutex_);
  if (groups_[field] == nullptr) {
    groups_[field] = std::make_unique<SymbolGroups>(Fields()[field], dictionary_);
  }
  return *groups_[field];
}

}  // namespace oxus::query
