// Asks oxus, DuckDB, ClickHouse and PostgreSQL the twelve questions about the same rows in one
// run, beside loops written by hand for each question, compares every answer, and prints the
// times. Systems take turns at each question, so that a noisy machine disturbs all alike.
// bench/run_queries builds what this needs and starts it.
//
// Usage: query_bench --rows N --work-dir DIR [--parts floor,anew,again] [--peers NAMES] [--rounds
// N]
//                    [--runs N] [--questions 4,12]
// A directory in which oxus holds the rows already is taken as it is: --parts anew adds none.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "bench/event_rows.h"
#include "bench/oxus_client.h"
#include "bench/oxus_server.h"
#include "bench/peer_process.h"
#include "bench/query_floor.h"
#include "bench/timing_table.h"

namespace oxus::bench {
namespace {

constexpr uint64_t kEventsBetween = 1000;

struct Options {
  uint64_t rows = 1'000'000;
  // Of each system and question; the first run of each turn warms up and is not counted.
  size_t rounds = 3;
  size_t runs = 5;
  double budget_ms = 5000;
  std::string work_dir;
  std::string rows_file;
  std::string peers_dir = OXUS_PEERS_DIR;
  std::string oxusd = OXUSD_PATH;
  std::string markdown;
  std::vector<std::string> peers = {"duckdb", "clickhouse", "postgres"};
  std::vector<std::string> parts = {"floor", "anew", "again"};
  // By number, from 1; all of them when empty.
  std::vector<size_t> questions;
};

enum System : size_t {
  kFloor1,
  kFloor2,
  kOxus,
  kOxusServer,
  kOxusSame,
  kOxusSameServer,
  kOxusMore,
  kOxusMoreServer,
  kFirstPeer
};

class QueryBench {
 public:
  explicit QueryBench(const Options& options);

  void Run();
  // 0 when every system answered every question alike.
  int wrong_answers() const { return wrong_answers_; }

 private:
  bool Wants(const std::string& part) const {
    return std::find(options_.parts.begin(), options_.parts.end(), part) != options_.parts.end();
  }
  void StartPeer(const std::string& name);
  void Ask(Question question);
  void AskFloor(Question question, size_t threads, Timings* timings);
  void AskOxus(Question question);
  void AskPeer(Question question, size_t peer);
  // Asks a question that was asked before, first with nothing changed and then with events
  // committed in between, which only a part of what is kept from the question before can be
  // affected by.
  void AskOxusAgain(Question question);
  void AskOxusSame(Question question);
  void Compare(Question question, const std::string& system, const Answer& answer);
  // How long `systems` took, and how many times as long as `base` the others of them.
  std::string Table(const std::vector<size_t>& systems, size_t base, TableStyle style) const;
  std::string Report(TableStyle style) const;
  void Print() const;

  // Adds the runs of a turn but the first.
  void Keep(Question question, std::vector<double> ms, Timings* timings) const;

