#include "server/filter/checker.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "server/filter/call_checker.h"
#include "server/filter/message.h"
#include "server/filter/nearest.h"
#include "server/filter/term_checker.h"

namespace oxus::filter {
namespace {

// A Field or Function by its name; the end of the list when there is none.
template <typename Named>
auto Find(const std::vector<Named>& list, std::string_view name) {
  return std::find_if(list.begin(), list.end(),
                      [name](const Named& candidate) { return candidate.name == name; });
}

template <typename Named>
std::string SuggestionOf(const std::vector<Named>& list, std::string_view name) {
  if (list.empty()) return ", there are none";
  std::vector<std::string> names;
  for (const Named& candidate : list) names.push_back(candidate.name);
  return Suggestion(name, names);
}

absl::StatusOr<Node> CheckTermOf(const Schema& schema, const Syntax& syntax) {
  const std::string& name = syntax.name.value;
  const auto field = Find(schema.fields, name);
  if (field != schema.fields.end()) {
    return CheckTerm(syntax, *field, static_cast<size_t>(field - schema.fields.begin()));
  }
  const auto function = Find(schema.functions, name);
  const std::string advice =
      function == schema.functions.end()
          ? SuggestionOf(schema.fields, name)
          : fmt::format("; it is a function, write {}", Signature(*function));
  return ErrorAt(syntax.name.offset, fmt::format("unknown field {}{}", Quoted(name), advice));
}

absl::StatusOr<Node> CheckCallOf(const Schema& schema, const Syntax& syntax) {
  const std::string& name = syntax.name.value;
  const auto function = Find(schema.functions, name);
  if (function != schema.functions.end()) {
    return CheckCall(syntax, *function, static_cast<size_t>(function - schema.functions.begin()));
  }
  const bool is_field = Find(schema.fields, name) != schema.fields.end();
  const std::string advice = is_field ? "; it is a field, expected an operator after it"
                                      : SuggestionOf(schema.functions, name);
  return ErrorAt(syntax.name.offset, fmt::format("unknown function {}{}", Quoted(name), advice));
}

// "(a AND b) AND c" becomes one AND of three.
void Append(Node child, Node& parent) {
  if (child.kind != parent.kind || child.kind == Node::Kind::kNot) {
    parent.children.push_back(std::move(child));
    return;
  }
  std::move(child.children.begin(), child.children.end(), std::back_inserter(parent.children));
}

}  // namespace

absl::StatusOr<Node> Check(const Syntax& syntax, const Schema& schema) {
  if (syntax.kind == Node::Kind::kTerm) return CheckTermOf(schema, syntax);
  if (syntax.kind == Node::Kind::kCall) return CheckCallOf(schema, syntax);
  Node node;
  node.kind = syntax.kind;
  for (const Syntax& part : syntax.children) {
    absl::StatusOr<Node> child = Check(part, schema);
    if (!child.ok()) return child.status();
    Append(*std::move(child), node);
  }
  return node;
}

}  // namespace oxus::filter
