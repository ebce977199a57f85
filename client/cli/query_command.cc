#include <algorithm>
#include <cctype>
#include <optional>

#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "client/cli/error_report.h"
#include "client/cli/time_option.h"
#include "client/oxus/query_client.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

using oxus::v1::AggregateRequest;
using oxus::v1::AggregateResponse;

constexpr char kExamples[] =
    "Examples:\n"
    "  oxus query --by admin1 --where 'kind = INCIDENT AND country = \"TJ\"'\n"
    "  oxus query --by country,class --metrics events,killed,injured --top 20\n"
    "  oxus query --by nationality --metrics killed --since 2025-11-01 --until 2026-01-01\n"
    "  oxus query --bucket month --where 'domain = SECURITY' -o csv\n"
    "  oxus query --by country --as-of 120000   # what was known at that sequence\n"
    "  oxus query --list-fields\n";

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::toupper(c); });
  return text;
}

Cell CellOf(const oxus::v1::Value& value) {
  switch (value.kind_case()) {
    case oxus::v1::Value::kText:
      return value.text();
    case oxus::v1::Value::kInteger:
      return value.integer();
    case oxus::v1::Value::kNumber:
      return value.number();
    case oxus::v1::Value::kBoolean:
      return value.boolean();
    case oxus::v1::Value::KIND_NOT_SET:
      break;
  }
  return {};
}

bool IsNumber(const oxus::v1::Value& value) { return value.has_integer() || value.has_number(); }

// A group column is right-aligned when all it holds are numbers.
bool HoldsNumbers(const AggregateResponse& response, int column) {
  bool any = false;
  for (const auto& row : response.rows()) {
    const oxus::v1::Value& value = row.group(column);
    if (value.kind_case() == oxus::v1::Value::KIND_NOT_SET) continue;
    if (!IsNumber(value)) return false;
    any = true;
  }
  return any;
}

std::vector<Column> ColumnsOf(const AggregateResponse& response) {
  std::vector<Column> columns;
  for (int i = 0; i < response.group_columns_size(); ++i) {
    columns.push_back({.name = response.group_columns(i),
                       .numeric = HoldsNumbers(response, i),
                       .absent = Absent::kUnknown});
  }
  for (const std::string& name : response.metric_columns()) {
    columns.push_back({.name = name, .numeric = true});
  }
  return columns;
}

std::string LeftOut(const oxus::v1::Footnote& footnote) {
  const std::pair<uint64_t, const char*> reasons[] = {
      {footnote.retracted(), "retracted"},
      {footnote.superseded(), "superseded"},
      {footnote.planned(), "not actual"},
      {footnote.duplicates(), "duplicates"},
      {footnote.time_imprecise(), "imprecise in time"}};
  std::string text;
  for (const auto& [count, reason] : reasons) {
    if (count == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "; left out: " : ", ", count, reason);
  }
  return text;
}

