#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/query/aggregate_plan.h"
#include "server/query/finish.h"
#include "tests/query/answer_text.h"
#include "tests/query/small_groups.h"
#include "tests/query/written_answer.h"

namespace oxus::query {
namespace {

using oxus::test::SmallEvent;
using oxus::test::SmallGroups;
using oxus::v1::AggregateRequest;
using oxus::v1::AggregateResponse;

using Key = std::vector<int64_t>;
// Into the events found in a period.
using Events = std::set<size_t>;
using Found = std::vector<std::pair<Key, SmallEvent>>;
using Number = std::optional<double>;

const std::vector<std::string> kWords = {"d", "b", "a", "c", "f", "e"};
// The buckets of a period.
constexpr int kBuckets = 6;

int64_t NumberOf(oxus::v1::Bucket bucket, const std::string& date) {
  return BucketNumber(bucket, ParseLocalTime(date).value());
}

// A group with what happened in both periods.
struct Line {
  Key key;
  bool is_other = false;
  Events now;
  Events before;
  // By column, once they are known.
  std::vector<Number> numbers;
};

// The same answer made the slow way: every number is counted anew from lists of events.
class NaiveFinish {
 public:
  NaiveFinish(const AggregateRequest& request, const AggregatePlan& plan, const Found& now,
              const Found& before)
      : request_(request),
        plan_(plan),
        has_bucket_(plan.scan.has_bucket()),
        now_(now),
        before_(before) {
    std::map<Key, Line> lines;
    if (plan.columns.group.empty()) lines[{}];
    for (size_t i = 0; i < now.size(); ++i) lines[now[i].first].now.insert(i);
    for (size_t i = 0; i < before.size(); ++i) {
      for (const Key& beside : BesideThat(before[i].first)) lines[beside];
    }
    for (auto& [key, line] : lines) {
      line.key = key;
      for (size_t i = 0; i < before.size(); ++i) {
        const auto beside = BesideThat(before[i].first);
        if (std::count(beside.begin(), beside.end(), key) > 0) line.before.insert(i);
      }
      all_.push_back(line);
    }
    series_ = all_;
  }

  std::vector<std::string> Rows() {
    std::vector<Line> lines = Having(all_);
    total_groups = lines.size();
    Cut(lines);
    if (request_.fill()) Fill(lines);
    for (Line& line : lines) Count(line);
    std::sort(lines.begin(), lines.end(),
              [this](const Line& a, const Line& b) { return IsBefore(a, b); });
    std::vector<std::string> rows;
    for (const Line& line : lines) rows.push_back(TextOf(line));
    return rows;
  }

  size_t total_groups = 0;

 private:
  Key CombinationOf(const Line& line) const {
    Key key(line.key.begin() + (has_bucket_ ? 1 : 0), line.key.end());
    key.push_back(line.is_other ? 1 : 0);
    return key;
  }

  // The keys now that an event of the period before is set beside. Days go by their dates.
  std::vector<Key> BesideThat(const Key& before) const {
    if (!has_bucket_) return {before};
    const bool is_year = plan_.compare == oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR;
    Key moved = before;
    if (plan_.scan.bucket == oxus::v1::BUCKET_MONTH) {
      moved[0] += is_year ? 12 : kBuckets;
      return {moved};
    }
    std::string date = BucketText(plan_.scan.bucket, before[0]);
    date = std::to_string(std::stoi(date.substr(0, 4)) + 1) + date.substr(4, 4) +
           (date.substr(5) == "02-29" ? "28" : date.substr(8));
    moved[0] = NumberOf(plan_.scan.bucket, date);
    std::vector<Key> keys;
    const Interval& interval = plan_.scan.interval;
    if (interval.Contains(moved[0] * kDayMs)) keys.push_back(moved);
    const bool is_28 = date.substr(5) == "02-28";
    ++moved[0];
    const bool is_29 = BucketText(plan_.scan.bucket, moved[0]).substr(5) == "02-29";
    if (is_28 && is_29 && interval.Contains(moved[0] * kDayMs)) keys.push_back(moved);
    return keys;
  }

  Number Measured(size_t measure, const Events& events, Events Line::*period) const {
    const Found& found = period == &Line::now ? now_ : before_;
    std::vector<SmallEvent> of_them;
    for (const size_t i : events) of_them.push_back(found[i].second);
    const Cell value = SmallGroups::ValueOf(plan_.scan.measures[measure], of_them);
    return value.is_set() ? Number(value.real()) : std::nullopt;
  }

