#include "bench/oxus_questions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <map>

#include "bench/row_text.h"

namespace oxus::bench {
namespace {

using oxus::v1::AggregateRequest;
using oxus::v1::AggregateResponse;

void Set(AggregateRequest& request, const std::string& filter,
         std::initializer_list<const char*> group_by, std::initializer_list<const char*> metrics) {
  request.set_filter(filter);
  for (const char* field : group_by) request.add_group_by(field);
  for (const char* metric : metrics) request.add_metrics(metric);
}

void SetInterval(const Stretch& stretch, AggregateRequest& request) {
  request.mutable_interval()->set_since(stretch.since);
  request.mutable_interval()->set_until(stretch.until);
}

// Credibility counts from the best, 1: at least 3 is what is not at most 2. (6, that it cannot be
// judged, is in no order and so not at most 2.)
std::string DeadlyFilter() {
  static_assert(kLeastConfidence == oxus::v1::CREDIBILITY_POSSIBLY_TRUE);
  return "killed > 0 AND NOT credibility <= PROBABLY_TRUE";
}

std::string DyadFilter() {
  return fmt::format("(initiator = {0} AND target = {1}) OR (initiator = {1} AND target = {0})",
                     kDyad[0], kDyad[1]);
}

std::string BoxFilter() {
  return fmt::format("lat >= {} AND lat <= {} AND lon >= {} AND lon <= {}", kSouth, kNorth, kWest,
                     kEast);
}

std::string TextOf(const oxus::v1::Value& value) {
  switch (value.kind_case()) {
    case oxus::v1::Value::kText:
      return value.text();
    case oxus::v1::Value::kInteger:
      return fmt::format("{}", value.integer());
    case oxus::v1::Value::kNumber:
      return MeanText(value.number());
    case oxus::v1::Value::kBoolean:
      return value.boolean() ? "true" : "false";
    // A sum over nothing reported.
    case oxus::v1::Value::KIND_NOT_SET:
      break;
  }
  return "0";
}

Answer PlainLines(const AggregateResponse& response) {
  Answer answer;
  for (const AggregateResponse::Row& row : response.rows()) {
    std::vector<std::string> texts;
    for (const auto& value : row.group()) texts.push_back(TextOf(value));
    for (const auto& value : row.metrics()) texts.push_back(TextOf(value));
    answer.push_back(fmt::format("{}", fmt::join(texts, "\t")));
  }
  return answer;
}

// Q5 comes by month and kind, for an event is either an incident or a contact; the mean of both is
// made of the two. Scores have three decimals at most, so their sum is exact.
Answer DyadLines(const AggregateResponse& response) {
  struct Month {
    int64_t incidents = 0;
    int64_t contacts = 0;
    int64_t score_thousandths = 0;
  };
  std::map<std::string, Month> months;
  for (const AggregateResponse::Row& row : response.rows()) {
    Month& month = months[row.group(0).text()];
    const int64_t events = row.metrics(0).integer();
    (row.group(1).text() == "INCIDENT" ? month.incidents : month.contacts) += events;
    month.score_thousandths +=
        std::llround(row.metrics(1).number() * 1000 * static_cast<double>(events));
  }
  Answer answer;
  for (const auto& [name, month] : months) {
    const double events = static_cast<double>(month.incidents + month.contacts);
    answer.push_back(
        fmt::format("{}\t{}\t{}\t{}", name, month.incidents, month.contacts,
                    MeanText(static_cast<double>(month.score_thousandths) / (1000 * events))));
  }
  return answer;
}

}  // namespace

AggregateRequest AggregateRequestOf(Question question) {
  AggregateRequest request;
  switch (question) {
    case Question::kQ1:
      Set(request, "kind = INCIDENT", {"admin1"}, {"events"});
      break;
    case Question::kQ2:
      Set(request, "kind = INCIDENT", {"admin1"}, {"events"});
      SetInterval(kLast90Days, request);
      break;
    case Question::kQ3:
      Set(request, "kind = INCIDENT", {"country"}, {"events", "killed"});
      SetInterval(kFiveYears, request);
      request.set_bucket(oxus::v1::BUCKET_MONTH);
      break;
    case Question::kQ4:
      Set(request, fmt::format("country = {} AND killed > 0", kBusiestCountry), {"initiator"},
          {"killed"});
      request.set_order_by("killed desc, initiator");
      request.set_top(kTopActors);
      break;
    case Question::kQ5:
      Set(request, DyadFilter(), {"kind"}, {"events", "score_mean"});
      request.set_bucket(oxus::v1::BUCKET_MONTH);
      break;
    case Question::kQ6:
      Set(request, DeadlyFilter(), {"type", "country"}, {"events"});
      break;
    case Question::kQ7:
      Set(request, "", {"admin1"}, {"distinct(initiator)"});
      break;
    case Question::kQ8:
      Set(request, BoxFilter(), {}, {"events"});
      SetInterval(kYear2024, request);
      request.set_bucket(oxus::v1::BUCKET_DAY);
      break;
    case Question::kQ9:
      Set(request, fmt::format("kind = INCIDENT AND admin1 = {}", kRegion), {}, {"events"});
      SetInterval(kYear2025, request);
      request.set_bucket(oxus::v1::BUCKET_DAY);
      break;
    case Question::kQ10:
      Set(request, "nationality:*", {"nationality"}, {"events", "killed"});
      request.set_bucket(oxus::v1::BUCKET_YEAR);
      break;
    case Question::kQ11:
      Set(request, "", {"source"}, {"events", "score_mean"});
      break;
    case Question::kQ12:
      break;
  }
  return request;
}

oxus::v1::ListEventsRequest NewestRequest() {
  oxus::v1::ListEventsRequest request;
  request.set_filter(fmt::format("country = {} AND (type = {} OR type = {} OR type = {})",
                                 kNewestCountry, kNewestTypes[0], kNewestTypes[1],
                                 kNewestTypes[2]));
  request.set_order_by("occurred desc");
  request.set_page_size(kNewest);
  return request;
}

Answer AnswerOf(Question question, const AggregateResponse& response) {
  if (question == Question::kQ5) return DyadLines(response);
  Answer answer = PlainLines(response);
  if (question != Question::kQ4) std::sort(answer.begin(), answer.end());
  return answer;
}

Answer AnswerOf(const oxus::v1::ListEventsResponse& response) {
  Answer answer;
  for (const auto& event : response.events()) answer.push_back(EventText(event));
  return answer;
}

}  // namespace oxus::bench
