#include "server/query/columns/term_predicates.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "server/filter/term.h"
#include "server/query/columns/kernels.h"
#include "server/query/columns/number_range.h"
#include "server/query/columns/start_times.h"
#include "server/query/columns/value_test.h"

namespace oxus::query {
namespace {

using filter::Node;
using filter::Operator;
using storage::Column;
using storage::ColumnData;
using storage::Zone;

Binding Whole(bool holds) {
  return {holds ? Binding::Outcome::kAll : Binding::Outcome::kNone, nullptr};
}

// A value a row.
class RowsPass final : public BoundPredicate {
 public:
  RowsPass(std::unique_ptr<ValueTest> test, bool negated)
      : test_(std::move(test)), negated_(negated) {}
  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t*, uint8_t* out) override {
    test_->Run(begin, count, out);
    if (negated_) kernels::Not(out, count);
    return absl::OkStatus();
  }

 private:
  const std::unique_ptr<ValueTest> test_;
  const bool negated_;
};

// Any number of values a row, of which one has to pass.
class ElementsPass final : public BoundPredicate {
 public:
  ElementsPass(std::unique_ptr<ValueTest> test, const storage::ListShape& shape, bool negated)
      : test_(std::move(test)), offsets_(shape.offsets), negated_(negated) {}
  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t*, uint8_t* out) override {
    const uint32_t first = offsets_[begin];
    const uint32_t elements = offsets_[begin + count] - first;
    passed_.resize(elements + 1);
    test_->Run(first, elements, passed_.data());
    for (uint32_t i = 0; i < count; ++i) {
      uint8_t any = 0;
      for (uint32_t e = offsets_[begin + i]; e < offsets_[begin + i + 1]; ++e) {
        any |= passed_[e - first];
      }
      out[i] = any ^ static_cast<uint8_t>(negated_);
    }
    return absl::OkStatus();
  }

 private:
  const std::unique_ptr<ValueTest> test_;
  const uint32_t* const offsets_;
  const bool negated_;
  std::vector<uint8_t> passed_;
};

// A question about the values of one column.
class ColumnPredicate : public Predicate {
 public:
  ColumnPredicate(Column column, bool negated) : column_(column), negated_(negated) {}

  absl::StatusOr<Binding> Bind(SegmentReader& reader, Leniency) const final {
    const Zone zone = reader.zone(column_);
    const storage::List list = storage::InfoOf(column_).list;
    if (zone.all_absent()) return Whole(AbsentPasses() != negated_);
    if (list == storage::List::kNone && zone.is_constant() && !zone_is_vague()) {
      return Whole(NumberPasses(zone.min) != negated_);
    }
    if (!MayPass(zone)) return Whole(negated_);
    auto data = reader.Load(column_);
    if (!data.ok()) return data.status();
    Binding binding{Binding::Outcome::kSome, nullptr};
    auto test = MakeTest(**data, zone);
    if (list != storage::List::kNone) {
      auto shape = reader.LoadShape(list);
      if (!shape.ok()) return shape.status();
      if (!(*shape)->is_flat) {
        binding.rows = std::make_unique<ElementsPass>(std::move(test), **shape, negated_);
        return binding;
      }
    }
    binding.rows = std::make_unique<RowsPass>(std::move(test), negated_);
    return binding;
  }

  double cost() const override {
    return storage::InfoOf(column_).list == storage::List::kNone ? 0.3 : 1.5;
  }

 protected:
  virtual bool AbsentPasses() const { return false; }
  virtual bool NumberPasses(int64_t number) const = 0;
  // By the zone, whose min and max are those of the values that are set.
  virtual bool MayPass(const Zone& zone) const = 0;
  virtual std::unique_ptr<ValueTest> MakeTest(const ColumnData& data, const Zone& zone) const = 0;
  // A zone's ends say nothing, as those of reals.
  virtual bool zone_is_vague() const { return false; }

 private:
  const Column column_;
  const bool negated_;
};

class SymbolPredicate final : public ColumnPredicate {
 public:
  SymbolPredicate(Column column, std::shared_ptr<const SymbolTest> symbols, bool negated)
      : ColumnPredicate(column, negated), symbols_(std::move(symbols)) {}

 protected:
  bool AbsentPasses() const override { return symbols_->Passes(0); }
  bool NumberPasses(int64_t number) const override { return symbols_->Passes(number); }
  bool MayPass(const Zone& zone) const override {
    const auto only = symbols_->only();
    return !only || (zone.min <= *only && *only <= zone.max);
  }
  std::unique_ptr<ValueTest> MakeTest(const ColumnData& data, const Zone& zone) const override {
    return SymbolsTest(data, symbols_, zone);
  }

 private:
  const std::shared_ptr<const SymbolTest> symbols_;
};

class IntegerPredicate final : public ColumnPredicate {
 public:
  IntegerPredicate(Column column, IntegerRange range, bool negated)
      : ColumnPredicate(column, negated), range_(range) {}

 protected:
  bool NumberPasses(int64_t number) const override {
    return range_.low <= number && number <= range_.high;
  }
  bool MayPass(const Zone& zone) const override {
    return range_.low <= range_.high && range_.low <= zone.max && zone.min <= range_.high;
  }
  std::unique_ptr<ValueTest> MakeTest(const ColumnData& data, const Zone&) const override {
    return IntegerRangeTest(data, range_.low, range_.high);
  }

 private:
  const IntegerRange range_;
};

class RealPredicate final : public ColumnPredicate {
 public:
  RealPredicate(Column column, RealRange range, bool negated)
      : ColumnPredicate(column, negated), range_(range) {}

