#include "server/query/columns/binding.h"

#include <utility>

#include "server/query/columns/kernels.h"

namespace oxus::query {
namespace {

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

}  // namespace

Binding Whole(bool holds) {
  return {holds ? Binding::Outcome::kAll : Binding::Outcome::kNone, nullptr};
}

Binding Negated(Binding binding) {
  if (binding.outcome == Binding::Outcome::kNone) return Whole(true);
  if (binding.outcome == Binding::Outcome::kAll) return Whole(false);
  binding.rows = std::make_unique<NegatedRows>(std::move(binding.rows));
  return binding;
}

}  // namespace oxus::query
