#include "server/query/columns/symbol_test.h"

#include <algorithm>
#include <utility>

namespace oxus::query {
namespace {

// Above every number of an enum, and of acts.
constexpr int64_t kSmallNumbers = 4096;

int64_t NumbersOf(const QueryField& field, const storage::Dictionary& dictionary) {
  const storage::ColumnInfo& info = storage::InfoOf(field.column);
  if (info.type != storage::ColumnType::kCode) return kSmallNumbers;
  return int64_t{dictionary.size(info.dictionary)} + 1;
}

}  // namespace

SymbolTest::SymbolTest(const QueryField& field, const storage::Dictionary& dictionary, Judge judge)
    : field_(field),
      dictionary_(dictionary),
      judge_(std::move(judge)),
      known_size_(NumbersOf(field, dictionary)),
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
