#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "server/query/query_field.h"
#include "storage/dictionary.h"

namespace oxus::query {

// Which of the numbers in a column of symbols pass a test of what they stand for. Each number is
// judged once, when it is first met. Any thread.
class SymbolTest {
 public:
  using Judge = std::function<bool(const OptionalValue& value)>;

  // The field must be kSymbol; field and dictionary must outlive the test.
  SymbolTest(const QueryField& field, const storage::Dictionary& dictionary, Judge judge);
  // Only this number passes.
  SymbolTest(const QueryField& field, const storage::Dictionary& dictionary, int64_t only);

  bool Passes(int64_t number) const {
    if (only_) return number == *only_;
    if (number < 0 || number >= known_size_) return JudgeNow(number);
    const uint8_t verdict = known_[number].load(std::memory_order_relaxed);
    if (verdict != kUnseen) return verdict == kPasses;
    return Remember(number);
  }
  // The one number that passes, when that is known beforehand.
  std::optional<int64_t> only() const { return only_; }

 private:
  enum : uint8_t { kUnseen, kPasses, kFails };

  bool JudgeNow(int64_t number) const;
  bool Remember(int64_t number) const;

  const QueryField& field_;
  const storage::Dictionary& dictionary_;
  const Judge judge_;
  const std::optional<int64_t> only_;
  const int64_t known_size_;
  // Threads that meet a number at once judge it alike.
  const std::unique_ptr<std::atomic<uint8_t>[]> known_;
};

}  // namespace oxus::query
