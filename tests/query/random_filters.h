#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::test {

// Random filters over every field and function, most of them about values that the states hold.
class RandomFilters {
 public:
  // The states must outlive it; there is one at least.
  RandomFilters(std::mt19937_64& random, const std::vector<scan::State>& states)
      : random_(random), states_(states) {}

  std::string Next();

 private:
  std::string Tree(int depth);
  std::string SoundTerm();
  std::string Term();
  std::string Call();
  std::string Geography(const v1::Place& place);
  // A value of the field in some state, if the first few looked at hold one.
  scan::OptionalValue ValueOf(size_t field);

  std::mt19937_64& random_;
  const std::vector<scan::State>& states_;
};

}  // namespace oxus::test