  Options options_;
  EventRows rows_;
  QueryFloor floor_;
  OxusServer server_;
  OxusClient* client_ = nullptr;
  std::vector<std::unique_ptr<PeerProcess>> peers_;
  std::vector<Timings> timings_ = {{"floor 1 thread", {}},
                                   {"floor 2 threads", {}},
                                   {"oxus", {}},
                                   {"oxus in the server", {}},
                                   {"the same again", {}},
                                   {"the same again, in the server", {}},
                                   {"1,000 events later", {}},
                                   {"1,000 events later, in the server", {}}};
  std::array<Answer, kQuestions> expected_;
  uint64_t rows_sent_ = 0;
  int wrong_answers_ = 0;
};

QueryBench::QueryBench(const Options& options)
    : options_(options),
      rows_(options.rows),
      floor_(rows_),
      server_(options.oxusd, options.work_dir + "/oxus") {
  server_.Start();
  client_ = &server_.client();
  rows_sent_ = client_->Status().active_events();
  if (rows_sent_ == 0) {
    const double seconds = client_->Send(rows_, 0, rows_.count());
    rows_sent_ = rows_.count();
    fmt::print("oxus loaded {} rows in {:.1f} s\n", rows_.count(), seconds);
  }
  if (rows_sent_ != rows_.count()) throw std::runtime_error("oxus holds other rows");
  for (const std::string& peer : options_.peers) {
    if (peer != "none") StartPeer(peer);
  }
}

void QueryBench::StartPeer(const std::string& name) {
  const std::string directory = options_.work_dir + "/" + name;
  std::filesystem::create_directory(directory);
  const auto begin = std::chrono::steady_clock::now();
  peers_.push_back(std::make_unique<PeerProcess>(
      std::vector<std::string>{"node", options_.peers_dir + "/" + name + ".mjs", options_.rows_file,
                               directory},
      directory));
  timings_.push_back({peers_.back()->system(), {}});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  fmt::print("{} loaded in {:.1f} s\n", timings_.back().system, seconds.count());
}

void QueryBench::Keep(Question question, std::vector<double> ms, Timings* timings) const {
  auto& kept = timings->ms[static_cast<size_t>(question)];
  kept.insert(kept.end(), ms.begin() + 1, ms.end());
}

void QueryBench::Compare(Question question, const std::string& system, const Answer& answer) {
  Answer& expected = expected_[static_cast<size_t>(question)];
  if (expected.empty()) expected = answer;
  if (answer == expected) return;
  ++wrong_answers_;
  size_t line = 0;
  while (line < std::min(answer.size(), expected.size()) && answer[line] == expected[line]) ++line;
  fmt::print("{}: {} answers otherwise, {} rows for {}; row {}: '{}' for '{}'\n", NameOf(question),
             system, answer.size(), expected.size(), line, line < answer.size() ? answer[line] : "",
             line < expected.size() ? expected[line] : "");
}

void QueryBench::AskFloor(Question question, size_t threads, Timings* timings) {
  std::vector<double> ms;
  for (size_t run = 0; run <= options_.runs; ++run) {
    const QueryFloor::Timed timed = floor_.Ask(question, threads);
    ms.push_back(timed.ms);
    if (run == 0) Compare(question, timings->system, timed.answer);
  }
  Keep(question, std::move(ms), timings);
}

void QueryBench::AskOxus(Question question) {
  std::vector<double> ms;
  std::vector<double> server_ms;
  double spent = 0;
  while (ms.size() <= options_.runs && (ms.size() < 2 || spent < options_.budget_ms)) {
    const OxusClient::Timed timed = client_->Ask(question, true);
    if (!timed.error.empty()) {
      ++wrong_answers_;
      fmt::print("{}: oxus says {}\n", NameOf(question), timed.error);
      return;
    }
    if (ms.empty()) Compare(question, "oxus", timed.answer);
    ms.push_back(timed.ms);
    if (timed.server_ms > 0) server_ms.push_back(timed.server_ms);
    spent += timed.ms;
  }
  Keep(question, std::move(ms), &timings_[kOxus]);
  if (!server_ms.empty()) Keep(question, std::move(server_ms), &timings_[kOxusServer]);
}

void QueryBench::AskPeer(Question question, size_t peer) {
  Timings& timings = timings_[kFirstPeer + peer];
  Keep(question, peers_[peer]->Ask(question, options_.runs + 1, options_.budget_ms), &timings);
  Compare(question, timings.system, peers_[peer]->AnswerTo(question));
}

void QueryBench::Ask(Question question) {
  if (Wants("floor")) {
    AskFloor(question, 1, &timings_[kFloor1]);
    AskFloor(question, 2, &timings_[kFloor2]);
  }
  AskOxus(question);
  for (size_t peer = 0; peer < peers_.size(); ++peer) AskPeer(question, peer);
}

void QueryBench::AskOxusSame(Question question) {
  std::vector<double> ms;
  std::vector<double> server_ms;
  OxusClient::Timed timed;
  for (size_t run = 0; run <= options_.runs; ++run) {
    timed = client_->Ask(question, false);
    ms.push_back(timed.ms);
    if (timed.server_ms > 0) server_ms.push_back(timed.server_ms);
  }
  Compare(question, "oxus, the same again", timed.answer);
  Keep(question, std::move(ms), &timings_[kOxusSame]);
  if (!server_ms.empty()) Keep(question, std::move(server_ms), &timings_[kOxusSameServer]);
}

void QueryBench::AskOxusAgain(Question question) {
  expected_[static_cast<size_t>(question)] = client_->Ask(question, true).answer;
  AskOxusSame(question);
  auto& ms = timings_[kOxusMore].ms[static_cast<size_t>(question)];
  auto& server_ms = timings_[kOxusMoreServer].ms[static_cast<size_t>(question)];
  OxusClient::Timed timed;
  for (size_t run = 0; run < options_.runs; ++run) {
    client_->Send(rows_, rows_sent_, rows_sent_ + kEventsBetween);
    rows_sent_ += kEventsBetween;
    timed = client_->Ask(question, false);
    ms.push_back(timed.ms);
    if (timed.server_ms > 0) server_ms.push_back(timed.server_ms);
  }
  expected_[static_cast<size_t>(question)] = client_->Ask(question, true).answer;
  Compare(question, "oxus, 1,000 events later", timed.answer);
}

std::string QueryBench::Table(const std::vector<size_t>& systems, size_t base,
                              TableStyle style) const {
  std::vector<Timings> shown;
  std::vector<size_t> compared;
  size_t base_at = 0;
  for (const size_t system : systems) {
    if (system == base) {
      base_at = shown.size();
    } else {
      compared.push_back(shown.size());
    }
    shown.push_back(timings_[system]);
  }
  return TimingTable(shown, base_at, compared, style);
}

std::string QueryBench::Report(TableStyle style) const {
  std::vector<size_t> with_peers = {kOxus};
  for (size_t peer = 0; peer < peers_.size(); ++peer) with_peers.push_back(kFirstPeer + peer);
  return fmt::format(
      "## Twelve questions\n\n{} rows; medians (least-most).\n\n{}\n"
      "Beside loops written by hand over columns in memory:\n\n{}\n"
      "## Same question again\n\n{}",
      rows_.count(), Table(with_peers, kOxus, style),
      Table({kFloor1, kFloor2, kOxusServer, kOxus}, kFloor2, style),
      Table({kOxus, kOxusSame, kOxusSameServer, kOxusMore, kOxusMoreServer}, kOxus, style));
}

void QueryBench::Print() const {
  fmt::print("\n{}", Report(TableStyle::kText));
  if (options_.markdown.empty()) return;
  std::ofstream(options_.markdown) << Report(TableStyle::kMarkdown);
}

void QueryBench::Run() {
  std::vector<size_t> numbers = options_.questions;
  for (size_t i = 0; options_.questions.empty() && i < kQuestions; ++i) numbers.push_back(i + 1);
  for (size_t round = 0; round < options_.rounds && Wants("anew"); ++round) {
    for (const size_t number : numbers) Ask(static_cast<Question>(number - 1));
  }
  if (Wants("again")) {
    for (const size_t number : numbers) AskOxusAgain(static_cast<Question>(number - 1));
  }
  Print();
}

}  // namespace
}  // namespace oxus::bench

