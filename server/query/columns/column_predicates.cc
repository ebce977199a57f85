#include "server/query/columns/column_predicates.h"

#include <utility>
#include <vector>

#include "server/query/columns/kernels.h"
#include "server/query/columns/value_test.h"

namespace oxus::query {
namespace {

using storage::Column;
using storage::ColumnData;
using storage::Zone;

// A value a row.
class RowsPass final : public BoundPredicate {
 public:
  RowsPass(std::unique_ptr<ValueTest> test, bool negated)
      : test_(std::move(test)), negated_(negated) {}
  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t* interest,
                        uint8_t* out) override {
    test_->RunWhere(begin, count, interest, out);
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

}  // namespace

std::unique_ptr<Predicate> SymbolsPass(Column column, std::shared_ptr<const SymbolTest> symbols,
                                       bool negated) {
  return std::make_unique<SymbolPredicate>(column, std::move(symbols), negated);
}

std::unique_ptr<Predicate> IntegersIn(Column column, IntegerRange range, bool negated) {
  return std::make_unique<IntegerPredicate>(column, range, negated);
}

std::unique_ptr<Predicate> RealsIn(Column column, RealRange range, bool negated) {
  return std::make_unique<RealPredicate>(column, range, negated);
}

std::unique_ptr<Predicate> NumbersSet(Column column) {
  return std::make_unique<PresencePredicate>(column);
}

}  // namespace oxus::query
