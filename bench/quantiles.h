#pragma once

#include <string>
#include <vector>

namespace oxus::bench {

// The least of `values` that `part` of them (0..1) do not exceed. Of two in the middle the median
// is the mean. Neither takes an empty vector.
double Quantile(std::vector<double> values, double part);
double Median(std::vector<double> values);

// Three digits that count: "0.123", "1.23", "12.3", "123".
std::string Digits(double value);

}  // namespace oxus::bench
