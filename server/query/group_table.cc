#include "server/query/group_table.h"

#include <type_traits>
#include <variant>

namespace oxus::query {
namespace {

void AppendBytes(const void* bytes, size_t size, std::string& out) {
  out.append(static_cast<const char*>(bytes), size);
}

// Appends a value so that different keys give different bytes: a letter for the type, then a
// fixed number of bytes, or the size and the text.
void AppendValue(const OptionalValue& value, std::string& out) {
  if (!value) {
    out += 'u';
    return;
  }
  out += static_cast<char>('0' + value->index());
  std::visit(
      [&out](const auto& held) {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::string>) {
          const size_t size = held.size();
          AppendBytes(&size, sizeof(size), out);
          out += held;
        } else {
          AppendBytes(&held, sizeof(held), out);
        }
      },
      *value);
}

}  // namespace

bool GroupTable::Add(const GroupKey& key, const Tally& tally) {
  encoded_.clear();
  for (const auto& value : key) AppendValue(value, encoded_);
  auto found = index_.find(encoded_);
  if (found == index_.end()) {
    if (groups_.size() == max_groups_) return false;
    found = index_.emplace(encoded_, groups_.size()).first;
    groups_.push_back(Group{key, {}});
  }
  groups_[found->second].tally.Add(tally);
  return true;
}

}  // namespace oxus::query
