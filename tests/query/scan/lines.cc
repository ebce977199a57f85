#include "tests/query/scan/lines.h"

#include <set>

#include "tests/query/scan/compared_periods.h"

namespace oxus::scan {
namespace {

v1::Value Number(double number) {
  v1::Value value;
  value.set_number(number);
  return value;
}

v1::Value Integer(int64_t integer) {
  v1::Value value;
  value.set_integer(integer);
  return value;
}

bool AreIntegers(const v1::Value& a, const v1::Value& b) {
  return a.kind_case() == v1::Value::kInteger && b.kind_case() == v1::Value::kInteger;
}

v1::Value Delta(const v1::Value& now, const v1::Value& before) {
  if (!IsSet(now) || !IsSet(before)) return {};
  if (AreIntegers(now, before)) return Integer(now.integer() - before.integer());
  return Number(NumberOf(now) - NumberOf(before));
}

v1::Value Ratio(const v1::Value& now, const v1::Value& before) {
  if (!IsSet(now) || NumberOf(before) == 0) return {};
  return Number(NumberOf(now) / NumberOf(before));
}

// The bucket of a key, when there are buckets.
int64_t BucketIn(const GroupKey& key) { return std::get<int64_t>(*key.front()); }

// Each event in the bucket that counts it.
Groups InPairedBuckets(const v1::AggregateRequest& request, const Question& question,
                       const Groups& groups) {
  if (!question.has_bucket()) return groups;
  const ComparedPeriods periods(request.compare(), question.bucket, question.interval);
  Groups merged;
  for (const auto& [key, tally] : groups) {
    GroupKey into = key;
    into.front() = periods.CountedIn(BucketIn(key));
    merged[into].Add(tally);
  }
  return merged;
}

Tally TallyOf(const Groups& groups, const GroupKey& key) {
  const auto found = groups.find(key);
  return found == groups.end() ? Tally() : found->second;
}

// What happened in the lines of a series up to one.
Tally RunningTally(const Line& line, const Lines& series, bool is_before) {
  Tally sum;
  std::set<GroupKey> added;
  for (const Line& other : series) {
    if (BucketIn(other.key) > BucketIn(line.key)) continue;
    if (!is_before) {
      sum.Add(other.now);
    } else if (other.is_other) {
      for (const auto& [key, tally] : other.cut_before) {
        if (added.insert(key).second) sum.Add(tally);
      }
    } else if (added.insert({other.before_bucket}).second) {
      sum.Add(other.before);
    }
  }
  return sum;
}

}  // namespace

double NumberOf(const v1::Value& value) {
  return value.kind_case() == v1::Value::kInteger ? static_cast<double>(value.integer())
                                                  : value.number();
}

bool IsSet(const v1::Value& value) { return value.kind_case() != v1::Value::KIND_NOT_SET; }

Lines PairPeriods(const v1::AggregateRequest& request, const Question& question, const Recount& now,
                  const Recount* before) {
  Groups all = now.groups;
  const bool has_columns = question.has_bucket() || !question.group_by.empty();
  if (!has_columns) all.try_emplace({});
  if (before == nullptr) {
    Lines lines;
    for (const auto& [key, tally] : all) lines.push_back({key, false, tally, {}, {}, {}});
    return lines;
  }
  const ComparedPeriods periods(request.compare(), question.bucket, question.interval);
  const Groups merged = InPairedBuckets(request, question, before->groups);
  for (const auto& [key, tally] : merged) {
    if (!question.has_bucket()) {
      all.try_emplace(key);
      continue;
    }
    GroupKey beside = key;
    for (const int64_t bucket : periods.BesideThat(BucketIn(key))) {
      beside.front() = bucket;
      all.try_emplace(beside);
    }
  }
  Lines lines;
  for (const auto& [key, tally] : all) {
    GroupKey beside = key;
    if (question.has_bucket()) beside.front() = periods.Beside(BucketIn(key));
    lines.push_back({key,
                     false,
                     tally,
                     TallyOf(merged, beside),
                     question.has_bucket() ? beside.front() : std::nullopt,
                     {}});
  }
  return lines;
}

LineReader::LineReader(const v1::AggregateRequest& request, const Question& question,
                       const Recount& now, const Recount* before, const Lines& all)
    : question_(question),
      compares_(before != nullptr),
      in_parts_now_(now.in_parts),
      in_parts_before_(before != nullptr && before->in_parts) {
  for (const std::string& plain : question.PlainMetrics()) {
    totals_now_[plain] = totals_before_[plain] = 0;
    for (const Line& line : all) {
      totals_now_[plain] += NumberOf(line.now.Read(plain, in_parts_now_));
    }
    if (before == nullptr) continue;
    for (const auto& [key, tally] : InPairedBuckets(request, question, before->groups)) {
      totals_before_[plain] += NumberOf(tally.Read(plain, in_parts_before_));
    }
  }
}

std::vector<std::string> LineReader::Columns() const {
  std::vector<std::string> columns;
  for (const Metric& metric : question_.metrics) {
    columns.push_back(metric.name);
    if (!compares_) continue;
    for (const char* part : {"_previous", "_delta", "_ratio"}) {
      columns.push_back(metric.name + part);
    }
  }
  return columns;
}

std::vector<v1::Value> LineReader::Read(const Line& line, const Lines& series) const {
  std::vector<v1::Value> values;
  for (const Metric& metric : question_.metrics) {
    const v1::Value now = ReadOne(metric, line, series, false);
    values.push_back(now);
    if (!compares_) continue;
    const v1::Value before = ReadOne(metric, line, series, true);
    values.push_back(before);
    values.push_back(Delta(now, before));
    values.push_back(Ratio(now, before));
  }
  return values;
}

v1::Value LineReader::Plain(const Metric& metric, const Tally& tally, bool is_before) const {
  return tally.Read(metric.plain, is_before ? in_parts_before_ : in_parts_now_);
}

v1::Value LineReader::ReadOne(const Metric& metric, const Line& line, const Lines& series,
                              bool is_before) const {
  if (metric.form == Metric::Form::kCumulative) {
    return Plain(metric, RunningTally(line, series, is_before), is_before);
  }
  const v1::Value plain = Plain(metric, is_before ? line.before : line.now, is_before);
  if (metric.form == Metric::Form::kPlain) return plain;
  const double total = (is_before ? totals_before_ : totals_now_).at(metric.plain);
  if (!IsSet(plain) || total == 0) return {};
  return Number(NumberOf(plain) / total);
}

}  // namespace oxus::scan
