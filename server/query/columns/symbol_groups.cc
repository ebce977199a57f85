#include "server/query/columns/symbol_groups.h"

#include <mutex>

#include "server/query/grouped_result.h"

namespace oxus::query {
namespace {

constexpr int32_t kUnseen = -3;
// Above every number of an enum, and of acts.
constexpr int64_t kSmallNumbers = 4096;

int32_t PlainGroupOf(int64_t number) {
  return number == 0 ? static_cast<int32_t>(GroupedResult::kUnknown) : static_cast<int32_t>(number);
}

bool IsCode(const QueryField& field) {
  return storage::InfoOf(field.column).type == storage::ColumnType::kCode;
}

}  // namespace

int64_t NumberLimit(const QueryField& field, const storage::Dictionary& dictionary) {
  if (!IsCode(field)) return kSmallNumbers;
  return int64_t{dictionary.size(storage::InfoOf(field.column).dictionary)} + 1;
}

SymbolGroups::SymbolGroups(const QueryField& field, const storage::Dictionary& dictionary)
    : field_(field), dictionary_(dictionary), is_plain_(field.is_injective && IsCode(field)) {}

int32_t SymbolGroups::Judge(int64_t number) {
  const OptionalValue value = field_.symbol(dictionary_, number);
  if (!value) return GroupedResult::kUnknown;
  if (field_.is_injective) return static_cast<int32_t>(number);
  return by_value_.try_emplace(*value, static_cast<int32_t>(number)).first->second;
}

int32_t SymbolGroups::GroupOf(int64_t number) {
  if (is_plain_) return PlainGroupOf(number);
  if (number < 0 || number >= number_limit()) return GroupedResult::kUnknown;
  const auto at = static_cast<size_t>(number);
  {
    const std::shared_lock lock(mutex_);
    if (at < known_.size() && known_[at] != kUnseen) return known_[at];
  }
  const std::unique_lock lock(mutex_);
  if (at >= known_.size()) known_.resize(at + 1, kUnseen);
  if (known_[at] == kUnseen) known_[at] = Judge(number);
  return known_[at];
}

void SymbolGroups::GroupsOf(const std::vector<int64_t>& numbers, std::vector<int32_t>* groups) {
  groups->resize(numbers.size());
  if (is_plain_) {
    for (size_t i = 0; i < numbers.size(); ++i) (*groups)[i] = PlainGroupOf(numbers[i]);
    return;
  }
  bool all_known = true;
  {
    const std::shared_lock lock(mutex_);
    for (size_t i = 0; i < numbers.size() && all_known; ++i) {
      const auto at = static_cast<size_t>(numbers[i]);
      all_known = numbers[i] >= 0 && at < known_.size() && known_[at] != kUnseen;
      if (all_known) (*groups)[i] = known_[at];
    }
  }
  if (all_known) return;
  for (size_t i = 0; i < numbers.size(); ++i) (*groups)[i] = GroupOf(numbers[i]);
}

OptionalValue SymbolGroups::ValueOf(int64_t group) const {
  if (group < 0) return std::nullopt;
  return field_.symbol(dictionary_, group);
}

}  // namespace oxus::query
