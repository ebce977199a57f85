// How fast streams of events become durable, beside what gRPC alone and RocksDB alone take for the
// same bytes, in one run. Rounds alternate, so that a noisy machine disturbs all alike.
//
// Usage: ingest_bench [--events N] [--batch N] [--window N] [--streams N] [--rounds N]
//                     [--markdown FILE]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "bench/child_process.h"
#include "bench/ingest_workload.h"
#include "bench/noop_server.h"
#include "bench/quantiles.h"
#include "bench/rocksdb_floor.h"
#include "bench/scratch_directory.h"

namespace oxus::bench {
namespace {

struct Options {
  uint64_t events = 500'000;
  uint32_t batch = 1000;
  uint32_t window = 8;
  uint32_t streams = 1;
  uint32_t rounds = 3;
  std::string oxusd = OXUSD_PATH;
  std::string markdown;

  // One batch at a time: then nothing can be faster than a round trip and a synced write after it.
  bool is_closed_loop() const { return streams == 1 && window == 1; }
};

enum System : size_t { kGrpc, kRocksDb, kInTurn, kOxus };
constexpr std::array<const char*, 4> kNames = {
    "gRPC alone (no-op server)", "RocksDB alone (synced)", "gRPC, then RocksDB", "oxus"};

struct Results {
  // Of each system in each round.
  std::array<std::vector<double>, 4> seconds;
  uint64_t events = 0;
  uint64_t disk_bytes = 0;

  double Rate(System system) const { return static_cast<double>(events) / Median(seconds[system]); }
};

void RunRound(const Options& options, const IngestWorkload& workload, Results* results) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  const ScratchDirectory scratch;
  const std::string& directory = scratch.path();
  {
    const ChildProcess noop({self, "--serve-noop", directory + "/noop"}, directory + "/noop");
    results->seconds[kGrpc].push_back(
        SendAll(noop.address(), workload, options.streams, options.window).seconds);
  }
  results->seconds[kRocksDb].push_back(
      WriteToRocksDb(directory + "/rocksdb", workload.bytes, options.streams));
  results->seconds[kInTurn].push_back(results->seconds[kGrpc].back() +
                                      results->seconds[kRocksDb].back());
  const ChildProcess server({options.oxusd, "--data-dir", directory + "/oxus", "--listen",
                             "127.0.0.1:0", "--ready-file", directory + "/oxusd"},
                            directory + "/oxusd");
  const Sent sent = SendAll(server.address(), workload, options.streams, options.window);
  if (sent.stored != workload.events) throw std::runtime_error("not every event was stored");
  results->seconds[kOxus].push_back(sent.seconds);
  results->disk_bytes = FileBytes(directory + "/oxus");
}

void Print(const Options& options, const Results& results) {
  const double n = static_cast<double>(results.events);
  fmt::print("{:<28}{:>12}{:>12}{:>12}{:>16}\n", "", "median ev/s", "min", "max", "oxus / this");
  for (const System system : {kGrpc, kRocksDb, kInTurn, kOxus}) {
    if (system == kInTurn && !options.is_closed_loop()) continue;
    const auto& seconds = results.seconds[system];
    const auto [fastest, slowest] = std::minmax_element(seconds.begin(), seconds.end());
    fmt::print("{:<28}{:>12.0f}{:>12.0f}{:>12.0f}{:>16.2f}\n", kNames[system], results.Rate(system),
               n / *slowest, n / *fastest, results.Rate(kOxus) / results.Rate(system));
  }
  fmt::print("files: {:.0f} bytes per event, write-ahead log included\n",
             static_cast<double>(results.disk_bytes) / n);
}

// A line of the table in bench/RESULTS.md; the first one brings its head along.
std::string MarkdownLine(const Options& options, const Results& results) {
  const double n = static_cast<double>(results.events);
  const auto& seconds = results.seconds[kOxus];
  const auto [fastest, slowest] = std::minmax_element(seconds.begin(), seconds.end());
  const auto of = [&](System system) {
    return fmt::format("{:.2f}", results.Rate(kOxus) / results.Rate(system));
  };
  return fmt::format("| {} | {} | {} | {:.0f} | {:.0f} | {:.0f} ({:.0f}-{:.0f}) | {} | {} | {} |\n",
                     options.streams, options.batch, options.window, results.Rate(kGrpc),
                     results.Rate(kRocksDb), results.Rate(kOxus), n / *slowest, n / *fastest,
                     of(kGrpc), of(kRocksDb), options.is_closed_loop() ? of(kInTurn) : "");
}

void AppendMarkdown(const Options& options, const Results& results) {
  const bool is_new =
      !std::filesystem::exists(options.markdown) || std::filesystem::is_empty(options.markdown);
  std::ofstream file(options.markdown, std::ios::app);
  if (is_new) {
    file << "| streams | batch | batches unanswered | gRPC alone | RocksDB alone | oxus (min-max) "
            "| of gRPC | of RocksDB | of both in turn |\n|---|---|---|---|---|---|---|---|---|\n";
  }
  file << MarkdownLine(options, results);
}

// On a kernel that does not preempt, a thread that wakes from a sync waits for a busy processor up
// to a tick, 4 ms at 250 Hz. That slows RocksDB alone, which does little between its syncs, far
// more than it slows a server; what comes out is then no floor.
void RequireFloor(const Options& options, const Results& results) {
  if (!options.is_closed_loop() || results.Rate(kOxus) <= results.Rate(kInTurn)) return;
  throw std::runtime_error(
      "oxus cannot be faster than a round trip and a synced write: the machine is too busy to "
      "measure, or oxus answers before it syncs");
}

void RunRounds(const Options& options) {
  const IngestWorkload workload(options.events, options.batch);
  fmt::print(
      "{} events in batches of {}, {:.0f} bytes each; {} streams, {} batches of each "
      "unanswered\n",
      workload.events, options.batch,
      static_cast<double>(workload.total_bytes) / static_cast<double>(workload.events),
      options.streams, options.window);
  Results results;
  results.events = workload.events;
  for (uint32_t round = 0; round < options.rounds; ++round) RunRound(options, workload, &results);
  Print(options, results);
  RequireFloor(options, results);
  if (!options.markdown.empty()) AppendMarkdown(options, results);
}

}  // namespace
}  // namespace oxus::bench

int main(int argc, char** argv) {
  // As oxusd and oxus do.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  oxus::bench::Options options;
  std::string noop_ready_file;
  CLI::App app("Ingest rate beside gRPC alone and RocksDB alone");
  app.add_option("--events", options.events, "events per round");
  app.add_option("--batch", options.batch, "events per batch")->check(CLI::Range(1, 10'000));
  app.add_option("--window", options.window, "batches of a stream sent and not yet answered")
      ->check(CLI::PositiveNumber);
  app.add_option("--streams", options.streams, "how many share the events")
      ->check(CLI::PositiveNumber);
  app.add_option("--rounds", options.rounds, "rounds; medians are printed")
      ->check(CLI::PositiveNumber);
  app.add_option("--oxusd", options.oxusd, "the server to measure");
  app.add_option("--markdown", options.markdown, "file to append a line of a table to");
  app.add_option("--serve-noop", noop_ready_file)->group("");
  CLI11_PARSE(app, argc, argv);
  try {
    if (noop_ready_file.empty()) {
      oxus::bench::RunRounds(options);
    } else {
      oxus::bench::RunNoopServer(noop_ready_file);
    }
    return 0;
  } catch (const std::exception& error) {
    // Caught so that every process started here is ended and every file removed.
    fmt::print(stderr, "ingest_bench: {}\n", error.what());
    return 1;
  }
}
