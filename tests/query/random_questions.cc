#include "tests/query/random_questions.h"

#include <algorithm>

#include "google/protobuf/util/time_util.h"
#include "server/query/field_table.h"
#include "tests/query/scan/clock.h"
#include "tests/support/random_pick.h"

namespace oxus::test {
namespace {

constexpr int64_t kDayMs = 86'400'000;
constexpr const char* kZones[] = {"UTC", "Asia/Dushanbe", "America/New_York",
                                  "Australia/Lord_Howe"};
constexpr const char* kMetrics[] = {"events",  "killed",       "killed_low", "killed_high",
                                    "injured", "injured_high", "abducted",   "abducted_low",
                                    "reports", "origins",      "score_mean", "events"};
constexpr const char* kConditions[] = {" >= 1", " > 0",  " >= 2", " < 3",
                                       " != 1", " < -1", ":*",    " <= 0.5"};
constexpr v1::Bucket kBuckets[] = {v1::BUCKET_HOUR,  v1::BUCKET_DAY,     v1::BUCKET_WEEK,
                                   v1::BUCKET_MONTH, v1::BUCKET_QUARTER, v1::BUCKET_YEAR};

std::string DayText(int64_t ms) {
  return scan::BucketText(v1::BUCKET_DAY, scan::BucketOf(v1::BUCKET_DAY, ms));
}

bool IsNarrow(v1::Bucket bucket) { return bucket == v1::BUCKET_HOUR || bucket == v1::BUCKET_DAY; }

// Filled, or spread over, without an interval, events a century apart give few buckets.
bool IsWide(v1::Bucket bucket) { return bucket >= v1::BUCKET_MONTH && bucket <= v1::BUCKET_YEAR; }

}  // namespace

std::string RandomQuestions::GroupableField() {
  const auto& fields = query::Fields();
  while (true) {
    const auto& field = fields[Below(random_, fields.size())];
    if (field.groupable) return field.filter.name;
  }
}

// Around a time at which something happened.
void RandomQuestions::AddInterval(v1::LocalInterval& interval, bool is_short) {
  constexpr int64_t kLengths[] = {1, 3, 7, 28, 31, 366, 800, 20'000};
  const v1::Span& span = states_[Below(random_, states_.size())].event.occurred();
  const int64_t length = is_short ? 1 + Below(random_, 9) : PickOf(random_, kLengths);
  int64_t since_ms = span.start_ms() - int64_t{Below(random_, length + 1)} * kDayMs;
  if (OneIn(random_, 4)) since_ms = scan::BucketOf(PickOf(random_, kBuckets), since_ms);
  int64_t until_ms = scan::BucketOf(v1::BUCKET_DAY, since_ms) + length * kDayMs;
  if (!is_short && OneIn(random_, 4)) {
    until_ms = scan::NextBucket(v1::BUCKET_MONTH, scan::BucketOf(v1::BUCKET_MONTH, until_ms));
  }
  interval.set_since(DayText(since_ms));
  interval.set_until(DayText(until_ms));
  if (is_short) return;
  if (OneIn(random_, 6)) interval.set_since(interval.since() + "T00:17");
  if (OneIn(random_, 6)) interval.set_until(interval.until() + "T13:00");
  if (OneIn(random_, 5)) interval.clear_since();
  if (OneIn(random_, 5)) interval.clear_until();
}

void RandomQuestions::AddGroups(v1::AggregateRequest& request) {
  constexpr uint32_t kMostFields = 4;
  for (uint32_t i = Below(random_, kMostFields); i > 0; --i) {
    const std::string field = GroupableField();
    const auto& named = request.group_by();
    if (std::find(named.begin(), named.end(), field) == named.end()) request.add_group_by(field);
  }
}

std::string RandomQuestions::PlainMetric(bool may_be_distinct, bool may_be_mean) {
  if (may_be_distinct && OneIn(random_, 4)) return "distinct(" + GroupableField() + ")";
  const std::string metric = PickOf(random_, kMetrics);
  return metric == "score_mean" && !may_be_mean ? "events" : metric;
}

void RandomQuestions::AddMetrics(v1::AggregateRequest& request) {
  const bool may_be_distinct = request.imprecise() != v1::IMPRECISE_TIMES_SPREAD;
  const bool has_bucket = request.bucket() != v1::BUCKET_UNSPECIFIED;
  for (uint32_t i = Below(random_, 5); i > 0; --i) {
    std::string metric = PlainMetric(may_be_distinct, true);
    if (OneIn(random_, 4)) metric = "share(" + PlainMetric(may_be_distinct, false) + ")";
    if (has_bucket && OneIn(random_, 4)) {
      metric = "cumulative(" + PlainMetric(may_be_distinct, true) + ")";
    }
    const auto& named = request.metrics();
    if (std::find(named.begin(), named.end(), metric) == named.end()) request.add_metrics(metric);
  }
}

void RandomQuestions::AddComparison(v1::AggregateRequest& request) {
  if (!OneIn(random_, 4)) return;
  const bool has_since = !request.interval().since().empty();
  const bool has_until = !request.interval().until().empty();
  if (has_since && has_until && OneIn(random_, 2)) {
    request.set_compare(v1::COMPARISON_PREVIOUS_PERIOD);
  } else if (has_since || has_until || request.bucket() != v1::BUCKET_UNSPECIFIED) {
    request.set_compare(v1::COMPARISON_SAME_PERIOD_LAST_YEAR);
  }
}

void RandomQuestions::AddHaving(v1::AggregateRequest& request) {
  if (!OneIn(random_, 4)) return;
  std::string metric = request.metrics().empty() ? "events" : request.metrics(0);
  if (request.compare() != v1::COMPARISON_UNSPECIFIED && OneIn(random_, 2)) metric += "_delta";
  std::string word;
  for (const char c : metric) {
    if (c != ')') word += c == '(' ? '_' : c;
  }
  request.set_having(word + PickOf(random_, kConditions));
  if (OneIn(random_, 3)) request.set_having("NOT " + request.having());
}

void RandomQuestions::AddOrder(v1::AggregateRequest& request) {
  if (!OneIn(random_, 3)) return;
  std::vector<std::string> columns(request.group_by().begin(), request.group_by().end());
  columns.insert(columns.end(), request.metrics().begin(), request.metrics().end());
  if (request.metrics().empty()) columns.emplace_back("events");
  if (request.bucket() != v1::BUCKET_UNSPECIFIED) {
    columns.push_back(scan::BucketName(request.bucket()));
  }
  std::shuffle(columns.begin(), columns.end(), random_);
  columns.resize(1 + Below(random_, std::min<size_t>(columns.size(), 3)));
  std::string order;
  for (const std::string& column : columns) {
    order += (order.empty() ? "" : ", ") + column + (OneIn(random_, 2) ? " desc" : "");
  }
  request.set_order_by(order);
}

void RandomQuestions::AddFinish(v1::AggregateRequest& request) {
  AddComparison(request);
  const bool has_bucket = request.bucket() != v1::BUCKET_UNSPECIFIED;
  const bool is_bounded = IsWide(request.bucket()) || (!request.interval().since().empty() &&
                                                       !request.interval().until().empty());
  request.set_fill(has_bucket && is_bounded && OneIn(random_, 3));
  if (request.imprecise() == v1::IMPRECISE_TIMES_SPREAD) return;
  AddHaving(request);
  AddOrder(request);
  if (OneIn(random_, 3)) {
    request.set_top(1 + Below(random_, 4));
    request.set_with_other(OneIn(random_, 2));
  }
}

template <typename Request>
void RandomQuestions::AddState(Request& request) {
  const scan::State& state = states_[Below(random_, states_.size())];
  if (OneIn(random_, 3)) {
    request.set_as_of_sequence(state.sequence);
  } else if (OneIn(random_, 4)) {
    *request.mutable_as_of_time() = google::protobuf::util::TimeUtil::MillisecondsToTimestamp(
        state.received_ms + Below(random_, 3) - 1);
  }
}

template <typename Request>
void RandomQuestions::AddModalities(Request& request) {
  if (!OneIn(random_, 3)) return;
  for (const v1::Modality modality :
       {v1::MODALITY_PLANNED, v1::MODALITY_ACTUAL, v1::MODALITY_HYPOTHETICAL}) {
    if (OneIn(random_, 2)) request.add_modalities(modality);
  }
}

v1::AggregateRequest RandomQuestions::Aggregate() {
  v1::AggregateRequest request;
  request.set_filter(filters_.Next());
  if (OneIn(random_, 2)) request.set_bucket(PickOf(random_, kBuckets));
  if (OneIn(random_, 2)) request.set_imprecise(Any<v1::ImpreciseTimes>(random_));
  AddGroups(request);
  AddMetrics(request);
  const bool needs_interval =
      request.bucket() == v1::BUCKET_HOUR ||
      (IsNarrow(request.bucket()) && request.imprecise() == v1::IMPRECISE_TIMES_SPREAD);
  if (needs_interval || !OneIn(random_, 3)) {
    AddInterval(*request.mutable_interval(), IsNarrow(request.bucket()));
  }
  if (OneIn(random_, 3)) request.set_time_zone(PickOf(random_, kZones));
  AddModalities(request);
  AddState(request);
  request.set_include_duplicates(OneIn(random_, 3));
  request.set_bypass_cache(OneIn(random_, 6));
  AddFinish(request);
  return request;
}

v1::ListEventsRequest RandomQuestions::List() {
  constexpr const char* kOrders[] = {"", "occurred", "occurred desc", "sequence", "sequence desc"};
  v1::ListEventsRequest request;
  request.set_filter(filters_.Next());
  if (OneIn(random_, 2)) AddInterval(*request.mutable_interval(), false);
  request.set_order_by(PickOf(random_, kOrders));
  request.set_page_size(1 + Below(random_, 20));
  AddModalities(request);
  AddState(request);
  return request;
}

}  // namespace oxus::test