int main(int argc, char** argv) {
  // As oxusd and oxus do.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  oxus::bench::Options options;
  CLI::App app("oxus and other databases answer the same questions");
  app.add_option("--rows", options.rows, "how many")->check(CLI::Range(10'000, 100'000'000));
  app.add_option("--work-dir", options.work_dir, "an empty directory for all databases")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--rows-file", options.rows_file, "what query_rows wrote, for the peers");
  app.add_option("--parts", options.parts, "which, of floor, anew and again; floor goes with anew")
      ->delimiter(',')
      ->check(CLI::IsMember({"floor", "anew", "again"}));
  app.add_option("--questions", options.questions, "which, by number, from 1; all without it")
      ->delimiter(',')
      ->check(CLI::Range(size_t{1}, oxus::bench::kQuestions));
  app.add_option("--peers", options.peers, "which, of duckdb, clickhouse, postgres; or none")
      ->delimiter(',');
  app.add_option("--peers-dir", options.peers_dir, "where their programs are");
  app.add_option("--oxusd", options.oxusd, "the server to measure");
  app.add_option("--rounds", options.rounds, "turns of each system");
  app.add_option("--runs", options.runs, "runs in a turn, after one to warm up");
  app.add_option("--budget-ms", options.budget_ms, "longest that a turn goes on");
  app.add_option("--markdown", options.markdown, "file to write the tables to as well");
  CLI11_PARSE(app, argc, argv);
  setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  try {
    oxus::bench::QueryBench bench(options);
    bench.Run();
    return bench.wrong_answers() == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    // Caught so that every process started here is ended.
    fmt::print(stderr, "query_bench: {}\n", error.what());
    return 1;
  }
}
