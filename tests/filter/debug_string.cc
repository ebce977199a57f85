#include "tests/filter/debug_string.h"

#include <chrono>
#include <variant>

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

std::string ConstantText(const Node& term, ValueType type) {
  if (const auto* text = std::get_if<std::string>(&term.constant)) {
    const bool open_start = term.part == Part::kEnd || term.part == Part::kAnywhere;
    const bool open_end = term.part == Part::kStart || term.part == Part::kAnywhere;
    return fmt::format("{}\"{}\"{}", open_start ? "*" : "", *text, open_end ? "*" : "");
  }
  if (const auto* integer = std::get_if<int64_t>(&term.constant)) {
    if (type != ValueType::kTime) return fmt::format("{}", *integer);
    const std::string width = term.width_ms > 0 ? fmt::format("+{}ms", term.width_ms) : "";
    return TimeText(*integer) + width;
  }
  if (const auto* number = std::get_if<double>(&term.constant)) return fmt::format("{}", *number);
  return fmt::format("{}", std::get<bool>(term.constant));
}

std::string TermText(const Node& term, const Schema& schema) {
  static constexpr const char* kSymbols[] = {"=", "!=", "<", "<=", ">", ">=", ":"};
  const Field& field = schema.at(term.field);
  return fmt::format("{}{}{}", field.name, kSymbols[static_cast<size_t>(term.op)],
                     term.has_constant ? ConstantText(term, field.type) : "*");
}

std::string NodeText(const Node& node, const Schema& schema) {
  static constexpr const char* kNames[] = {"AND", "OR", "NOT"};
  if (node.kind == Node::Kind::kTerm) return TermText(node, schema);
  std::string text = fmt::format("({}", kNames[static_cast<size_t>(node.kind)]);
  for (const Node& child : node.children) text += " " + NodeText(child, schema);
  return text + ")";
}

}  // namespace

std::string DebugString(const Filter& filter, const Schema& schema) {
  return filter.root() == nullptr ? "<everything>" : NodeText(*filter.root(), schema);
}

}  // namespace oxus::filter
