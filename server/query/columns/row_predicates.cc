#include "server/query/columns/row_predicates.h"

#include "server/query/columns/start_times.h"

namespace oxus::query {
namespace {

// Start and end of the span.
class TimePredicate final : public Predicate {
 public:
  TimePredicate(bool is_start, IntegerRange range, bool negated)
      : is_start_(is_start), range_(range), negated_(negated) {}
  absl::StatusOr<Binding> Bind(SegmentReader& reader, Leniency) const override {
    auto binding = is_start_ ? BindStartRange(reader, nullptr, range_.low, range_.high)
                             : BindEndRange(reader, range_.low, range_.high);
    if (binding.ok() && negated_) return Negated(*std::move(binding));
    return binding;
  }
  double cost() const override { return 0.5; }

 private:
  const bool is_start_;
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

class AllPredicate final : public Predicate {
 public:
  absl::StatusOr<Binding> Bind(SegmentReader&, Leniency) const override { return Whole(true); }
  double cost() const override { return 0; }
};

}  // namespace

std::unique_ptr<Predicate> StartsIn(IntegerRange range, bool negated) {
  return std::make_unique<TimePredicate>(true, range, negated);
}

std::unique_ptr<Predicate> EndsIn(IntegerRange range, bool negated) {
  return std::make_unique<TimePredicate>(false, range, negated);
}

std::unique_ptr<Predicate> SequencesIn(IntegerRange range, bool negated) {
  return std::make_unique<SequencePredicate>(range, negated);
}

std::unique_ptr<Predicate> Everything() { return std::make_unique<AllPredicate>(); }

}  // namespace oxus::query