  Number MetricOf(const MetricColumn& metric, const Line& line, Events Line::*period) const {
    if (metric.kind == MetricColumn::Kind::kPlain) {
      return Measured(metric.measure, line.*period, period);
    }
    if (metric.kind == MetricColumn::Kind::kCumulative) {
      Events until_now;
      for (const Line& other : series_) {
        if (CombinationOf(other) != CombinationOf(line) || other.key[0] > line.key[0]) continue;
        until_now.insert((other.*period).begin(), (other.*period).end());
      }
      return Measured(metric.measure, until_now, period);
    }
    double total = 0;
    std::set<Events> added;  // a 29 February has the same beside it as the 28th
    for (const Line& other : all_) {
      if (!added.insert(other.*period).second) continue;
      total += Measured(metric.measure, other.*period, period).value_or(0);
    }
    const Number part = Measured(metric.measure, line.*period, period);
    if (!part || total == 0) return std::nullopt;
    return *part / total;
  }

  void Count(Line& line) const {
    line.numbers.clear();
    for (const MetricColumn& metric : plan_.metrics) {
      const Number now = MetricOf(metric, line, &Line::now);
      line.numbers.push_back(now);
      if (!plan_.has_comparison()) continue;
      const Number before = MetricOf(metric, line, &Line::before);
      line.numbers.push_back(before);
      line.numbers.push_back(now && before ? Number(*now - *before) : Number());
      line.numbers.push_back(now && before && *before != 0 ? Number(*now / *before) : Number());
    }
  }

  // The test asks for "FIRST_COLUMN >= 2".
  std::vector<Line> Having(std::vector<Line> lines) const {
    for (Line& line : lines) Count(line);
    if (!request_.having().empty()) {
      std::erase_if(lines, [](const Line& line) { return !(line.numbers[0].value_or(-1) >= 2); });
    }
    return lines;
  }

  std::string WordOf(const Line& line, size_t axis) const {
    if (has_bucket_ && axis == 0) return BucketText(plan_.scan.bucket, line.key[0]);
    if (line.is_other) return "other";
    return line.key[axis] == GroupedResult::kUnknown ? "?"
                                                     : kWords[static_cast<size_t>(line.key[axis])];
  }

  static int Compare(const Number& a, const Number& b, bool descending) {
    if (!a || !b) return (b ? 1 : 0) - (a ? 1 : 0);
    const int compared = *a < *b ? -1 : (*b < *a ? 1 : 0);
    return descending ? -compared : compared;
  }
  int CompareWords(const Line& a, const Line& b, size_t axis, bool descending) const {
    const std::string left = WordOf(a, axis);
    const std::string right = WordOf(b, axis);
    if (left == "?" || right == "?") return (left == "?" ? 1 : 0) - (right == "?" ? 1 : 0);
    const int compared = left < right ? -1 : (right < left ? 1 : 0);
    return descending ? -compared : compared;
  }

  bool IsBefore(const Line& a, const Line& b) const {
    const bool bucket_leads =
        has_bucket_ && !plan_.order[0].is_metric && plan_.order[0].column == 0;
    const int others = (a.is_other ? 1 : 0) - (b.is_other ? 1 : 0);
    if (!bucket_leads && others != 0) return others < 0;
    for (size_t i = 0; i < plan_.order.size(); ++i) {
      const SortKey& key = plan_.order[i];
      const int compared =
          key.is_metric ? Compare(a.numbers[key.column], b.numbers[key.column], key.descending)
                        : CompareWords(a, b, key.column, key.descending);
      if (compared != 0) return compared < 0;
      if (i == 0 && bucket_leads && others != 0) return others < 0;
    }
    return false;
  }

  void Cut(std::vector<Line>& lines) {
    if (request_.top() == 0) return;
    std::map<Key, std::pair<Line, Number>> totals;  // with one of the lines
    for (const Line& line : lines) {
      auto& [sum, total] = totals[CombinationOf(line)];
      const Events events = sum.now;
      sum = line;
      sum.now.insert(events.begin(), events.end());
      const MetricColumn& first = plan_.metrics[0];
      if (first.kind == MetricColumn::Kind::kShare) {
        const Number part = MetricOf(first, line, &Line::now);
        if (part) total = total.value_or(0) + *part;
      } else {
        total = Measured(first.measure, sum.now, &Line::now);
      }
    }
    std::vector<std::pair<Line, Number>> ranked;
    for (const auto& [key, total] : totals) ranked.push_back(total);
    std::sort(ranked.begin(), ranked.end(), [this](const auto& a, const auto& b) {
      if (!has_bucket_) return IsBefore(a.first, b.first);
      // Sums of the same parts in another order.
      const bool alike = a.second && b.second && std::abs(*a.second - *b.second) < 1e-9;
      const int compared = alike ? 0 : Compare(a.second, b.second, true);
      if (compared != 0) return compared < 0;
      for (size_t axis = 1; axis < a.first.key.size(); ++axis) {
        const int by_word = CompareWords(a.first, b.first, axis, false);
        if (by_word != 0) return by_word < 0;
      }
      return false;
    });
    std::set<Key> kept;
    for (size_t i = 0; i < std::min<size_t>(request_.top(), ranked.size()); ++i) {
      kept.insert(CombinationOf(ranked[i].first));
    }
    std::map<Key, Line> others;
    for (const Line& line : lines) {
      if (kept.count(CombinationOf(line)) > 0) continue;
      Key key(line.key.size(), GroupedResult::kOther);
      if (has_bucket_) key[0] = line.key[0];
      Line& other = others[key];
      other.key = key;
      other.is_other = true;
      other.now.insert(line.now.begin(), line.now.end());
      other.before.insert(line.before.begin(), line.before.end());
    }
    std::erase_if(lines, [&](const Line& line) { return kept.count(CombinationOf(line)) == 0; });
    if (!request_.with_other()) return;
    for (const auto& [key, other] : others) {
      lines.push_back(other);
      series_.push_back(other);
    }
  }

