#include "tests/query/scan/question.h"

#include <algorithm>
#include <string_view>

#include "google/protobuf/util/time_util.h"
#include "server/query/field_table.h"
#include "tests/query/scan/history.h"

namespace oxus::scan {
namespace {

Metric ReadMetric(const std::string& name) {
  for (const auto& [prefix, form] : {std::pair("share(", Metric::Form::kShare),
                                     std::pair("cumulative(", Metric::Form::kCumulative)}) {
    const std::string_view start = prefix;
    if (name.rfind(start, 0) == 0) {
      return {name, form, name.substr(start.size(), name.size() - start.size() - 1)};
    }
  }
  return {name, Metric::Form::kPlain, name};
}

}  // namespace

int64_t Question::LongestPreciseMs() const {
  return std::min(LongestSpan(bucket), interval.length_ms());
}

std::set<std::string> Question::PlainMetrics() const {
  std::set<std::string> plain;
  for (const Metric& metric : metrics) plain.insert(metric.plain);
  return plain;
}

absl::StatusOr<uint64_t> ReadAsOf(const storage::Snapshot& snapshot, uint64_t as_of_sequence,
                                  const google::protobuf::Timestamp* as_of_time) {
  if (as_of_time != nullptr) {
    return SequenceAt(snapshot,
                      google::protobuf::util::TimeUtil::TimestampToMilliseconds(*as_of_time));
  }
  return as_of_sequence == 0 ? snapshot.last_sequence() : as_of_sequence;
}

absl::StatusOr<Question> ReadQuestion(const storage::Snapshot& snapshot,
                                      const v1::AggregateRequest& request) {
  Question question;
  auto filter = filter::Filter::Parse(request.filter(), query::FieldSchema());
  if (!filter.ok()) return filter.status();
  question.filter = *std::move(filter);
  auto clock = Clock::Find(request.time_zone());
  if (!clock.ok()) return clock.status();
  question.clock = *clock;
  const auto interval = ReadInterval(request.interval());
  if (!interval.ok()) return interval.status();
  question.interval = *interval;
  question.bucket = request.bucket();
  question.group_by.assign(request.group_by().begin(), request.group_by().end());
  for (const std::string& name : request.metrics()) question.metrics.push_back(ReadMetric(name));
  if (request.metrics().empty()) question.metrics.push_back(ReadMetric("events"));
  question.modalities.insert(request.modalities().begin(), request.modalities().end());
  if (request.modalities().empty()) question.modalities.insert(v1::MODALITY_ACTUAL);
  question.include_duplicates = request.include_duplicates();
  if (request.imprecise() != v1::IMPRECISE_TIMES_UNSPECIFIED) {
    question.imprecise = request.imprecise();
  }
  const auto as_of = ReadAsOf(snapshot, request.as_of_sequence(),
                              request.has_as_of_time() ? &request.as_of_time() : nullptr);
  if (!as_of.ok()) return as_of.status();
  question.as_of = *as_of;
  return question;
}

}  // namespace oxus::scan
