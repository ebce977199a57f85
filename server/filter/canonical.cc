#include "server/filter/canonical.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "fmt/format.h"
#include "server/filter/time_constant.h"

namespace oxus::filter {
namespace {

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '*') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string TextConstant(std::string_view text, Part part) {
  const bool open_start = part == Part::kEnd || part == Part::kAnywhere;
  const bool open_end = part == Part::kStart || part == Part::kAnywhere;
  return fmt::format("\"{}{}{}\"", open_start ? "*" : "", Escaped(text), open_end ? "*" : "");
}

std::string ValueText(const Value& value, ValueType type) {
  if (const auto* text = std::get_if<std::string>(&value)) return TextConstant(*text, Part::kWhole);
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "true" : "false";
  const int64_t integer = std::get<int64_t>(value);
  return type == ValueType::kTime ? fmt::format("\"{}\"", TimeText(integer))
                                  : fmt::format("{}", integer);
}

std::string_view Symbol(Operator op) {
  static constexpr std::array<std::string_view, 7> kSymbols = {
      "=", "!=", "<", "<=", ">", ">=", ":"};
  return kSymbols[static_cast<size_t>(op)];
}

// Parse leaves =, !=, < and >= on times.
std::string TimeTerm(const Node& term, std::string_view name) {
  const int64_t time_ms = std::get<int64_t>(term.constant);
  if (term.width_ms > 0) {
    return fmt::format("{} {} \"{}\"", name, Symbol(term.op), TimeText(time_ms, term.width_ms));
  }
  // The end of the last day that can be written cannot be written itself.
  if (time_ms == kTimeEndMs) {
    return fmt::format("{} {} \"{}\"", name, term.op == Operator::kLess ? "<=" : ">",
                       TimeText(time_ms - 1));
  }
  return fmt::format("{} {} \"{}\"", name, Symbol(term.op), TimeText(time_ms));
}

std::string TermText(const Node& term, const Field& field) {
  if (!term.has_constant) return field.name + ":*";
  if (field.type == ValueType::kTime) return TimeTerm(term, field.name);
  const auto* text = std::get_if<std::string>(&term.constant);
  const std::string constant =
      text != nullptr ? TextConstant(*text, term.part) : ValueText(term.constant, field.type);
  if (term.op == Operator::kHas) return fmt::format("{}:{}", field.name, constant);
  return fmt::format("{} {} {}", field.name, Symbol(term.op), constant);
}

std::string CallText(const Node& call, const Function& function) {
  std::vector<std::string> arguments;
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    arguments.push_back(ValueText(call.arguments[i], function.parameters[i].type));
  }
  return fmt::format("{}({})", function.name, fmt::join(arguments, ", "));
}

std::string Operand(const Node& child, const Schema& schema) {
  const bool joined = child.kind == Node::Kind::kAnd || child.kind == Node::Kind::kOr;
  return joined ? fmt::format("({})", Canonical(child, schema)) : Canonical(child, schema);
}

std::string Joined(const Node& node, const Schema& schema, std::string_view joint) {
  std::vector<std::string> operands;
  for (const Node& child : node.children) operands.push_back(Operand(child, schema));
  std::sort(operands.begin(), operands.end());
  return fmt::format("{}", fmt::join(operands, joint));
}

}  // namespace

std::string Canonical(const Node& node, const Schema& schema) {
  switch (node.kind) {
    case Node::Kind::kAnd:
      return Joined(node, schema, " AND ");
    case Node::Kind::kOr:
      return Joined(node, schema, " OR ");
    case Node::Kind::kNot:
      return "NOT " + Operand(node.children.front(), schema);
    case Node::Kind::kTerm:
      return TermText(node, schema.fields[node.field]);
    case Node::Kind::kCall:
      return CallText(node, schema.functions[node.function]);
  }
  return "";
}

std::string Canonical(const Filter& filter, const Schema& schema) {
  return filter.root() == nullptr ? "" : Canonical(*filter.root(), schema);
}

}  // namespace oxus::filter
