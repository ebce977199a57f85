#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "server/query/columns/symbol_groups.h"

namespace oxus::query {

// The groups of every symbol field, each made when first asked for. Lives as long as the engine.
// Any thread.
class SymbolTable {
 public:
  // The dictionary must outlive it.
  explicit SymbolTable(const storage::Dictionary& dictionary);

  // `field`: into the field table; it must be groupable. Valid as long as the table.
  SymbolGroups& Of(size_t field);

 private:
  const storage::Dictionary& dictionary_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<SymbolGroups>> groups_;
};

}  // namespace oxus::query
