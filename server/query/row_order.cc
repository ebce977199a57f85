#include "server/query/row_order.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace oxus::query {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<std::string_view> SplitParts(std::string_view order_by) {
  std::vector<std::string_view> parts;
  for (size_t comma = 0; comma != std::string_view::npos;) {
    comma = order_by.find(',');
    parts.push_back(Trim(order_by.substr(0, comma)));
    if (comma != std::string_view::npos) order_by.remove_prefix(comma + 1);
  }
  return parts;
}

// The column of that name, group columns first.
std::optional<SortKey> FindColumn(std::string_view name, const AnswerColumns& columns) {
  const auto in = [name](const std::vector<std::string>& names) {
    return static_cast<size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  const size_t group = in(columns.group);
  if (group < columns.group.size()) return SortKey{false, group, false};
  const size_t metric = in(columns.metrics);
  if (metric < columns.metrics.size()) return SortKey{true, metric, false};
  return std::nullopt;
}

std::optional<SortKey> ParsePart(std::string_view part, const AnswerColumns& columns,
                                 RequestFaults& faults) {
  const size_t blank = part.find_first_of(kBlanks);
  const std::string_view name = part.substr(0, blank);
  const std::string_view direction =
      blank == std::string_view::npos ? "" : Trim(part.substr(blank));
  if (!direction.empty() && direction != "desc") {
    faults.AddFieldViolation(
        "order_by", fmt::format("'{}' after '{}'; expected desc or nothing", direction, name));
    return std::nullopt;
  }
  auto key = FindColumn(name, columns);
  if (!key) {
    std::vector<std::string> known = columns.group;
    known.insert(known.end(), columns.metrics.begin(), columns.metrics.end());
    faults.AddFieldViolation(
        "order_by", fmt::format("'{}' is no column of the answer; expected one of {}", name,
                                fmt::join(known, ", ")));
    return std::nullopt;
  }
  key->descending = !direction.empty();
  return key;
}

bool Names(const std::vector<SortKey>& order, const SortKey& key) {
  return std::any_of(order.begin(), order.end(), [&key](const SortKey& other) {
    return other.is_metric == key.is_metric && other.column == key.column;
  });
}

}  // namespace

std::vector<SortKey> ParseRowOrder(std::string_view order_by, const AnswerColumns& columns,
                                   RequestFaults& faults) {
  std::vector<SortKey> order;
  if (Trim(order_by).empty()) {
    if (columns.has_bucket) order.push_back(SortKey{false, 0, false});
    if (!columns.metrics.empty()) order.push_back(SortKey{true, 0, true});
  } else {
    for (const std::string_view part : SplitParts(order_by)) {
      const auto key = ParsePart(part, columns, faults);
      if (key && Names(order, *key)) {
        faults.AddFieldViolation("order_by", fmt::format("'{}' names a column twice", part));
      }
      if (key) order.push_back(*key);
    }
  }
  for (size_t column = 0; column < columns.group.size(); ++column) {
    const SortKey key{false, column, false};
    if (!Names(order, key)) order.push_back(key);
  }
  return order;
}

}  // namespace oxus::query
