#include "client/cli/query_options.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "client/cli/as_of_option.h"
#include "client/cli/command.h"
#include "client/cli/time_option.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::toupper(c); });
  return text;
}

// An option that takes one of a few words.
CLI::Option* AddWordOption(CLI::App& app, const std::string& name, std::string& value,
                           const std::string& help, const std::vector<std::string>& words) {
  std::string type;
  for (const std::string& word : words) type += (type.empty() ? "" : "|") + word;
  return app.add_option(name, value, help)
      ->type_name(type)
      ->check(CLI::IsMember(std::set<std::string>(words.begin(), words.end())).description(""));
}

// The modalities that one word stands for; none when it is not a modality.
std::vector<oxus::v1::Modality> ModalitiesOf(const std::string& word) {
  if (Upper(word) == "ALL") {
    return {oxus::v1::MODALITY_ACTUAL, oxus::v1::MODALITY_PLANNED, oxus::v1::MODALITY_HYPOTHETICAL};
  }
  oxus::v1::Modality modality = oxus::v1::MODALITY_UNSPECIFIED;
  if (!Modality_Parse("MODALITY_" + Upper(word), &modality) || modality == 0) return {};
  return {modality};
}

std::string CheckModalities(const std::string& text) {
  for (const std::string& word : ListItems({text})) {
    if (!ModalitiesOf(word).empty()) continue;
    return fmt::format("'{}' is not a modality; expected actual, planned, hypothetical or all",
                       word);
  }
  return "";
}

oxus::v1::Comparison ComparisonOf(const std::string& word) {
  if (word == "previous") return oxus::v1::COMPARISON_PREVIOUS_PERIOD;
  if (word == "last-year") return oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR;
  return oxus::v1::COMPARISON_UNSPECIFIED;
}

}  // namespace

void QueryOptions::Declare(CLI::App& command) {
  DeclareGroups(command);
  DeclareEvents(command);
  DeclareRows(command);
  DeclarePlan(command);
  command.add_flag("--list-fields", list_fields_, "List fields, metrics and functions instead");
}

void QueryOptions::DeclareGroups(CLI::App& command) {
  AddListOption(command, "--by", by_, "Fields to group by, at most 4, separated by commas")
      ->type_name("DIM");
  AddListOption(command, "--metrics", metrics_,
                "What to count or sum (default events); also distinct(FIELD), share(METRIC) and "
                "cumulative(METRIC)")
      ->type_name("METRIC");
  AddWordOption(command, "--bucket", bucket_, "Group by time, too",
                {"hour", "day", "week", "month", "quarter", "year"});
  command
      .add_option("--tz", *request_.mutable_time_zone(),
                  "Clock that buckets and --since and --until are read on: UTC or a zone such as "
                  "Asia/Dushanbe; default: each event's own. On it an event known by the day only "
                  "may fall on the day before (docs/filter.md)")
      ->type_name("ZONE");
  command.add_flag("--fill", fill_, "Show the buckets in which nothing happened, too");
}

void QueryOptions::DeclareEvents(CLI::App& command) {
  command.add_option("--where", *request_.mutable_filter(), "Which events, docs/filter.md")
      ->type_name("FILTER");
  AddIntervalOptions(command, *request_.mutable_interval());
  AddWordOption(command, "--imprecise", imprecise_,
                "Events whose span is longer than the bucket, or than the interval from --since to "
                "--until: left out (exclude, the default), counted where they start, or spread: "
                "evenly over the buckets touched, without --bucket by the time inside the "
                "interval. All others count where they start, also across an edge",
                {"exclude", "start", "spread"});
  AddListOption(command, "--modality", modalities_,
                "Which events count: actual (default), planned, hypothetical, all")
      ->type_name("MODALITY")
      ->check(CLI::Validator(CheckModalities, "", "modalities"));
  CLI::Option* const duplicates = AddWordOption(
      command, "--duplicates", duplicates_,
      "Events declared duplicates of others: counted (raw) or not (collapsed, the default)",
      {"raw", "collapsed"});
  command.add_flag("--raw", raw_, "The same as --duplicates raw")->excludes(duplicates);
  AddAsOfOption(command, as_of_);
}

void QueryOptions::DeclareRows(CLI::App& command) {
  CLI::Option* const top = AddNumberOption(
      command, "--top", top_,
      "Keep the first N groups; with a bucket, each with all its buckets; 0 keeps all");
  top->type_name("N");
  command.add_flag("--other", other_, "With --top: add up what was cut in a row of its own")
      ->needs(top);
  command
      .add_option("--order", *request_.mutable_order_by(),
                  "\"NAME [desc]\" parts separated by commas; default: bucket, first metric "
                  "descending, groups")
      ->type_name("ORDER");
  command
      .add_option("--having", *request_.mutable_having(),
                  "Keep the groups for which this holds: \"events >= 10 AND killed > 0\"")
      ->type_name("CONDITION");
  AddWordOption(command, "--compare", compare_,
                "Set the interval of the same length before, or the same one a year earlier, "
                "beside each row",
                {"previous", "last-year"});
}

void QueryOptions::DeclarePlan(CLI::App& command) {
  command.add_flag("--explain", explain_, "Show how it would be answered, and read nothing");
  command.add_flag("--analyze", analyze_,
                   "Answer, and show how, with the time and the rows of each step");
  command.add_flag("--no-cache", no_cache_,
                   "Compute everything anew, for measurements: use and keep no partial results");
}

oxus::v1::AggregateRequest QueryOptions::ToRequest() const {
  oxus::v1::AggregateRequest request = request_;
  for (const std::string& name : ListItems(by_)) request.add_group_by(name);
  for (const std::string& name : ListItems(metrics_)) request.add_metrics(name);
  for (const std::string& word : ListItems(modalities_)) {
    for (const oxus::v1::Modality modality : ModalitiesOf(word)) request.add_modalities(modality);
  }
  oxus::v1::Bucket bucket = oxus::v1::BUCKET_UNSPECIFIED;
  if (oxus::v1::Bucket_Parse("BUCKET_" + Upper(bucket_), &bucket)) request.set_bucket(bucket);
  oxus::v1::ImpreciseTimes imprecise = oxus::v1::IMPRECISE_TIMES_UNSPECIFIED;
  if (oxus::v1::ImpreciseTimes_Parse("IMPRECISE_TIMES_" + Upper(imprecise_), &imprecise)) {
    request.set_imprecise(imprecise);
  }
  request.set_compare(ComparisonOf(compare_));
  request.set_fill(fill_);
  request.set_top(top_);
  request.set_with_other(other_);
  request.set_include_duplicates(raw_ || duplicates_ == "raw");
  SetAsOf(as_of_, request);
  if (explain_) request.set_explain(oxus::v1::EXPLAIN_PLAN);
  if (analyze_) request.set_explain(oxus::v1::EXPLAIN_ANALYZE);
  request.set_bypass_cache(no_cache_);
  return request;
}

}  // namespace oxus::cli
