#include "tests/query/scan/finish.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "server/filter/filter.h"
#include "tests/query/scan/lines.h"

namespace oxus::scan {
namespace {

using Row = v1::AggregateResponse::Row;

v1::Value ToValue(const OptionalValue& key) {
  v1::Value value;
  if (!key) return value;
  if (const auto* text = std::get_if<std::string>(&*key)) value.set_text(*text);
  if (const auto* integer = std::get_if<int64_t>(&*key)) value.set_integer(*integer);
  if (const auto* number = std::get_if<double>(&*key)) value.set_number(*number);
  if (const auto* boolean = std::get_if<bool>(&*key)) value.set_boolean(*boolean);
  return value;
}

// The numbers of one row as conditions see them: "share(events)" is called share_events there.
class MetricRow : public filter::Row {
 public:
  static filter::Schema SchemaOf(const std::vector<std::string>& columns) {
    filter::Schema schema;
    for (const std::string& column : columns) {
      filter::Field field;
      for (const char c : column) {
        if (c != ')') field.name += c == '(' ? '_' : c;
      }
      field.type = filter::ValueType::kNumber;
      schema.fields.push_back(field);
    }
    return schema;
  }

  explicit MetricRow(const std::vector<v1::Value>& values) : values_(values) {}

  void Read(size_t field, std::vector<filter::Value>& values) const override {
    if (IsSet(values_[field])) values.emplace_back(NumberOf(values_[field]));
  }

 private:
  const std::vector<v1::Value>& values_;
};

class Finishing {
 public:
  Finishing(const v1::AggregateRequest& request, const Question& question, const Recount& now,
            const Recount* before)
      : request_(request),
        question_(question),
        all_(PairPeriods(request, question, now, before)),
        reader_(request, question, now, before, all_) {}

  void Write(v1::AggregateResponse* response);

 private:
  bool has_bucket() const { return question_.has_bucket(); }
  GroupKey CombinationOf(const GroupKey& key) const {
    return has_bucket() ? GroupKey(key.begin() + 1, key.end()) : key;
  }
  bool IsSelected(const Line& line) const;
  std::vector<GroupKey> RankedCombinations(const Lines& lines) const;
  v1::Value TotalOf(const Lines& series) const;
  Lines Top(const Lines& selected);
  Lines SumUp(const Lines& cut) const;
  Lines Gaps(const Lines& lines) const;
  Lines SeriesOf(const Line& line) const;
  Row ToRow(const Line& line) const;
  std::vector<std::string> GroupColumns() const;
  bool Precedes(const Row& a, const Row& b) const;
  void Sort(std::vector<Row>& rows) const;

