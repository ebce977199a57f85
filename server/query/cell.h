#pragma once

#include <cstdint>

namespace oxus::query {

// A number of an answer: an integer, a real, or not set.
class Cell {
 public:
  Cell() : integer_(0) {}
  explicit Cell(int64_t integer) : kind_(Kind::kInteger), integer_(integer) {}
  explicit Cell(double real) : kind_(Kind::kReal), real_(real) {}

  bool is_set() const { return kind_ != Kind::kNotSet; }
  bool is_real() const { return kind_ == Kind::kReal; }
  // 0 when not set.
  double real() const { return is_real() ? real_ : static_cast<double>(integer_); }
  // Of an integer.
  int64_t integer() const { return integer_; }

 private:
  enum class Kind : uint8_t { kNotSet, kInteger, kReal };

  Kind kind_ = Kind::kNotSet;
  union {
    int64_t integer_;
    double real_;
  };
};

// Not set when one of them is not; an integer when both are.
Cell Difference(const Cell& now, const Cell& before);
// Not set when one of them is not, or when the divisor is 0.
Cell Ratio(const Cell& dividend, const Cell& divisor);

}  // namespace oxus::query
