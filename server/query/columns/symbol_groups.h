#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <shared_mutex>
#include <vector>

#include "server/query/query_field.h"
#include "storage/dictionary.h"

namespace oxus::query {

// One more than the highest number that a symbol field may have now.
int64_t NumberLimit(const QueryField& field, const storage::Dictionary& dictionary);

// The groups that the numbers of a symbol field fall into: a group is named by the first number met
// that stands for its value, so it means the same in every partial result kept. Lives as long as
// the engine. Any thread.
class SymbolGroups {
 public:
  // The field must be groupable; field and dictionary must outlive it.
  SymbolGroups(const QueryField& field, const storage::Dictionary& dictionary);

  // GroupedResult::kUnknown for numbers that stand for nothing.
  int32_t GroupOf(int64_t number);
  // groups[i] = GroupOf(numbers[i]).
  void GroupsOf(const std::vector<int64_t>& numbers, std::vector<int32_t>* groups);
  // The value of a group that GroupOf answered.
  OptionalValue ValueOf(int64_t group) const;

  const QueryField& field() const { return field_; }
  // Numbers are groups, 0 aside: nothing has to be looked up.
  bool is_plain() const { return is_plain_; }
  // One more than the highest number there may be now.
  int64_t number_limit() const { return NumberLimit(field_, dictionary_); }

 private:
  int32_t Judge(int64_t number);

  const QueryField& field_;
  const storage::Dictionary& dictionary_;
  const bool is_plain_;
  mutable std::shared_mutex mutex_;
  // By number; kUnseen before it is met.
  std::vector<int32_t> known_;
  std::map<filter::Value, int32_t> by_value_;
};

}  // namespace oxus::query