  void Fill(std::vector<Line>& lines) {
    std::map<Key, Line> combinations;
    for (const Line& line : lines) combinations[CombinationOf(line)] = line;
    if (plan_.columns.group.size() == 1 && combinations.empty()) {
      combinations[{0}] = Line{{0}, false, {}, {}, {}};
    }
    int64_t first = std::numeric_limits<int64_t>::max();
    int64_t last = std::numeric_limits<int64_t>::min();
    for (const Line& line : lines) {
      first = std::min(first, line.key[0]);
      last = std::max(last, line.key[0]);
    }
    const Interval& interval = plan_.scan.interval;
    if (interval.has_since()) first = NumberOf(plan_.scan.bucket, request_.interval().since());
    if (interval.has_until()) last = NumberOf(plan_.scan.bucket, request_.interval().until()) - 1;
    if (lines.empty() && interval.is_open()) return;
    std::vector<Line> added;
    for (const auto& [combination, like] : combinations) {
      for (int64_t bucket = first; bucket <= last; ++bucket) {
        Line line{like.key, like.is_other, {}, {}, {}};
        line.key[0] = bucket;
        const bool happened = std::any_of(series_.begin(), series_.end(), [&](const Line& other) {
          return other.key == line.key && other.is_other == line.is_other;
        });
        if (!happened) added.push_back(line);
      }
    }
    added = Having(added);
    lines.insert(lines.end(), added.begin(), added.end());
  }

  std::string TextOf(const Line& line) const {
    std::string text;
    for (size_t axis = 0; axis < line.key.size(); ++axis) text += WordOf(line, axis) + " | ";
    for (const Number& number : line.numbers) {
      text += number ? fmt::format("{:.6g} ", *number + 0.0) : "? ";
    }
    return text + (line.is_other ? "other" : "");
  }

  const AggregateRequest& request_;
  const AggregatePlan& plan_;
  const bool has_bucket_;
  const Found& now_;
  const Found& before_;
  std::vector<Line> all_;
  // With the lines of what was cut.
  std::vector<Line> series_;
};

std::vector<std::string> RowsOf(const AggregateResponse& response) {
  std::vector<std::string> rows;
  for (const auto& row : response.rows()) {
    std::string text;
    for (const auto& value : row.group()) text += oxus::test::ValueText(value) + " | ";
    for (const auto& value : row.metrics()) {
      const double number =
          value.has_integer() ? static_cast<double>(value.integer()) : value.number();
      const bool is_set = value.kind_case() != oxus::v1::Value::KIND_NOT_SET;
      text += is_set ? fmt::format("{:.6g} ", number + 0.0) : "? ";
    }
    rows.push_back(text + (row.is_other() ? "other" : ""));
  }
  return rows;
}

class RandomQuestion {
 public:
  explicit RandomQuestion(uint64_t seed) : random_(seed) {
    const bool has_bucket = Chance(2);
    if (has_bucket) request.set_bucket(oxus::v1::BUCKET_MONTH);
    // Days around the end of a February that may be leap, beside one that may be.
    const bool has_days = has_bucket && Chance(2);
    if (has_days) {
      constexpr const char* kFirsts[] = {"2024-02-25", "2024-02-29", "2025-02-25", "2025-02-28"};
      first_date_ = kFirsts[random_() % 4];
      request.set_bucket(oxus::v1::BUCKET_DAY);
    }
    for (const char* field : {"country", "admin1"}) {
      if (Chance(2)) request.add_group_by(field);
    }
    for (const char* metric : {"events", "killed", "score_mean", "distinct(actor)", "share(events)",
                               "share(distinct(actor))"}) {
      if (Chance(3)) request.add_metrics(metric);
    }
    for (const char* metric : {"cumulative(killed)", "cumulative(distinct(actor))"}) {
      if (has_bucket && Chance(3)) request.add_metrics(metric);
    }
    if (request.metrics().empty()) request.add_metrics("events");
    std::shuffle(request.mutable_metrics()->pointer_begin(),
                 request.mutable_metrics()->pointer_end(), random_);
    const bool previous = !has_days && Chance(4);
    const bool both = previous || has_days;
    const std::string until =
        has_days ? LocalTimeText((FirstBucket() + kBuckets) * kDayMs) : "2025-01-01";
    if (both || Chance(2)) request.mutable_interval()->set_since(first_date_);
    if (both || Chance(2)) request.mutable_interval()->set_until(until);
    if (previous) {
      request.set_compare(oxus::v1::COMPARISON_PREVIOUS_PERIOD);
    } else if (has_bucket && Chance(has_days ? 1 : 3)) {
      request.set_compare(oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR);
    }
    if (Chance(2)) request.set_top(1 + static_cast<uint32_t>(random_() % 6));
    if (request.top() > 0) request.set_with_other(Chance(2));
    request.set_fill(has_bucket && Chance(2));
    if (Chance(3)) request.set_having(MetricWord(request.metrics(0)) + " >= 2");
    if (Chance(2)) {
      const auto& metrics = request.metrics();
      const auto pick = static_cast<int>(random_() % static_cast<size_t>(metrics.size()));
      request.set_order_by(metrics[pick] + (Chance(2) ? " desc" : ""));
      if (request.compare() != 0 && Chance(2)) request.set_order_by(metrics[pick] + "_delta");
      if (request.group_by_size() > 0 && Chance(3))
        request.set_order_by(request.group_by(0) + " desc");
    }
  }

