#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/filter/schema.h"

namespace oxus::filter {

// Limits of one filter; past them Parse answers INVALID_ARGUMENT naming limit and value. They
// bound the stack and the work per row. Depth counts open parentheses and NOTs, not the parentheses
// of calls.
inline constexpr size_t kMaxFilterBytes = 8192;
inline constexpr int kMaxDepth = 32;
inline constexpr int kMaxTerms = 256;  // calls included
inline constexpr size_t kMaxArguments = 8;

enum class Operator { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kHas };

// Which part of a text a constant has to equal.
enum class Part { kWhole, kStart, kEnd, kAnywhere };

// A checked filter. Fields and functions are indexes into the schema; constants have the field's
// type, arguments the parameters' types.
struct Node {
  enum class Kind { kAnd, kOr, kNot, kTerm, kCall };
  Kind kind = Kind::kTerm;
  // kAnd, kOr: two or more, none of the same kind. kNot: one.
  std::vector<Node> children;
  // kTerm. kHas with a constant means a text that contains it, ASCII letters in either case, and
  // has the constant's in lower case; on every other type, and on enumerations, Parse turns ':'
  // into kEqual. kHas without one ("field:*") asks whether the field is present.
  size_t field = 0;
  Operator op = Operator::kEqual;
  bool has_constant = true;
  Value constant;
  // kTerm on text with kEqual or kNotEqual; "TJ-*" is kStart with "TJ-".
  Part part = Part::kWhole;
  // kTerm on a time with kEqual or kNotEqual: the constant stands for [constant, constant +
  // width_ms), a day for "2025-11-30". Parse turns <= and > on times into < and >= of the end.
  int64_t width_ms = 0;
  // kTerm on ordered words with <, <=, > or >=: the words that satisfy it, in their order; maybe
  // none.
  std::optional<std::vector<std::string>> satisfying_words;
  // kCall.
  size_t function = 0;
  std::vector<Value> arguments;
};

// An AIP-160 filter bound to a schema (docs/filter.md). Immutable; any thread may use it. It
// does not keep the schema: only rows with the same fields and functions in the same order may be
// matched.
class Filter {
 public:
  // An empty or blank text matches every row. INVALID_ARGUMENT carries the first mistake, such as
  // "at 17: unknown field 'contry', did you mean 'country'?"; positions are bytes from 1.
  static absl::StatusOr<Filter> Parse(std::string_view text, const Schema& schema);

  Filter() = default;

  // A term on a field with several values holds if any value satisfies it; != holds if none is
  // equal; every term but != is false for an absent field. Rows answer calls.
  bool Matches(const Row& row) const;

  // Null when everything matches.
  const Node* root() const { return root_.get(); }

 private:
  std::shared_ptr<const Node> root_;
};

}  // namespace oxus::filter
