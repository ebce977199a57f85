#include "tests/filter/debug_string.h"

#include <algorithm>
#include <chrono>
#include <variant>
#include <vector>

#include "fmt/format.h"

namespace oxus::filter {
namespace {

std::string TimeText(int64_t ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(ms)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::string ValueText(const Value& value, ValueType type) {
  if (const auto* text = std::get_if<std::string>(&value)) return fmt::format("\"{}\"", *text);
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    return type == ValueType::kTime ? TimeText(*integer) : fmt::format("{}", *integer);
  }
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  return fmt::format("{}", std::get<bool>(value));
}

std::string ConstantText(const Node& term, ValueType type) {
  const bool open_start = term.part == Part::kEnd || term.part == Part::kAnywhere;
  const bool open_end = term.part == Part::kStart || term.part == Part::kAnywhere;
  const std::string width = term.width_ms > 0 ? fmt::format("+{}ms", term.width_ms) : "";
  return fmt::format("{}{}{}{}", open_start ? "*" : "", ValueText(term.constant, type),
                     open_end ? "*" : "", width);
}

std::string TermText(const Node& term, const Schema& schema) {
  static constexpr const char* kSymbols[] = {"=", "!=", "<", "<=", ">", ">=", ":"};
  const Field& field = schema.fields.at(term.field);
  std::string text = fmt::format("{}{}{}", field.name, kSymbols[static_cast<size_t>(term.op)],
                                 term.has_constant ? ConstantText(term, field.type) : "*");
  if (term.satisfying_words) text += fmt::format("{{{}}}", fmt::join(*term.satisfying_words, " "));
  return text;
}

std::string CallText(const Node& call, const Schema& schema) {
  const Function& function = schema.functions.at(call.function);
  std::vector<std::string> arguments;
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    arguments.push_back(ValueText(call.arguments[i], function.parameters.at(i).type));
  }
  return fmt::format("{}({})", function.name, fmt::join(arguments, ", "));
}

std::string NodeText(const Node& node, const Schema& schema, ChildOrder order) {
  static constexpr const char* kNames[] = {"AND", "OR", "NOT"};
  if (node.kind == Node::Kind::kTerm) return TermText(node, schema);
  if (node.kind == Node::Kind::kCall) return CallText(node, schema);
  std::string text = fmt::format("({}", kNames[static_cast<size_t>(node.kind)]);
  std::vector<std::string> children;
  for (const Node& child : node.children) children.push_back(NodeText(child, schema, order));
  if (order == ChildOrder::kSorted) std::sort(children.begin(), children.end());
  for (const std::string& child : children) text += " " + child;
  return text + ")";
}

}  // namespace

std::string DebugString(const Filter& filter, const Schema& schema, ChildOrder order) {
  return filter.root() == nullptr ? "<everything>" : NodeText(*filter.root(), schema, order);
}

}  // namespace oxus::filter