  const v1::AggregateRequest& request_;
  const Question& question_;
  const Lines all_;
  const LineReader reader_;
  Lines others_;
};

Lines Finishing::SeriesOf(const Line& line) const {
  if (line.is_other) return others_;
  Lines series;
  for (const Line& other : all_) {
    if (CombinationOf(other.key) == CombinationOf(line.key)) series.push_back(other);
  }
  return series;
}

bool Finishing::IsSelected(const Line& line) const {
  if (request_.having().empty()) return true;
  const auto having =
      filter::Filter::Parse(request_.having(), MetricRow::SchemaOf(reader_.Columns()));
  const std::vector<v1::Value> values = reader_.Read(line, SeriesOf(line));
  return having.value().Matches(MetricRow(values));
}

Row Finishing::ToRow(const Line& line) const {
  Row row;
  row.set_is_other(line.is_other);
  for (const OptionalValue& key : line.key) *row.add_group() = ToValue(key);
  if (has_bucket()) {
    row.mutable_group(0)->set_text(
        BucketText(question_.bucket, std::get<int64_t>(*line.key.front())));
  }
  if (line.is_other) {
    for (int i = has_bucket() ? 1 : 0; i < row.group_size(); ++i) {
      row.mutable_group(i)->set_text("other");
    }
  }
  for (const v1::Value& value : reader_.Read(line, SeriesOf(line))) *row.add_metrics() = value;
  return row;
}

std::vector<std::string> Finishing::GroupColumns() const {
  std::vector<std::string> columns = question_.group_by;
  if (has_bucket()) columns.insert(columns.begin(), BucketName(question_.bucket));
  return columns;
}

// -1, 0 or 1; what is not set comes last whatever the direction.
int Compare(const v1::Value& a, const v1::Value& b, bool descending) {
  if (!IsSet(a) || !IsSet(b)) return static_cast<int>(IsSet(b)) - static_cast<int>(IsSet(a));
  int compared = 0;
  if (a.kind_case() == v1::Value::kText) {
    compared = a.text().compare(b.text());
  } else if (a.kind_case() == v1::Value::kBoolean) {
    compared = static_cast<int>(a.boolean()) - static_cast<int>(b.boolean());
  } else {
    compared = NumberOf(a) < NumberOf(b) ? -1 : static_cast<int>(NumberOf(a) > NumberOf(b));
  }
  return descending ? -compared : compared;
}

struct OrderPart {
  std::string column;
  bool descending = false;
};

std::vector<OrderPart> PartsOf(const std::string& order_by) {
  std::vector<OrderPart> parts;
  std::string rest = order_by;
  while (!rest.empty()) {
    const size_t comma = rest.find(',');
    std::string part = rest.substr(0, comma);
    rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
    part.erase(0, part.find_first_not_of(' '));
    const size_t blank = part.find(' ');
    parts.push_back({part.substr(0, blank), blank != std::string::npos});
  }
  return parts;
}

// Rows that hold what was cut come last: of their bucket where that leads, else of all.
bool Finishing::Precedes(const Row& a, const Row& b) const {
  const std::vector<std::string> groups = GroupColumns();
  const std::vector<std::string> metrics = reader_.Columns();
  std::vector<OrderPart> parts = PartsOf(request_.order_by());
  if (parts.empty()) {
    if (has_bucket()) parts.push_back({groups.front(), false});
    parts.push_back({metrics.front(), true});
  }
  for (const std::string& group : groups) parts.push_back({group, false});
  const bool bucket_leads = has_bucket() && parts.front().column == groups.front();
  if (!bucket_leads && a.is_other() != b.is_other()) return b.is_other();
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto value_in = [&](const Row& row) {
      const auto at = [&](const std::vector<std::string>& names) {
        return static_cast<int>(std::find(names.begin(), names.end(), parts[i].column) -
                                names.begin());
      };
      const int group = at(groups);
      return group < row.group_size() ? row.group(group) : row.metrics(at(metrics));
    };
    if (const int compared = Compare(value_in(a), value_in(b), parts[i].descending)) {
      return compared < 0;
    }
    if (i == 0 && a.is_other() != b.is_other()) return b.is_other();
  }
  return false;
}

void Finishing::Sort(std::vector<Row>& rows) const {
  std::sort(rows.begin(), rows.end(),
            [this](const Row& a, const Row& b) { return Precedes(a, b); });
}

// Of the first metric. A share's is the sum of the shares.
v1::Value Finishing::TotalOf(const Lines& series) const {
  const Metric& metric = question_.metrics.front();
  Tally together;
  v1::Value sum;
  for (const Line& line : series) {
    together.Add(line.now);
    const v1::Value part = line.now.Read(metric.plain, /*in_parts=*/true);
    if (IsSet(part)) sum.set_number(sum.number() + NumberOf(part));
  }
  return metric.form == Metric::Form::kShare ? sum : together.Read(metric.plain, true);
}

// The best first. Without buckets, in the order of the answer; with them, by the total of the first
// metric.
std::vector<GroupKey> Finishing::RankedCombinations(const Lines& lines) const {
  std::vector<std::pair<Row, GroupKey>> ranked;
  if (!has_bucket()) {
    for (const Line& line : lines) ranked.emplace_back(ToRow(line), line.key);
    std::sort(ranked.begin(), ranked.end(),
              [this](const auto& a, const auto& b) { return Precedes(a.first, b.first); });
  } else {
    std::map<GroupKey, Lines> combinations;
    for (const Line& line : lines) combinations[CombinationOf(line.key)].push_back(line);
    for (const auto& [key, series] : combinations) {
      Row row;
      *row.add_metrics() = TotalOf(series);
      for (const OptionalValue& value : key) *row.add_group() = ToValue(value);
      ranked.emplace_back(row, key);
    }
    std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
      if (const int by_total = Compare(a.first.metrics(0), b.first.metrics(0), true)) {
        return by_total < 0;
      }
      for (int i = 0; i < a.first.group_size(); ++i) {
        if (const int by_key = Compare(a.first.group(i), b.first.group(i), false)) {
          return by_key < 0;
        }
      }
      return false;
    });
  }
  std::vector<GroupKey> keys;
  for (const auto& [row, key] : ranked) keys.push_back(key);
  return keys;
}

