#include "server/query/columns/predicate.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include "server/query/columns/kernels.h"
#include "server/query/columns/term_predicates.h"
#include "server/query/field_table.h"

namespace oxus::query {
namespace {

using filter::Node;
using Parts = std::vector<std::unique_ptr<Predicate>>;
using BoundParts = std::vector<std::unique_ptr<BoundPredicate>>;
using Mask = std::array<uint8_t, kVectorRows>;

class AllRows final : public BoundPredicate {
 public:
  explicit AllRows(BoundParts parts) : parts_(std::move(parts)) {}
  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t* interest,
                        uint8_t* out) override {
    auto done = parts_.front()->Evaluate(begin, count, interest, out);
    kernels::And(out, interest, count);
    for (size_t i = 1; i < parts_.size() && done.ok(); ++i) {
      if (std::memchr(out, 1, count) == nullptr) break;
      done = parts_[i]->Evaluate(begin, count, out, one_.data());
      kernels::And(out, one_.data(), count);
    }
    return done;
  }

 private:
  const BoundParts parts_;
  Mask one_;
};

class AnyRows final : public BoundPredicate {
 public:
  explicit AnyRows(BoundParts parts) : parts_(std::move(parts)) {}
  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t* interest,
                        uint8_t* out) override {
    auto done = parts_.front()->Evaluate(begin, count, interest, out);
    for (size_t i = 1; i < parts_.size() && done.ok(); ++i) {
      std::memcpy(left_.data(), interest, count);
      kernels::AndNot(left_.data(), out, count);
      if (std::memchr(left_.data(), 1, count) == nullptr) break;
      done = parts_[i]->Evaluate(begin, count, left_.data(), one_.data());
      // What is not left is found already, or of no interest.
      kernels::Or(out, one_.data(), count);
    }
    return done;
  }

 private:
  const BoundParts parts_;
  Mask left_;
  Mask one_;
};

double SumOfCosts(const Parts& parts) {
  double sum = 0;
  for (const auto& part : parts) sum += part->cost();
  return sum;
}

void CheapestFirst(Parts& parts) {
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& a, const auto& b) { return a->cost() < b->cost(); });
}

// AND and OR: a part that is `decisive` for a whole segment decides it, one that is the other way
// round is left out.
class Junction final : public Predicate {
 public:
  Junction(Parts parts, bool is_and) : parts_(std::move(parts)), is_and_(is_and) {
    CheapestFirst(parts_);
  }
  absl::StatusOr<Binding> Bind(SegmentReader& reader, Leniency leniency) const override {
    const auto decisive = is_and_ ? Binding::Outcome::kNone : Binding::Outcome::kAll;
    BoundParts bound;
    for (const auto& part : parts_) {
      auto binding = part->Bind(reader, leniency);
      if (!binding.ok()) return binding.status();
      if (binding->outcome == decisive) return Whole(!is_and_);
      if (binding->rows != nullptr) bound.push_back(std::move(binding->rows));
    }
    if (bound.empty()) return Whole(is_and_);
    Binding binding{Binding::Outcome::kSome, nullptr};
    if (bound.size() == 1) {
      binding.rows = std::move(bound.front());
    } else if (is_and_) {
      binding.rows = std::make_unique<AllRows>(std::move(bound));
    } else {
      binding.rows = std::make_unique<AnyRows>(std::move(bound));
    }
    return binding;
  }
  double cost() const override { return SumOfCosts(parts_); }

 private:
  Parts parts_;
  const bool is_and_;
};

class Negation final : public Predicate {
 public:
  explicit Negation(std::unique_ptr<Predicate> part) : part_(std::move(part)) {}
  absl::StatusOr<Binding> Bind(SegmentReader& reader, Leniency leniency) const override {
    auto binding = part_->Bind(reader, leniency);
    if (!binding.ok()) return binding;
    return Negated(*std::move(binding));
  }
  double cost() const override { return part_->cost(); }

 private:
  const std::unique_ptr<Predicate> part_;
};

std::unique_ptr<Predicate> Make(const Node& node, const PredicateContext& context) {
  if (node.kind == Node::Kind::kTerm) {
    return MakeTerm(node, Fields()[node.field], context);
  }
  if (node.kind == Node::Kind::kCall) return MakeCall(node, context);
  Parts parts;
  for (const Node& child : node.children) parts.push_back(Make(child, context));
  if (node.kind == Node::Kind::kNot) return std::make_unique<Negation>(std::move(parts.front()));
  return std::make_unique<Junction>(std::move(parts), node.kind == Node::Kind::kAnd);
}

template <typename Test>
bool AnyNode(const Node* node, const Test& test) {
  if (node == nullptr) return false;
  return test(*node) || std::any_of(node->children.begin(), node->children.end(),
                                    [&test](const Node& child) { return AnyNode(&child, test); });
}

bool Calls(const Node& node, FilterFunction function) {
  return node.kind == Node::Kind::kCall && node.function == static_cast<size_t>(function);
}

}  // namespace

std::unique_ptr<Predicate> AnyOf(Parts parts) {
  return std::make_unique<Junction>(std::move(parts), false);
}

std::unique_ptr<Predicate> MakePredicate(const filter::Filter& filter,
                                         const PredicateContext& context) {
  return filter.root() == nullptr ? nullptr : Make(*filter.root(), context);
}

bool AsksForPlaces(const filter::Filter& filter) {
  return AnyNode(filter.root(), [](const Node& node) {
    return Calls(node, FilterFunction::kWithinBox) || Calls(node, FilterFunction::kWithinKm) ||
           Calls(node, FilterFunction::kBorderWithin);
  });
}

bool AsksForGrades(const filter::Filter& filter) {
  return AnyNode(filter.root(),
                 [](const Node& node) { return Calls(node, FilterFunction::kGraded); });
}

}  // namespace oxus::query
