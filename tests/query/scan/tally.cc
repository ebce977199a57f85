#include "tests/query/scan/tally.h"

#include <cmath>
#include <optional>

#include "server/projection/casualty_figures.h"
#include "server/projection/derived.h"
#include "tests/query/scan/event_row.h"

namespace oxus::scan {
namespace {

using projection::CasualtyFigures;
using projection::Figure;

constexpr double kThousandths = 1000;

// "killed_low": nullopt when it is no figure of casualties, or was not reported.
std::optional<int64_t> FigureNamed(const CasualtyFigures& figures, const std::string& metric) {
  const std::map<std::string, Figure> by_harm = {
      {"killed", figures.killed}, {"injured", figures.injured}, {"abducted", figures.abducted}};
  for (const auto& [harm, figure] : by_harm) {
    if (metric == harm) return figure.best;
    if (metric == harm + "_low") return figure.low;
    if (metric == harm + "_high") return figure.high;
  }
  return std::nullopt;
}

// What one event gives to a sum or mean.
std::optional<int64_t> ValueOf(const std::string& metric, const State& state,
                               const CasualtyFigures& figures) {
  if (metric == "reports") return state.event.reports_size();
  if (metric == "origins") return projection::OriginCountOf(state.event);
  if (metric == "score_mean") {
    const std::optional<double> score = projection::ScoreOf(state.event);
    if (!score) return std::nullopt;
    return std::llround(*score * kThousandths);
  }
  return FigureNamed(figures, metric);
}

}  // namespace

std::string DistinctField(const std::string& plain_metric) {
  const std::string prefix = "distinct(";
  if (plain_metric.rfind(prefix, 0) != 0) return "";
  return plain_metric.substr(prefix.size(), plain_metric.size() - prefix.size() - 1);
}

void Tally::AddValue(const std::string& metric, int64_t value, double weight) {
  Sum& sum = sums_[metric];
  if (weight == 1) {
    sum.whole += value;
  } else {
    sum.parts += weight * static_cast<double>(value);
  }
  sum.count += weight;
}

void Tally::Add(const State& state, const std::set<std::string>& plain_metrics,
                const std::vector<v1::Casualty>& casualties, double weight) {
  if (weight == 1) {
    ++events_;
  } else {
    event_parts_ += weight;
  }
  CasualtyFigures figures;
  for (const v1::Casualty& casualty : casualties) figures.Add(casualty);
  for (const std::string& metric : plain_metrics) {
    if (const std::string field = DistinctField(metric); !field.empty()) {
      for (const OptionalValue& value : Distinct(ReadingOf(field).read(state))) {
        distinct_[metric].insert(*value);
      }
    } else if (const auto value = ValueOf(metric, state, figures)) {
      AddValue(metric, *value, weight);
    }
  }
}

void Tally::Add(const Tally& other) {
  events_ += other.events_;
  event_parts_ += other.event_parts_;
  for (const auto& [metric, sum] : other.sums_) {
    sums_[metric].whole += sum.whole;
    sums_[metric].parts += sum.parts;
    sums_[metric].count += sum.count;
  }
  for (const auto& [metric, values] : other.distinct_) {
    distinct_[metric].insert(values.begin(), values.end());
  }
}

v1::Value Tally::Read(const std::string& plain_metric, bool in_parts) const {
  v1::Value value;
  const auto set_sum = [&](int64_t whole, double parts) {
    if (in_parts) {
      value.set_number(static_cast<double>(whole) + parts);
    } else {
      value.set_integer(whole);
    }
  };
  if (plain_metric == "events") {
    set_sum(events_, event_parts_);
  } else if (!DistinctField(plain_metric).empty()) {
    const auto values = distinct_.find(plain_metric);
    const size_t count = values == distinct_.end() ? 0 : values->second.size();
    value.set_integer(static_cast<int64_t>(count));
  } else if (const auto found = sums_.find(plain_metric); found == sums_.end()) {
    // How many of something there are in nothing is known; how many persons were hurt is not.
    if (plain_metric == "reports" || plain_metric == "origins") set_sum(0, 0);
  } else {
    const Sum& sum = found->second;
    if (plain_metric == "score_mean") {
      value.set_number((static_cast<double>(sum.whole) + sum.parts) / kThousandths / sum.count);
    } else {
      set_sum(sum.whole, sum.parts);
    }
  }
  return value;
}

}  // namespace oxus::scan
