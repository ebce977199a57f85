#include "client/cli/query_plan.h"

#include <vector>

#include "fmt/format.h"

namespace oxus::cli {
namespace {

using oxus::v1::AggregateResponse;

// A deeper plan is no plan, and must not cost a line of a gigabyte.
constexpr uint32_t kMostDepth = 64;
constexpr size_t kIndent = 2;

// A step that says what was planned, and not what was done, has neither time nor rows.
bool IsMeasured(const AggregateResponse::PlanStep& step) {
  return step.elapsed_us() > 0 || step.rows() > 0;
}

std::string TimeText(uint64_t elapsed_us) {
  if (elapsed_us < 1'000) return fmt::format("{} µs", elapsed_us);
  return fmt::format("{:.2f} ms", static_cast<double>(elapsed_us) / 1'000);
}

void PrintTree(const OutputOptions& output, std::ostream& out, const AggregateResponse& last,
               bool analyzed) {
  std::vector<Column> columns = {{.name = "plan", .whole = true}};
  if (analyzed) {
    columns.push_back({.name = "time", .numeric = true});
    columns.push_back({.name = "rows", .numeric = true});
  }
  const auto printer = MakePrinter(output, out, columns, /*with_footnote=*/false);
  for (const AggregateResponse::PlanStep& step : last.plan()) {
    const size_t indent = kIndent * std::min(step.depth(), kMostDepth);
    Row row = {.cells = {std::string(indent, ' ') + step.text()}};
    if (analyzed) {
      const bool measured = IsMeasured(step);
      row.cells.emplace_back(measured ? TimeText(step.elapsed_us()) : "");
      row.cells.emplace_back(measured ? Cell(uint64_t{step.rows()}) : Cell(""));
    }
    printer->Add(row);
  }
  printer->Finish();
}

std::vector<Column> StepColumns() {
  return {{.name = "depth"}, {.name = "text"}, {.name = "elapsed_us"}, {.name = "rows"}};
}

Row StepRow(const AggregateResponse::PlanStep& step, bool analyzed) {
  const auto measured = [analyzed](uint64_t value) { return analyzed ? Cell(value) : Cell(); };
  return {.cells = {uint64_t{step.depth()}, step.text(), measured(step.elapsed_us()),
                    measured(step.rows())}};
}

}  // namespace

void PrintPlan(const OutputOptions& output, std::ostream& out, const AggregateResponse& last,
               bool analyzed) {
  if (output.format == OutputFormat::kTable) return PrintTree(output, out, last, analyzed);
  const auto printer = MakePrinter(output, out, StepColumns(), /*with_footnote=*/false);
  for (const AggregateResponse::PlanStep& step : last.plan()) printer->Add(StepRow(step, analyzed));
  printer->Finish();
}

std::string PlanJson(const AggregateResponse& last) {
  std::string json;
  for (const AggregateResponse::PlanStep& step : last.plan()) {
    json += json.empty() ? "[" : ",";
    json += JsonObject({{"depth", uint64_t{step.depth()}},
                        {"text", step.text()},
                        {"elapsedUs", step.elapsed_us()},
                        {"rows", step.rows()}});
  }
  return json.empty() ? "[]" : json + ']';
}

}  // namespace oxus::cli
