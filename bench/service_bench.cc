// What a server of many events takes on disk and in memory, how soon it serves again after it was
// ended, and how long the twelve questions take while events stream in. Questions and rows are
// those of query_bench, which checks the answers.
//
// Usage: service_bench --rows N [--parts disk,start,mixed] [--runs N] [--markdown FILE]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "bench/event_rows.h"
#include "bench/footprint.h"
#include "bench/mixed_load.h"
#include "bench/oxus_server.h"
#include "bench/restarts.h"
#include "bench/scratch_directory.h"

namespace oxus::bench {
namespace {

struct Options {
  uint64_t rows = 1'000'000;
  std::vector<std::string> parts = {"disk", "start", "mixed"};
  size_t runs = 100;
  uint64_t pause_ms = 100;
  size_t stops = 3;
  size_t kills = 3;
  double load_seconds = 3;
  double alone_seconds = 10;
  std::string oxusd = OXUSD_PATH;
  std::string markdown;
};

class ServiceBench {
 public:
  explicit ServiceBench(const Options& options)
      : options_(options),
        rows_(options.rows),
        server_(options.oxusd, scratch_.path() + "/oxus"),
        next_row_(options.rows) {}

  void Run();
  // Nothing acknowledged was lost and no question failed.
  bool is_good() const { return is_good_; }

 private:
  bool Wants(const std::string& part) const {
    return std::find(options_.parts.begin(), options_.parts.end(), part) != options_.parts.end();
  }
  void Load();
  void MeasureFootprint();
  void MeasureStarts();
  void MeasureMixedLoad();
  // Prints a section and adds it to the markdown file.
  template <typename Part>
  void Add(const std::string& title, const Part& part);

  Options options_;
  EventRows rows_;
  ScratchDirectory scratch_;
  OxusServer server_;
  uint64_t next_row_;
  bool is_good_ = true;
};

template <typename Part>
void ServiceBench::Add(const std::string& title, const Part& part) {
  fmt::print("\n{}\n\n{}", title, part.Report(TableStyle::kText));
  if (options_.markdown.empty()) return;
  std::ofstream(options_.markdown, std::ios::app) << fmt::format(
      "## {}\n\n{} rows loaded.\n\n{}\n", title, options_.rows, part.Report(TableStyle::kMarkdown));
}

void ServiceBench::Load() {
  fmt::print("started on an empty directory in {:.0f} ms\n", server_.Start());
  const double seconds = server_.client().Send(rows_, 0, rows_.count());
  fmt::print("loaded {} rows in {:.1f} s\n", rows_.count(), seconds);
}

void ServiceBench::MeasureFootprint() {
  Footprint footprint(rows_);
  footprint.Note("after loading", &server_);
  Footprint::WaitUntilSettled(&server_.client());
  footprint.Note("settled", &server_);
  for (size_t turn = 0; turn < 4; ++turn) {
    for (size_t i = 0; i < kQuestions; ++i) {
      const auto timed = server_.client().Ask(static_cast<Question>(i), turn < 2);
      is_good_ &= timed.error.empty();
    }
    if (turn == 1) footprint.Note("after the twelve questions", &server_);
  }
  footprint.Note("after them, with kept partial results", &server_);
  server_.Stop();
  server_.Start();
  footprint.Note("stopped and started", &server_);
  Add("Disk and memory", footprint);
}

void ServiceBench::MeasureStarts() {
  Restarts restarts(&server_, rows_, &next_row_);
  for (size_t i = 0; i < options_.stops; ++i) restarts.StopAndStart();
  for (size_t i = 0; i < options_.kills; ++i) restarts.KillAndStart(options_.load_seconds);
  Add("Start", restarts);
  is_good_ &= restarts.lost() == 0;
}

void ServiceBench::MeasureMixedLoad() {
  MixedLoad mixed(&server_, rows_, &next_row_, options_.runs,
                  std::chrono::milliseconds(options_.pause_ms));
  mixed.Run(options_.alone_seconds);
  Add("Mixed load", mixed);
  is_good_ &= mixed.wrong_answers() == 0;
}

void ServiceBench::Run() {
  Load();
  if (Wants("disk")) MeasureFootprint();
  if (Wants("start")) MeasureStarts();
  if (Wants("mixed")) MeasureMixedLoad();
}

}  // namespace
}  // namespace oxus::bench

int main(int argc, char** argv) {
  // As oxusd and oxus do.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  oxus::bench::Options options;
  CLI::App app("Disk, memory, starts and mixed load of a server of many events");
  app.add_option("--rows", options.rows, "how many")->check(CLI::Range(10'000, 100'000'000));
  app.add_option("--parts", options.parts, "which, of disk, start and mixed")
      ->delimiter(',')
      ->check(CLI::IsMember({"disk", "start", "mixed"}));
  app.add_option("--runs", options.runs, "of each question in each phase of the mixed load")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--pause-ms", options.pause_ms,
                 "between an answer and the next question of the mixed load");
  app.add_option("--stops", options.stops, "starts after SIGTERM");
  app.add_option("--kills", options.kills, "starts after SIGKILL while a load runs");
  app.add_option("--load-seconds", options.load_seconds, "how long such a load runs");
  app.add_option("--alone-seconds", options.alone_seconds, "how long the load alone is watched");
  app.add_option("--oxusd", options.oxusd, "the server to measure");
  app.add_option("--markdown", options.markdown, "file to append the sections to");
  CLI11_PARSE(app, argc, argv);
  setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  try {
    oxus::bench::ServiceBench bench(options);
    bench.Run();
    return bench.is_good() ? 0 : 1;
  } catch (const std::exception& error) {
    // Caught so that every process started here is ended and every file removed.
    fmt::print(stderr, "service_bench: {}\n", error.what());
    return 1;
  }
}