  int64_t FirstBucket() const { return NumberOf(request.bucket(), first_date_); }

  // The first bucket of the period that is compared with.
  int64_t FirstBefore() const {
    if (request.compare() == oxus::v1::COMPARISON_PREVIOUS_PERIOD) return FirstBucket() - kBuckets;
    return NumberOf(request.bucket(),
                    LocalTimeText(PlusYears(ParseLocalTime(first_date_).value(), -1)));
  }

  // Events of the period that begins with that bucket.
  Found Events(int64_t first) {
    Found found;
    const auto count = random_() % 40;
    for (size_t i = 0; i < count; ++i) {
      Key key;
      if (request.bucket() != 0) key.push_back(first + static_cast<int64_t>(random_() % kBuckets));
      for (int axis = 0; axis < request.group_by_size(); ++axis) {
        key.push_back(static_cast<int64_t>(random_() % (kWords.size() + 1)) - 1);
      }
      SmallEvent event;
      if (Chance(2)) event.killed = static_cast<int64_t>(random_() % 4);
      if (Chance(2)) event.score = static_cast<int64_t>(random_() % 9) * 1'000 - 4'000;
      event.actor = static_cast<int64_t>(random_() % 5);
      found.emplace_back(key, event);
    }
    return found;
  }

  AggregateRequest request;

 private:
  bool Chance(uint64_t one_in) { return random_() % one_in == 0; }

  std::mt19937_64 random_;
  std::string first_date_ = "2024-07-01";
};

TEST(FinishPropertyTest, AnswersAsCountingEveryNumberAnewDoes) {
  const uint64_t first_seed = std::random_device()();
  for (uint64_t seed = first_seed; seed < first_seed + 4'000; ++seed) {
    RandomQuestion question(seed);
    const AggregateRequest& request = question.request;
    SCOPED_TRACE(testing::Message() << "seed " << seed << "\n" << request.DebugString());
    const auto plan = PlanAggregate(request, PlanContext());
    ASSERT_TRUE(plan.ok()) << plan.status();
    const Found found = question.Events(question.FirstBucket());
    Found found_before;
    if (const auto previous = PreviousScan(*plan)) {
      found_before = question.Events(question.FirstBefore());
      // A scan finds nothing outside its interval; a year before a leap day there is a day less.
      std::erase_if(found_before, [&](const auto& event) {
        const auto bucket = plan->scan.bucket;
        return plan->scan.has_bucket() &&
               !previous->interval.Contains(BucketStartMs(bucket, event.first[0]));
      });
    }
    SmallGroups now(plan->scan.measures, kWords);
    for (const auto& [key, event] : found) now.Add(key, event);
    SmallGroups before(plan->scan.measures, kWords);
    for (const auto& [key, event] : found_before) before.Add(key, event);
    AggregateResponse response;
    const auto status =
        oxus::test::WriteAnswer(*plan, now, plan->has_comparison() ? &before : nullptr, &response);
    ASSERT_TRUE(status.ok()) << status;
    NaiveFinish naive(request, *plan, found, found_before);
    ASSERT_EQ(RowsOf(response), naive.Rows());
    ASSERT_EQ(response.total_groups(), naive.total_groups);
  }
}

}  // namespace
}  // namespace oxus::query
