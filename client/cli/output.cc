#include "client/cli/output.h"

#include <charconv>
#include <cmath>

#include "client/cli/printers.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

constexpr int kDefaultWidth = 80;
// Narrower than this a table cannot be read; the line breaks of the terminal do better.
constexpr int kLeastWidth = 20;

bool IsSet(const Streams& streams, const std::string& name) {
  const std::optional<std::string> value = streams.environment(name);
  return value.has_value() && !value->empty();
}

bool ChooseColour(const Streams& streams) {
  if (IsSet(streams, "NO_COLOR")) return false;
  const std::optional<std::string> force = streams.environment("CLICOLOR_FORCE");
  if (force.has_value() && !force->empty() && *force != "0") return true;
  return streams.out_is_terminal && streams.environment("TERM") != "dumb";
}

int ChooseWidth(const Streams& streams) {
  int width = streams.terminal_width;
  if (width <= 0) {
    const std::string columns = streams.environment("COLUMNS").value_or("");
    const auto parsed = std::from_chars(columns.data(), columns.data() + columns.size(), width);
    if (parsed.ec != std::errc() || width <= 0) width = kDefaultWidth;
  }
  return std::max(width, kLeastWidth);
}

}  // namespace

std::optional<OutputFormat> OutputFormatFromName(std::string_view name) {
  if (name == "table") return OutputFormat::kTable;
  if (name == "json") return OutputFormat::kJson;
  if (name == "ndjson") return OutputFormat::kNdjson;
  if (name == "csv") return OutputFormat::kCsv;
  return std::nullopt;
}

OutputOptions ChooseOutput(std::string_view name, const Streams& streams) {
  OutputOptions options;
  const OutputFormat usual = streams.out_is_terminal ? OutputFormat::kTable : OutputFormat::kNdjson;
  options.format = OutputFormatFromName(name).value_or(usual);
  options.width = ChooseWidth(streams);
  options.colour = ChooseColour(streams);
  return options;
}

std::string PlainText(const Cell& cell) {
  struct Visitor {
    std::string operator()(std::monostate) const { return ""; }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(int64_t number) const { return fmt::format("{}", number); }
    std::string operator()(uint64_t number) const { return fmt::format("{}", number); }
    std::string operator()(double number) const {
      const bool whole =
          std::isfinite(number) && number == std::trunc(number) && std::abs(number) < 1e15;
      return whole ? fmt::format("{:.0f}", number) : fmt::format("{}", number);
    }
    std::string operator()(bool yes) const { return yes ? "true" : "false"; }
  };
  return std::visit(Visitor(), cell);
}

std::unique_ptr<Printer> MakePrinter(const OutputOptions& options, std::ostream& out,
                                     std::vector<Column> columns, bool with_footnote) {
  switch (options.format) {
    case OutputFormat::kTable:
      return MakeTablePrinter(options, out, std::move(columns));
    case OutputFormat::kJson:
      return MakeJsonPrinter(out, std::move(columns), with_footnote);
    case OutputFormat::kNdjson:
      return MakeNdjsonPrinter(out, std::move(columns));
    case OutputFormat::kCsv:
      return MakeCsvPrinter(out, columns);
  }
  return nullptr;
}

void PrintCard(const OutputOptions& options, std::ostream& out, const Card& card) {
  switch (options.format) {
    case OutputFormat::kTable:
      PrintTableCard(options, out, card);
      return;
    case OutputFormat::kJson:
    case OutputFormat::kNdjson:
      out << card.json << '\n';
      return;
    case OutputFormat::kCsv:
      PrintCsvCard(out, card);
      return;
  }
}

}  // namespace oxus::cli
