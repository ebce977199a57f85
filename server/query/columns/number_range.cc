#include "server/query/columns/number_range.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <variant>

namespace oxus::query {
namespace {

using filter::Operator;

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr IntegerRange kNothing{1, 0};

double AsReal(const filter::Value& constant) {
  if (const auto* integer = std::get_if<int64_t>(&constant)) return static_cast<double>(*integer);
  if (const auto* real = std::get_if<double>(&constant)) return *real;
  return std::numeric_limits<double>::quiet_NaN();
}

// The least number that holds, of a property that every greater number has too; nullopt: none.
// Conversion and division round, but never turn an order round, so no formula is needed.
template <typename Holds>
std::optional<int64_t> FirstThat(const Holds& holds) {
  if (!holds(kMost)) return std::nullopt;
  int64_t low = kLeast;
  int64_t high = kMost;
  while (low < high) {
    // Rounds down, also below 0.
    const int64_t middle = (low & high) + ((low ^ high) >> 1);
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

IntegerRange RangeOfIntegers(const filter::Node& term) {
  const auto* constant = std::get_if<int64_t>(&term.constant);
  if (constant == nullptr) return kNothing;
  switch (term.op) {
    case Operator::kLess:
      return *constant == kLeast ? kNothing : IntegerRange{kLeast, *constant - 1};
    case Operator::kLessEqual:
      return {kLeast, *constant};
    case Operator::kGreater:
      return *constant == kMost ? kNothing : IntegerRange{*constant + 1, kMost};
    case Operator::kGreaterEqual:
      return {*constant, kMost};
    default: {
      const int64_t further = std::max<int64_t>(term.width_ms, 1) - 1;
      return {*constant, *constant > kMost - further ? kMost : *constant + further};
    }
  }
}

RealRange RangeOfReals(const filter::Node& term) {
  const double constant = AsReal(term.constant);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  switch (term.op) {
    case Operator::kLess:
      return {-kInfinity, std::nextafter(constant, -kInfinity)};
    case Operator::kLessEqual:
      return {-kInfinity, constant};
    case Operator::kGreater:
      return {std::nextafter(constant, kInfinity), kInfinity};
    case Operator::kGreaterEqual:
      return {constant, kInfinity};
    default:
      return {constant, constant};
  }
}

IntegerRange ScaledRange(const RealRange& range, double scale) {
  if (!(range.low <= range.high)) return kNothing;
  const auto at_least_low = [&](int64_t v) { return static_cast<double>(v) / scale >= range.low; };
  const auto above_high = [&](int64_t v) { return static_cast<double>(v) / scale > range.high; };
  const auto first = FirstThat(at_least_low);
  if (!first) return kNothing;
  const auto end = FirstThat(above_high);
  if (end == kLeast) return kNothing;
  return {*first, end ? *end - 1 : kMost};
}

}  // namespace oxus::query