 protected:
  bool NumberPasses(int64_t) const override { return false; }
  bool MayPass(const Zone&) const override { return range_.low <= range_.high; }
  std::unique_ptr<ValueTest> MakeTest(const ColumnData& data, const Zone&) const override {
    return RealRangeTest(data, range_.low, range_.high);
  }
  bool zone_is_vague() const override { return true; }

 private:
  const RealRange range_;
};

// "field:*" on numbers.
class PresencePredicate final : public ColumnPredicate {
 public:
  explicit PresencePredicate(Column column) : ColumnPredicate(column, false) {}

 protected:
  bool NumberPasses(int64_t) const override { return true; }
  bool MayPass(const Zone&) const override { return true; }
  std::unique_ptr<ValueTest> MakeTest(const ColumnData& data, const Zone&) const override {
    return PresenceTest(data, /*is_code=*/false);
  }
};

class NegatedRows final : public BoundPredicate {
 public:
  explicit NegatedRows(std::unique_ptr<BoundPredicate> rows) : rows_(std::move(rows)) {}
  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t* interest,
                        uint8_t* out) override {
    auto done = rows_->Evaluate(begin, count, interest, out);
    kernels::Not(out, count);
    return done;
  }

 private:
  const std::unique_ptr<BoundPredicate> rows_;
};

Binding Negated(Binding binding) {
  if (binding.outcome == Binding::Outcome::kNone) return Whole(true);
  if (binding.outcome == Binding::Outcome::kAll) return Whole(false);
  binding.rows = std::make_unique<NegatedRows>(std::move(binding.rows));
  return binding;
}

// Start and end of the span.
class TimePredicate final : public Predicate {
 public:
  TimePredicate(QueryField::Kind kind, IntegerRange range, bool negated)
      : kind_(kind), range_(range), negated_(negated) {}
  absl::StatusOr<Binding> Bind(SegmentReader& reader, Leniency) const override {
    auto binding = kind_ == QueryField::Kind::kStart
                       ? BindStartRange(reader, nullptr, range_.low, range_.high)
                       : BindEndRange(reader, range_.low, range_.high);
    if (binding.ok() && negated_) return Negated(*std::move(binding));
    return binding;
  }
  double cost() const override { return 0.5; }

 private:
  const QueryField::Kind kind_;
  const IntegerRange range_;
  const bool negated_;
};

class SequenceRows final : public BoundPredicate {
 public:
  SequenceRows(uint64_t first_sequence, IntegerRange range, bool negated)
      : first_sequence_(first_sequence), range_(range), negated_(negated) {}
  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t*, uint8_t* out) override {
    for (uint32_t i = 0; i < count; ++i) {
      const auto sequence = static_cast<int64_t>(first_sequence_ + begin + i);
      out[i] = (range_.low <= sequence && sequence <= range_.high) != negated_;
    }
    return absl::OkStatus();
  }

 private:
  const uint64_t first_sequence_;
  const IntegerRange range_;
  const bool negated_;
};

class SequencePredicate final : public Predicate {
 public:
  SequencePredicate(IntegerRange range, bool negated) : range_(range), negated_(negated) {}
  absl::StatusOr<Binding> Bind(SegmentReader& reader, Leniency) const override {
    const auto first = static_cast<int64_t>(reader.first_sequence());
    const int64_t last = first + reader.rows() - 1;
    if (range_.low > last || range_.high < first) return Whole(negated_);
    if (range_.low <= first && last <= range_.high) return Whole(!negated_);
    return Binding{Binding::Outcome::kSome,
                   std::make_unique<SequenceRows>(reader.first_sequence(), range_, negated_)};
  }
  double cost() const override { return 0.5; }

 private:
  const IntegerRange range_;
  const bool negated_;
};

class Everything final : public Predicate {
 public:
  absl::StatusOr<Binding> Bind(SegmentReader&, Leniency) const override { return Whole(true); }
  double cost() const override { return 0; }
};

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
  return std::make_unique<SymbolPredicate>(field.column, std::move(symbols), negated);
}

}  // namespace

std::unique_ptr<Predicate> AnySymbolPasses(const QueryField& field,
                                           std::shared_ptr<const SymbolTest> symbols) {
  return std::make_unique<SymbolPredicate>(field.column, std::move(symbols), false);
}

std::unique_ptr<Predicate> MakeTerm(const Node& node, const QueryField& field,
                                    const PredicateContext& context) {
  const bool negated = node.op == Operator::kNotEqual;
  switch (field.kind) {
    case QueryField::Kind::kSymbol:
      return MakeSymbolTerm(node, field, context);
    case QueryField::Kind::kInteger:
      if (!node.has_constant) return std::make_unique<PresencePredicate>(field.column);
      return std::make_unique<IntegerPredicate>(field.column, RangeOfIntegers(node), negated);
    case QueryField::Kind::kScaled:
      if (!node.has_constant) return std::make_unique<PresencePredicate>(field.column);
      return std::make_unique<IntegerPredicate>(
          field.column, ScaledRange(RangeOfReals(node), field.scale), negated);
    case QueryField::Kind::kReal:
      if (!node.has_constant) return std::make_unique<PresencePredicate>(field.column);
      return std::make_unique<RealPredicate>(field.column, RangeOfReals(node), negated);
    case QueryField::Kind::kStart:
    case QueryField::Kind::kEnd:
      if (!node.has_constant) return std::make_unique<Everything>();
      return std::make_unique<TimePredicate>(field.kind, RangeOfIntegers(node), negated);
    case QueryField::Kind::kSequence:
      if (!node.has_constant) return std::make_unique<Everything>();
      return std::make_unique<SequencePredicate>(RangeOfIntegers(node), negated);
    case QueryField::Kind::kDocument:
      return MakeDocumentTerm(node, field, context);
  }
  return nullptr;
}

}  // namespace oxus::query
