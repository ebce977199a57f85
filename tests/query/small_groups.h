#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "server/query/grouped_result.h"
#include "server/query/scan_plan.h"

namespace oxus::test {

// What an event gives to an answer.
struct SmallEvent {
  std::optional<int64_t> killed;
  std::optional<int64_t> score;  // thousandths
  int64_t actor = 0;
};

// Groups that keep their events and count them when asked. The numbers of every axis stand for the
// words given.
class SmallGroups final : public query::GroupedResult {
 public:
  SmallGroups(std::vector<query::Measure> measures, std::vector<std::string> words)
      : measures_(std::move(measures)), words_(std::move(words)) {}

  void Add(const std::vector<int64_t>& key, const SmallEvent& event = {}) {
    events_[FindOrAdd(key)].push_back(event);
  }
  // How often a value was asked for.
  size_t values_read() const { return values_read_; }
  // How often anything was asked for or done that takes time.
  size_t calls() const { return calls_; }

  size_t size() const override { return keys_.size(); }
  // Of each group and each event, in a round number.
  static constexpr size_t kBytes = 1'000;
  size_t bytes() const override {
    size_t bytes = keys_.size() * kBytes;
    for (const auto& events : events_) bytes += events.size() * kBytes;
    return bytes;
  }
  std::span<const int64_t> Key(size_t group) const override { return keys_[group]; }
  query::OptionalValue AxisValue(size_t /*axis*/, int64_t number) const override {
    ++values_read_;
    ++calls_;
    return words_.at(static_cast<size_t>(number));
  }
  query::Cell MeasureValue(size_t measure, size_t group) const override {
    ++calls_;
    return ValueOf(measures_[measure], events_[group]);
  }
  size_t FindOrAdd(std::span<const int64_t> key) override {
    ++calls_;
    const std::vector<int64_t> copy(key.begin(), key.end());
    const auto [found, added] = index_.try_emplace(copy, keys_.size());
    if (added) {
      keys_.push_back(copy);
      events_.emplace_back();
    }
    return found->second;
  }
  void Merge(size_t from, size_t into) override {
    ++calls_;
    const std::vector<SmallEvent> copy = events_[from];
    events_[into].insert(events_[into].end(), copy.begin(), copy.end());
  }

  static query::Cell ValueOf(const query::Measure& measure, const std::vector<SmallEvent>& events) {
    int64_t sum = 0;
    int64_t count = 0;
    std::set<int64_t> actors;
    for (const SmallEvent& event : events) {
      const bool is_mean = measure.kind == query::Measure::Kind::kMean;
      const auto& number = is_mean ? event.score : event.killed;
      sum += number.value_or(0);
      count += number ? 1 : 0;
      actors.insert(event.actor);
    }
    switch (measure.kind) {
      case query::Measure::Kind::kEvents:
        return query::Cell(static_cast<int64_t>(events.size()));
      case query::Measure::Kind::kSum:
        return count > 0 ? query::Cell(sum) : query::Cell();
      case query::Measure::Kind::kMean:
        if (count == 0) return query::Cell();
        return query::Cell(static_cast<double>(sum) / 1000.0 / static_cast<double>(count));
      case query::Measure::Kind::kDistinct:
        return query::Cell(static_cast<int64_t>(actors.size()));
    }
    return query::Cell();
  }

 private:
  std::vector<query::Measure> measures_;
  std::vector<std::string> words_;
  std::vector<std::vector<int64_t>> keys_;
  std::vector<std::vector<SmallEvent>> events_;
  std::map<std::vector<int64_t>, size_t> index_;
  mutable size_t values_read_ = 0;
  mutable size_t calls_ = 0;
};

}  // namespace oxus::test
