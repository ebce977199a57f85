#include "tests/query/query_flags.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>

#include "google/protobuf/util/time_util.h"

namespace oxus::test {
namespace {

using v1::AggregateRequest;

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::toupper(c); });
  return text;
}

std::vector<std::string> Items(const std::string& text) {
  std::vector<std::string> items;
  std::istringstream stream(text);
  for (std::string item; std::getline(stream, item, ',');) items.push_back(item);
  return items;
}

[[noreturn]] void Fail(const std::string& word) {
  throw std::runtime_error("'" + word + "' is no option of oxus query, or no value of one");
}

void SetBucket(const std::string& word, AggregateRequest& request) {
  v1::Bucket bucket{};
  if (!v1::Bucket_Parse("BUCKET_" + Upper(word), &bucket)) Fail(word);
  request.set_bucket(bucket);
}

void SetImprecise(const std::string& word, AggregateRequest& request) {
  v1::ImpreciseTimes imprecise{};
  if (!v1::ImpreciseTimes_Parse("IMPRECISE_TIMES_" + Upper(word), &imprecise)) Fail(word);
  request.set_imprecise(imprecise);
}

void SetComparison(const std::string& word, AggregateRequest& request) {
  if (word == "previous") return request.set_compare(v1::COMPARISON_PREVIOUS_PERIOD);
  if (word == "last-year") return request.set_compare(v1::COMPARISON_SAME_PERIOD_LAST_YEAR);
  Fail(word);
}

void AddModality(const std::string& word, AggregateRequest& request) {
  v1::Modality modality{};
  if (word == "all") {
    for (const auto each : {v1::MODALITY_ACTUAL, v1::MODALITY_PLANNED, v1::MODALITY_HYPOTHETICAL}) {
      request.add_modalities(each);
    }
  } else if (v1::Modality_Parse("MODALITY_" + Upper(word), &modality)) {
    request.add_modalities(modality);
  } else {
    Fail(word);
  }
}

void SetAsOf(const std::string& text, AggregateRequest& request) {
  const bool is_number =
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  if (is_number) return request.set_as_of_sequence(std::stoull(text));
  if (!google::protobuf::util::TimeUtil::FromString(text, request.mutable_as_of_time())) {
    Fail(text);
  }
}

using ValueSetter = std::function<void(const std::string& value, AggregateRequest& request)>;
using Flag = std::function<void(AggregateRequest& request)>;

const std::map<std::string, ValueSetter>& ValueOptions() {
  static const auto* const options = new std::map<std::string, ValueSetter>{
      {"--where", [](auto& value, auto& request) { request.set_filter(value); }},
      {"--by",
       [](auto& value, auto& request) {
         for (const auto& item : Items(value)) request.add_group_by(item);
       }},
      {"--metrics",
       [](auto& value, auto& request) {
         for (const auto& item : Items(value)) request.add_metrics(item);
       }},
      {"--bucket", SetBucket},
      {"--tz", [](auto& value, auto& request) { request.set_time_zone(value); }},
      {"--since", [](auto& value, auto& request) { request.mutable_interval()->set_since(value); }},
      {"--until", [](auto& value, auto& request) { request.mutable_interval()->set_until(value); }},
      {"--imprecise", SetImprecise},
      {"--modality",
       [](auto& value, auto& request) {
         for (const auto& item : Items(value)) AddModality(item, request);
       }},
      {"--duplicates",
       [](auto& value, auto& request) { request.set_include_duplicates(value == "raw"); }},
      {"--as-of", SetAsOf},
      {"--top", [](auto& value,
                   auto& request) { request.set_top(static_cast<uint32_t>(std::stoul(value))); }},
      {"--order", [](auto& value, auto& request) { request.set_order_by(value); }},
      {"--having", [](auto& value, auto& request) { request.set_having(value); }},
      {"--compare", SetComparison},
  };
  return *options;
}

const std::map<std::string, Flag>& Flags() {
  static const auto* const flags = new std::map<std::string, Flag>{
      {"--fill", [](auto& request) { request.set_fill(true); }},
      {"--other", [](auto& request) { request.set_with_other(true); }},
      {"--raw", [](auto& request) { request.set_include_duplicates(true); }},
      {"--no-cache", [](auto& request) { request.set_bypass_cache(true); }},
  };
  return *flags;
}

}  // namespace

AggregateRequest ParseQueryFlags(const std::vector<std::string>& words) {
  AggregateRequest request;
  for (size_t i = 0; i < words.size(); ++i) {
    if (const auto flag = Flags().find(words[i]); flag != Flags().end()) {
      flag->second(request);
      continue;
    }
    const auto option = ValueOptions().find(words[i]);
    if (option == ValueOptions().end() || i + 1 == words.size()) Fail(words[i]);
    option->second(words[++i], request);
  }
  return request;
}

}  // namespace oxus::test
