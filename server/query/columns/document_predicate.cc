#include <algorithm>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "server/filter/term.h"
#include "server/query/columns/term_predicates.h"

namespace oxus::query {
namespace {

using filter::Node;
using filter::Operator;

// Events read between two looks at whether the caller still waits.
constexpr uint32_t kEventsPerPoll = 256;

class DocumentRows final : public BoundPredicate {
 public:
  DocumentRows(const Node& node, const QueryField& field, const PredicateContext& context,
               uint64_t first_sequence)
      : node_(node),
        field_(field),
        context_(context),
        reader_(context.snapshot.NewEventReader()),
        first_sequence_(first_sequence) {}

  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t* interest,
                        uint8_t* out) override {
    for (uint32_t i = 0; i < count; ++i) {
      out[i] = 0;
      if (interest[i] == 0) continue;
      if (++read_ % kEventsPerPoll == 0 && context_.cancelled && context_.cancelled()) {
        return absl::CancelledError("cancelled while reading events");
      }
      const auto read = reader_->Read(first_sequence_ + begin + i, &event_);
      // A retraction has no event; nobody counts its row.
      if (absl::IsNotFound(read)) continue;
      if (!read.ok()) return read;
      out[i] = Holds();
    }
    return absl::OkStatus();
  }

 private:
  bool Holds() {
    values_.clear();
    field_.document(event_, values_);
    if (!node_.has_constant) return !values_.empty();
    const bool any = std::any_of(values_.begin(), values_.end(), [this](const filter::Value& v) {
      return filter::Satisfies(v, node_);
    });
    return any != (node_.op == Operator::kNotEqual);
  }

  const Node& node_;
  const QueryField& field_;
  const PredicateContext& context_;
  const std::unique_ptr<storage::EventReader> reader_;
  const uint64_t first_sequence_;
  oxus::v1::Event event_;
  Values values_;
  uint32_t read_ = 0;
};

class DocumentPredicate final : public Predicate {
 public:
  DocumentPredicate(const Node& node, const QueryField& field, const PredicateContext& context)
      : node_(node), field_(field), context_(context) {}
  absl::StatusOr<Binding> Bind(SegmentReader& reader, Leniency) const override {
    return Binding{Binding::Outcome::kSome, std::make_unique<DocumentRows>(
                                                node_, field_, context_, reader.first_sequence())};
  }
  double cost() const override { return 5000; }

 private:
  const Node& node_;
  const QueryField& field_;
  const PredicateContext context_;
};

}  // namespace

std::unique_ptr<Predicate> MakeDocumentTerm(const Node& node, const QueryField& field,
                                            const PredicateContext& context) {
  return std::make_unique<DocumentPredicate>(node, field, context);
}

}  // namespace oxus::query
