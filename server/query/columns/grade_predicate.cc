#include "server/query/columns/grade_predicate.h"

#include <utility>
#include <vector>

#include "server/query/columns/kernels.h"
#include "server/query/columns/value_test.h"

namespace oxus::query {
namespace {

using storage::Column;

// Rows with a report of at least the grade.
class GradedRows final : public BoundPredicate {
 public:
  GradedRows(std::unique_ptr<ValueTest> reliability, std::unique_ptr<ValueTest> credibility,
             const storage::ListShape& shape)
      : reliability_(std::move(reliability)),
        credibility_(std::move(credibility)),
        offsets_(shape.offsets) {}

  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t*, uint8_t* out) override {
    const uint32_t first = offsets_ == nullptr ? begin : offsets_[begin];
    const uint32_t end = offsets_ == nullptr ? begin + count : offsets_[begin + count];
    const uint32_t elements = end - first;
    passed_.resize(elements + 1);
    other_.resize(elements + 1);
    reliability_->Run(first, elements, passed_.data());
    credibility_->Run(first, elements, other_.data());
    kernels::And(passed_.data(), other_.data(), elements);
    for (uint32_t i = 0; i < count; ++i) {
      if (offsets_ == nullptr) {
        out[i] = passed_[i];
        continue;
      }
      out[i] = 0;
      for (uint32_t e = offsets_[begin + i]; e < offsets_[begin + i + 1]; ++e) {
        out[i] |= passed_[e - first];
      }
    }
    return absl::OkStatus();
  }

 private:
  const std::unique_ptr<ValueTest> reliability_;
  const std::unique_ptr<ValueTest> credibility_;
  const uint32_t* const offsets_;
  std::vector<uint8_t> passed_;
  std::vector<uint8_t> other_;
};

class GradePredicate final : public Predicate {
 public:
  // Both as the enums number them, best first.
  explicit GradePredicate(std::string_view grade)
      : reliability_(grade[0] - 'A' + 1), credibility_(grade[1] - '0') {}

  absl::StatusOr<Binding> Bind(SegmentReader& reader, Leniency leniency) const override {
    if (leniency.grades) return Binding{Binding::Outcome::kAll, nullptr};
    if (reader.zone(Column::kReliability).all_absent() ||
        reader.zone(Column::kCredibility).all_absent()) {
      return Binding{Binding::Outcome::kNone, nullptr};
    }
    auto reliability = reader.Load(Column::kReliability);
    if (!reliability.ok()) return reliability.status();
    auto credibility = reader.Load(Column::kCredibility);
    if (!credibility.ok()) return credibility.status();
    auto shape = reader.LoadShape(storage::List::kReport);
    if (!shape.ok()) return shape.status();
    return Binding{
        Binding::Outcome::kSome,
        std::make_unique<GradedRows>(IntegerRangeTest(**reliability, 1, reliability_),
                                     IntegerRangeTest(**credibility, 1, credibility_), **shape)};
  }
  double cost() const override { return 3; }

 private:
  const int64_t reliability_;
  const int64_t credibility_;
};

}  // namespace

std::unique_ptr<Predicate> GradedAtLeast(std::string_view grade) {
  return std::make_unique<GradePredicate>(grade);
}

}  // namespace oxus::query