Footnote FootnoteOf(const AggregateResponse& response) {
  const oxus::v1::Footnote& footnote = response.footnote();
  const uint64_t rows = response.rows_size();
  Footnote result;
  result.fields = {{"asOfSequence", footnote.as_of_sequence()},
                   {"included", footnote.included()},
                   {"retracted", footnote.retracted()},
                   {"superseded", footnote.superseded()},
                   {"planned", footnote.planned()},
                   {"duplicates", footnote.duplicates()},
                   {"timeImprecise", footnote.time_imprecise()},
                   {"quarantinedIncluded", footnote.quarantined_included()},
                   {"rowsScanned", footnote.rows_scanned()},
                   {"elapsedUs", footnote.elapsed_us()},
                   {"totalGroups", response.total_groups()}};
  if (rows < response.total_groups()) {
    result.text = fmt::format("{} of {} groups; ", rows, response.total_groups());
  }
  result.text +=
      fmt::format("{} {} as of sequence {}", footnote.included(),
                  footnote.included() == 1 ? "event" : "events", footnote.as_of_sequence());
  if (footnote.quarantined_included() > 0) {
    result.text += fmt::format(", {} of them quarantined", footnote.quarantined_included());
  }
  result.text += LeftOut(footnote);
  result.text += fmt::format("; {} rows read in {:.1f} ms", footnote.rows_scanned(),
                             static_cast<double>(footnote.elapsed_us()) / 1'000);
  return result;
}

bool IsWellFormed(const AggregateResponse& response) {
  return std::all_of(response.rows().begin(), response.rows().end(), [&](const auto& row) {
    return row.group_size() == response.group_columns_size() &&
           row.metrics_size() == response.metric_columns_size();
  });
}

class QueryCommand : public Command {
 public:
  CLI::App* Declare(CLI::App& app) override {
    CLI::App* command = app.add_subcommand("query", "Count and sum events in groups");
    AddListOption(*command, "--by", by_, "Fields to group by, at most 4, separated by commas")
        ->type_name("DIM");
    AddListOption(*command, "--metrics", metrics_, "What to count or sum (default events)")
        ->type_name("METRIC");
    command->add_option("--where", *request_.mutable_filter(), "Which events, docs/filter.md")
        ->type_name("FILTER");
    AddIntervalOptions(*command, *request_.mutable_interval());
    command->add_option("--bucket", bucket_, "Group by time, too")
        ->type_name("day|week|month|quarter|year")
        ->check(CLI::IsMember({"day", "week", "month", "quarter", "year"}).description(""));
    AddRest(*command);
    command->footer(kExamples);
    return command;
  }

  ExitCode Run(CommandContext& context) override {
    if (list_fields_) return PrintFields(context);
    if (!Complete(context)) return ExitCode::kUsage;
    const client::ServerChannel channel(context.channel_options());
    const auto response = client::QueryClient(channel).Aggregate(request_);
    if (!response.ok()) {
      return ReportCallFailure(context.streams, channel, response.status(), request_.filter());
    }
    if (!IsWellFormed(*response)) {
      return ReportError(context.streams, ExitCode::kFailed,
                         "the answer has rows that do not match its columns", "");
    }
    Print(context, *response);
    return ExitCode::kOk;
  }

 private:
  void AddRest(CLI::App& command) {
    AddNumberOption(command, "--top", top_, "Keep the first N groups; 0 keeps all")->type_name("N");
    command
        .add_option("--order", *request_.mutable_order_by(),
                    "\"NAME [desc]\" parts separated by commas; default: bucket, first metric "
                    "descending, groups")
        ->type_name("ORDER");
    AddNumberOption(command, "--as-of", as_of_, "Answer as at this sequence")->type_name("SEQ");
    AddListOption(command, "--modality", modalities_,
                  "Which events count: actual (default), planned, hypothetical, all")
        ->type_name("MODALITY");
    command.add_flag("--raw", raw_, "Count events declared duplicates of others, too");
    command.add_flag("--list-fields", list_fields_, "List fields and metrics instead");
  }

  bool Complete(CommandContext& context) {
    for (const std::string& name : ListItems(by_)) request_.add_group_by(name);
    for (const std::string& name : ListItems(metrics_)) request_.add_metrics(name);
    oxus::v1::Bucket bucket = oxus::v1::BUCKET_UNSPECIFIED;
    if (!bucket_.empty() && oxus::v1::Bucket_Parse("BUCKET_" + Upper(bucket_), &bucket)) {
      request_.set_bucket(bucket);
    }
    request_.set_top(top_);
    request_.set_as_of_sequence(as_of_);
    request_.set_include_duplicates(raw_);
    return AddModalities(context);
  }

  bool AddModalities(CommandContext& context) {
    for (const std::string& word : ListItems(modalities_)) {
      oxus::v1::Modality modality = oxus::v1::MODALITY_UNSPECIFIED;
      if (Upper(word) == "ALL") {
        for (const auto each : {oxus::v1::MODALITY_ACTUAL, oxus::v1::MODALITY_PLANNED,
                                oxus::v1::MODALITY_HYPOTHETICAL}) {
          request_.add_modalities(each);
        }
      } else if (Modality_Parse("MODALITY_" + Upper(word), &modality) && modality != 0) {
        request_.add_modalities(modality);
      } else {
        ReportError(context.streams, ExitCode::kUsage, fmt::format("'{}' is not a modality", word),
                    "expected actual, planned, hypothetical or all");
        return false;
      }
    }
    return true;
  }

  static void Print(CommandContext& context, const AggregateResponse& response) {
    const auto printer = MakePrinter(context.output(), context.streams.out, ColumnsOf(response),
                                     /*with_footnote=*/true);
    for (const auto& row : response.rows()) {
      Row cells;
      for (const oxus::v1::Value& value : row.group()) cells.cells.push_back(CellOf(value));
      for (const oxus::v1::Value& value : row.metrics()) cells.cells.push_back(CellOf(value));
      printer->Add(cells);
    }
    printer->Finish(FootnoteOf(response));
  }

  AggregateRequest request_;
  std::vector<std::string> by_;
  std::vector<std::string> metrics_;
  std::vector<std::string> modalities_;
  std::string bucket_;
  uint32_t top_ = 0;
  uint64_t as_of_ = 0;
  bool raw_ = false;
  bool list_fields_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeQueryCommand() { return std::make_unique<QueryCommand>(); }

}  // namespace oxus::cli
