#include "server/query/columns/term_predicates.h"

#include <optional>
#include <string>
#include <utility>

#include "server/filter/term.h"
#include "server/query/columns/column_predicates.h"
#include "server/query/columns/number_range.h"
#include "server/query/columns/row_predicates.h"

namespace oxus::query {
namespace {

using filter::Node;
using filter::Operator;

// The code of a term that asks for one whole text; nullopt when it asks for more than that.
std::optional<int64_t> OnlyCode(const Node& node, const QueryField& field,
                                const storage::Dictionary& dictionary) {
  const storage::ColumnInfo& info = storage::InfoOf(field.column);
  const bool whole = (node.op == Operator::kEqual || node.op == Operator::kNotEqual) &&
                     node.part == filter::Part::kWhole && node.has_constant;
  const auto* text = std::get_if<std::string>(&node.constant);
  if (!whole || text == nullptr || !field.is_injective || info.type != storage::ColumnType::kCode) {
    return std::nullopt;
  }
  const uint32_t code = dictionary.Find(info.dictionary, *text);
  // A text that was never stored has no code: no number is negative.
  return code == 0 ? -1 : int64_t{code};
}

std::unique_ptr<Predicate> MakeSymbolTerm(const Node& node, const QueryField& field,
                                          const PredicateContext& context) {
  const bool negated = node.op == Operator::kNotEqual;
  std::shared_ptr<const SymbolTest> symbols;
  if (const auto only = OnlyCode(node, field, context.dictionary())) {
    symbols = std::make_shared<SymbolTest>(field, context.dictionary(), *only);
  } else {
    symbols = std::make_shared<SymbolTest>(
        field, context.dictionary(), [&node](const OptionalValue& value) {
          return value && (!node.has_constant || filter::Satisfies(*value, node));
        });
  }
  return SymbolsPass(field.column, std::move(symbols), negated);
}

}  // namespace

std::unique_ptr<Predicate> MakeTerm(const Node& node, const QueryField& field,
                                    const PredicateContext& context) {
  const bool negated = node.op == Operator::kNotEqual;
  switch (field.kind) {
    case QueryField::Kind::kSymbol:
      return MakeSymbolTerm(node, field, context);
    case QueryField::Kind::kInteger:
      if (!node.has_constant) return NumbersSet(field.column);
      return IntegersIn(field.column, RangeOfIntegers(node), negated);
    case QueryField::Kind::kScaled:
      if (!node.has_constant) return NumbersSet(field.column);
      return IntegersIn(field.column, ScaledRange(RangeOfReals(node), field.scale), negated);
    case QueryField::Kind::kReal:
      if (!node.has_constant) return NumbersSet(field.column);
      return RealsIn(field.column, RangeOfReals(node), negated);
    case QueryField::Kind::kStart:
      if (!node.has_constant) return Everything();
      return StartsIn(RangeOfIntegers(node), negated);
    case QueryField::Kind::kEnd:
      if (!node.has_constant) return Everything();
      return EndsIn(RangeOfIntegers(node), negated);
    case QueryField::Kind::kSequence:
      if (!node.has_constant) return Everything();
      return SequencesIn(RangeOfIntegers(node), negated);
    case QueryField::Kind::kDocument:
      return MakeDocumentTerm(node, field, context);
  }
  return nullptr;
}

}  // namespace oxus::query
