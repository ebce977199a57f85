#include "server/filter/filter.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "server/filter/checker.h"
#include "server/filter/lexer.h"
#include "server/filter/message.h"
#include "server/filter/parser.h"
#include "server/filter/term.h"

namespace oxus::filter {
namespace {

bool TermMatches(const Node& term, const Row& row, std::vector<Value>& values) {
  values.clear();
  row.Read(term.field, values);
  const bool any = std::any_of(values.begin(), values.end(),
                               [&](const Value& value) { return Satisfies(value, term); });
  return any != (term.op == Operator::kNotEqual);
}

// `values` is scratch, kept between terms for its memory.
bool NodeMatches(const Node& node, const Row& row, std::vector<Value>& values) {
  const auto matches = [&](const Node& child) { return NodeMatches(child, row, values); };
  switch (node.kind) {
    case Node::Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), matches);
    case Node::Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), matches);
    case Node::Kind::kNot:
      return !matches(node.children.front());
    case Node::Kind::kTerm:
      return TermMatches(node, row, values);
    case Node::Kind::kCall:
      return row.Call(node.function, node.arguments);
  }
  return false;
}

}  // namespace

absl::StatusOr<Filter> Filter::Parse(std::string_view text, const Schema& schema) {
  if (text.size() > kMaxFilterBytes) {
    return ErrorAt(kMaxFilterBytes, fmt::format("the filter has {} bytes, at most {} are allowed",
                                                text.size(), kMaxFilterBytes));
  }
  const absl::StatusOr<std::vector<Token>> tokens = Tokenize(text);
  if (!tokens.ok()) return tokens.status();
  const absl::StatusOr<std::optional<Syntax>> syntax = ParseTokens(*tokens);
  if (!syntax.ok()) return syntax.status();
  Filter filter;
  if (!syntax->has_value()) return filter;
  absl::StatusOr<Node> node = Check(**syntax, schema);
  if (!node.ok()) return node.status();
  filter.root_ = std::make_shared<const Node>(*std::move(node));
  return filter;
}

bool Filter::Matches(const Row& row) const {
  if (root_ == nullptr) return true;
  std::vector<Value> values;
  return NodeMatches(*root_, row, values);
}

}  // namespace oxus::filter
