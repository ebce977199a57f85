#include "server/query/columns/symbol_test.h"

#include <algorithm>
#include <utility>

#include "server/query/columns/symbol_groups.h"

namespace oxus::query {

SymbolTest::SymbolTest(const QueryField& field, const storage::Dictionary& dictionary, Judge judge)
    : field_(field),
      dictionary_(dictionary),
      judge_(std::move(judge)),
      known_size_(NumberLimit(field, dictionary)),
      known_(new std::atomic<uint8_t>[static_cast<size_t>(known_size_)]()) {}

SymbolTest::SymbolTest(const QueryField& field, const storage::Dictionary& dictionary, int64_t only)
    : field_(field), dictionary_(dictionary), only_(only), known_size_(0) {}

bool SymbolTest::JudgeNow(int64_t number) const {
  return judge_(field_.symbol(dictionary_, number));
}

bool SymbolTest::Remember(int64_t number) const {
  const bool passes = JudgeNow(number);
  known_[number].store(passes ? kPasses : kFails, std::memory_order_relaxed);
  return passes;
}

}  // namespace oxus::query
