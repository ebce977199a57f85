#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "oxus/v1/query_service.pb.h"
#include "tests/query/oracle.h"
#include "tests/support/test_store.h"

namespace oxus::test {

// A filter in the language of queries, and the same in C++.
struct NamedPredicate {
  const char* filter;
  bool (*matches)(const Fact& fact);
};

// Random histories of facts, and questions about them.
class RandomFacts {
 public:
  explicit RandomFacts(uint32_t seed) : random_(seed) {}

  size_t Below(size_t end) { return std::uniform_int_distribution<size_t>(0, end - 1)(random_); }
  bool Chance(int percent) { return Below(100) < static_cast<size_t>(percent); }
  template <typename T>
  T Pick(const std::vector<T>& from) {
    return from[Below(from.size())];
  }

  // Steps that a store mostly keeps: corrections only of what is there.
  std::vector<Step> MakeHistory(size_t steps);
  const NamedPredicate& AnyFilter();
  Question MakeQuestion(size_t steps, const NamedPredicate& filter);

 private:
  FactReport MakeReport();
  FactFigure MakeFigure();
  void AddTime(Fact& fact);
  void AddCasualties(Fact& fact);
  Fact MakeFact(const std::string& id, size_t steps);

  std::mt19937 random_;
};

// Returns the steps that the store took; it refuses duplicates in a circle.
std::vector<Step> Fill(const std::vector<Step>& history, TestStore& store);

// The question as a request for all that a Recount tells.
v1::AggregateRequest ToRequest(const Question& question, const NamedPredicate& filter);
// A list of the same events in order of the log, in pages of seven.
v1::ListEventsRequest ToList(const v1::AggregateRequest& question);

// Fails the test where an answer is not that of the recount.
void CheckAnswer(const v1::AggregateResponse& answer, const Recount& expected);

}  // namespace oxus::test
