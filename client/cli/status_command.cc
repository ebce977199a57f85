#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "client/cli/error_report.h"
#include "client/cli/event_text.h"
#include "client/oxus/query_client.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

using oxus::v1::GetStatusResponse;

// "3.2 GiB".
std::string ByteText(uint64_t bytes) {
  constexpr const char* kUnits[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
  double amount = static_cast<double>(bytes);
  size_t unit = 0;
  while (amount >= 1024 && unit + 1 < std::size(kUnits)) {
    amount /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} bytes", bytes)
                   : fmt::format("{:.1f} {}", amount, kUnits[unit]);
}

std::string StateText(const GetStatusResponse& status) {
  std::string state;
  switch (status.state()) {
    case GetStatusResponse::STATE_SERVING:
      state = "serving";
      break;
    case GetStatusResponse::STATE_DRAINING:
      state = "draining: shutting down, takes nothing new";
      break;
    case GetStatusResponse::STATE_READ_ONLY:
      state = "read-only: answers queries, takes nothing new until a restart";
      break;
    default:
      state = "unknown";
  }
  return status.state_reason().empty() ? state : state + " (" + status.state_reason() + ")";
}

// "12 segments, 84.0 MiB, 17.2 bytes per record; 3400 records in the tail".
std::string ColumnsText(const GetStatusResponse& status) {
  std::string text =
      fmt::format("{} {}, {}", status.segments(), status.segments() == 1 ? "segment" : "segments",
                  ByteText(status.column_bytes()));
  if (status.segments() > 0 && status.last_sequence() > status.tail_records()) {
    const uint64_t records = status.last_sequence() - status.tail_records();
    text += fmt::format(", {:.1f} bytes per record",
                        static_cast<double>(status.column_bytes()) / static_cast<double>(records));
  }
  return text + fmt::format("; {} {} in the tail", status.tail_records(),
                            status.tail_records() == 1 ? "record" : "records");
}

std::vector<Card::Entry> EntriesForPeople(const std::string& address,
                                          const GetStatusResponse& status) {
  return {{"server", fmt::format("{}, oxusd {}", address, status.version())},
          {"state", StateText(status)},
          {"started", IsoTime(status.started())},
          {"last sequence", fmt::format("{}", status.last_sequence())},
          {"active events", fmt::format("{}", status.active_events())},
          {"retracted", fmt::format("{}", status.retracted_events())},
          {"on disk", fmt::format("{}, {} free, format {}", ByteText(status.storage_bytes()),
                                  ByteText(status.storage_free_bytes()), status.format_version())},
          {"columns", ColumnsText(status)},
          {"memory", fmt::format("{} resident", ByteText(status.resident_bytes()))},
          {"ingest streams", fmt::format("{} open", status.open_ingest_streams())}};
}

std::vector<Card::Entry> EntriesForPrograms(const GetStatusResponse& status) {
  const auto number = [](uint64_t value) { return fmt::format("{}", value); };
  std::vector<Card::Entry> entries = {
      {"version", status.version()},
      {"state", GetStatusResponse::State_Name(status.state()).substr(sizeof("STATE_") - 1)},
      {"state_reason", status.state_reason()},
      {"started", IsoTime(status.started())},
      {"last_sequence", number(status.last_sequence())},
      {"active_events", number(status.active_events())},
      {"retracted_events", number(status.retracted_events())},
      {"format_version", number(status.format_version())},
      {"storage_bytes", number(status.storage_bytes())},
      {"storage_free_bytes", number(status.storage_free_bytes())},
      {"open_ingest_streams", number(status.open_ingest_streams())},
      {"resident_bytes", number(status.resident_bytes())},
      {"segments", number(status.segments())},
      {"tail_records", number(status.tail_records())},
      {"column_bytes", number(status.column_bytes())}};
  for (const auto& memory : status.memory()) {
    entries.push_back({fmt::format("memory.{}.bytes", memory.holder()), number(memory.bytes())});
    entries.push_back({fmt::format("memory.{}.limit", memory.holder()), number(memory.limit())});
  }
  for (const auto& producer : status.producers()) {
    entries.push_back(
        {fmt::format("producer.{}.records", producer.producer_id()), number(producer.records())});
  }
  return entries;
}

void PrintProducers(const OutputOptions& output, std::ostream& out,
                    const GetStatusResponse& status) {
  const auto printer = MakePrinter(output, out,
                                   {{.name = "producer", .whole = true},
                                    {.name = "records", .numeric = true},
                                    {.name = "last received", .whole = true}},
                                   /*with_footnote=*/false);
  for (const auto& producer : status.producers()) {
    const std::string received = IsoTime(producer.last_received());
    printer->Add({{producer.producer_id(), uint64_t{producer.records()},
                   received.empty() ? Cell() : Cell(received)}});
  }
  printer->Finish();
}

void PrintMemory(const OutputOptions& output, std::ostream& out, const GetStatusResponse& status) {
  const auto printer = MakePrinter(output, out,
                                   {{.name = "memory of", .whole = true},
                                    {.name = "now", .numeric = true},
                                    {.name = "at most", .numeric = true}},
                                   /*with_footnote=*/false);
  for (const auto& memory : status.memory()) {
    const Cell limit = memory.limit() == 0 ? Cell() : Cell(ByteText(memory.limit()));
    printer->Add({{memory.holder(), ByteText(memory.bytes()), limit}});
  }
  printer->Finish();
}

class StatusCommand : public Command {
 public:
  CLI::App* Declare(CLI::App& app) override {
    CLI::App* command = app.add_subcommand("status", "Show what the server is and holds");
    command->footer(
        "json and ndjson are the protobuf JSON mapping of oxus.v1.GetStatusResponse.\n\n"
        "Examples:\n  oxus status\n  oxus status --server 10.0.0.5:7420 -o json\n");
    return command;
  }

  ExitCode Run(CommandContext& context) override {
    const client::ServerChannel channel(context.channel_options());
    const auto status = client::QueryClient(channel).GetStatus();
    if (!status.ok()) return ReportCallFailure(context.streams, channel, status.status());
    const OutputOptions output = context.output();
    const bool table = output.format == OutputFormat::kTable;
    Card card;
    card.entries =
        table ? EntriesForPeople(channel.address(), *status) : EntriesForPrograms(*status);
    card.json = MessageJson(*status, output.format == OutputFormat::kJson);
    PrintCard(output, context.streams.out, card);
    if (table && status->memory_size() > 0) {
      context.streams.out << '\n';
      PrintMemory(output, context.streams.out, *status);
    }
    if (table && status->producers_size() > 0) {
      context.streams.out << '\n';
      PrintProducers(output, context.streams.out, *status);
    }
    return ExitCode::kOk;
  }
};

}  // namespace

std::unique_ptr<Command> MakeStatusCommand() { return std::make_unique<StatusCommand>(); }

}  // namespace oxus::cli