Lines Finishing::Top(const Lines& selected) {
  std::vector<GroupKey> ranked = RankedCombinations(selected);
  if (request_.top() == 0 || request_.top() >= ranked.size()) return selected;
  ranked.resize(request_.top());
  Lines kept;
  Lines cut;
  for (const Line& line : selected) {
    const bool is_kept =
        std::find(ranked.begin(), ranked.end(), CombinationOf(line.key)) != ranked.end();
    (is_kept ? kept : cut).push_back(line);
  }
  if (request_.with_other()) others_ = SumUp(cut);
  kept.insert(kept.end(), others_.begin(), others_.end());
  return kept;
}

Lines Finishing::SumUp(const Lines& cut) const {
  std::map<GroupKey, Line> by_bucket;
  for (const Line& line : cut) {
    GroupKey key(line.key.size());
    if (has_bucket()) key.front() = line.key.front();
    Line& other = by_bucket[key];
    other.key = key;
    other.is_other = true;
    other.now.Add(line.now);
    other.before.Add(line.before);
    GroupKey beside = line.key;
    if (has_bucket()) beside.front() = line.before_bucket;
    other.cut_before[beside] = line.before;
  }
  Lines others;
  for (const auto& [key, line] : by_bucket) others.push_back(line);
  return others;
}

// Lines for the buckets in which nothing happened.
Lines Finishing::Gaps(const Lines& lines) const {
  std::set<std::pair<bool, GroupKey>> combinations;
  std::set<std::pair<bool, GroupKey>> present;
  std::set<int64_t> buckets;
  for (const Line& line : lines) {
    combinations.emplace(line.is_other, CombinationOf(line.key));
    buckets.insert(std::get<int64_t>(*line.key.front()));
  }
  for (const Lines& some : {all_, others_}) {
    for (const Line& line : some) present.emplace(line.is_other, line.key);
  }
  if (question_.group_by.empty()) combinations.emplace(false, GroupKey());
  const Interval& interval = question_.interval;
  if (buckets.empty() && !(interval.has_since() && interval.has_until())) return {};
  const int64_t first =
      interval.has_since() ? BucketOf(question_.bucket, interval.since_ms) : *buckets.begin();
  const int64_t last =
      interval.has_until() ? BucketOf(question_.bucket, interval.until_ms - 1) : *buckets.rbegin();
  Lines gaps;
  for (int64_t bucket = first; bucket <= last; bucket = NextBucket(question_.bucket, bucket)) {
    for (const auto& [is_other, combination] : combinations) {
      Line gap;
      gap.is_other = is_other;
      gap.key = combination;
      gap.key.insert(gap.key.begin(), bucket);
      if (present.count({is_other, gap.key}) == 0 && IsSelected(gap)) gaps.push_back(gap);
    }
  }
  return gaps;
}

void Finishing::Write(v1::AggregateResponse* response) {
  Lines selected;
  for (const Line& line : all_) {
    if (IsSelected(line)) selected.push_back(line);
  }
  response->set_total_groups(selected.size());
  Lines lines = Top(selected);
  if (request_.fill()) {
    const Lines gaps = Gaps(lines);
    lines.insert(lines.end(), gaps.begin(), gaps.end());
  }
  std::vector<Row> rows;
  for (const Line& line : lines) rows.push_back(ToRow(line));
  Sort(rows);
  for (Row& row : rows) *response->add_rows() = std::move(row);
  for (const std::string& name : GroupColumns()) response->add_group_columns(name);
  for (const std::string& name : reader_.Columns()) response->add_metric_columns(name);
}

}  // namespace

void Finish(const v1::AggregateRequest& request, const Question& question, const Recount& now,
            const Recount* before, v1::AggregateResponse* response) {
  Finishing(request, question, now, before).Write(response);
}

}  // namespace oxus::scan
