// How fast one stream of events becomes durable, beside what gRPC alone and RocksDB alone take
// for the same bytes, in one run. Rounds alternate, so that a noisy machine disturbs all alike.
//
// Usage: ingest_bench [--events N] [--batch N] [--window N] [--rounds N]
#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "bench/child_process.h"
#include "bench/noop_server.h"
#include "bench/rocksdb_floor.h"
#include "bench/synthetic_events.h"
#include "oxus/v1/ingest_service.grpc.pb.h"

namespace oxus::bench {
namespace {

struct Options {
  uint64_t events = 500'000;
  uint32_t batch = 1000;
  uint32_t window = 8;
  uint32_t rounds = 3;
};

struct Workload {
  std::vector<oxus::v1::IngestRequest> requests;
  std::vector<std::string> bytes;
  uint64_t events = 0;
  uint64_t total_bytes = 0;
};

Workload MakeWorkload(const Options& options) {
  Workload workload;
  SyntheticEvents events(20251130);
  while (workload.events < options.events) {
    oxus::v1::IngestRequest& request = workload.requests.emplace_back();
    request.set_batch_id(workload.requests.size());
    for (uint32_t i = 0; i < options.batch; ++i) {
      events.Next(request.add_submissions()->mutable_event());
    }
    workload.events += options.batch;
    workload.bytes.push_back(request.SerializeAsString());
    workload.total_bytes += workload.bytes.back().size();
  }
  return workload;
}

// Sends everything over one stream with a bounded number of batches unanswered, and returns the
// seconds until the last answer. `stored` gets the count of events acknowledged as stored.
double SendAll(const std::string& address, const Workload& workload, uint32_t window,
               uint64_t* stored) {
  const auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  const auto stub = oxus::v1::IngestService::NewStub(channel);
  channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10));
  grpc::ClientContext context;
  const auto begin = std::chrono::steady_clock::now();
  const auto stream = stub->Ingest(&context);
  std::mutex mutex;
  std::condition_variable answered;
  size_t answers = 0;
  std::thread reader([&] {
    oxus::v1::IngestResponse response;
    while (stream->Read(&response)) {
      for (const auto& outcome : response.outcomes()) {
        *stored += outcome.result() == oxus::v1::SubmissionOutcome::RESULT_STORED ? 1 : 0;
      }
      const std::lock_guard<std::mutex> lock(mutex);
      ++answers;
      answered.notify_one();
    }
  });
  for (size_t sent = 0; sent < workload.requests.size(); ++sent) {
    std::unique_lock<std::mutex> lock(mutex);
    answered.wait(lock, [&] { return sent - answers < window; });
    lock.unlock();
    if (!stream->Write(workload.requests[sent])) break;
  }
  stream->WritesDone();
  reader.join();
  const grpc::Status status = stream->Finish();
  if (!status.ok()) throw std::runtime_error(status.error_message());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

uint64_t DirectoryBytes(const std::string& directory) {
  uint64_t bytes = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    if (file.is_regular_file()) bytes += file.file_size();
  }
  return bytes;
}

struct Result {
  const char* name;
  std::vector<double> seconds;
};

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

void Print(const std::vector<Result>& results, uint64_t events) {
  const double oxus_seconds = Median(results.back().seconds);
  fmt::print("{:<28}{:>12}{:>12}{:>12}{:>16}\n", "", "median ev/s", "min", "max", "oxus / this");
  for (const Result& result : results) {
    const auto [fastest, slowest] =
        std::minmax_element(result.seconds.begin(), result.seconds.end());
    const double n = static_cast<double>(events);
    fmt::print("{:<28}{:>12.0f}{:>12.0f}{:>12.0f}{:>16.2f}\n", result.name,
               n / Median(result.seconds), n / *slowest, n / *fastest,
               Median(result.seconds) / oxus_seconds);
  }
}

void RunRounds(const Options& options, const std::string& self) {
  const Workload workload = MakeWorkload(options);
  fmt::print("{} events in batches of {}, {:.0f} bytes each, one stream, {} batches unanswered\n",
             workload.events, options.batch,
             static_cast<double>(workload.total_bytes) / static_cast<double>(workload.events),
             options.window);
  std::vector<Result> results = {
      {"gRPC alone (no-op server)", {}}, {"RocksDB alone (synced)", {}}, {"oxus", {}}};
  uint64_t disk_bytes = 0;
  for (uint32_t round = 0; round < options.rounds; ++round) {
    std::string directory = std::filesystem::temp_directory_path() / "oxus-bench-XXXXXX";
    if (mkdtemp(directory.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    uint64_t ignored = 0;
    {
      const ChildProcess noop({self, "--serve-noop", directory + "/noop"}, directory + "/noop");
      results[0].seconds.push_back(SendAll(noop.address(), workload, options.window, &ignored));
    }
    results[1].seconds.push_back(WriteToRocksDb(directory + "/rocksdb", workload.bytes));
    uint64_t stored = 0;
    {
      const ChildProcess server({OXUSD_PATH, "--data-dir", directory + "/oxus", "--listen",
                                 "127.0.0.1:0", "--ready-file", directory + "/oxusd"},
                                directory + "/oxusd");
      results[2].seconds.push_back(SendAll(server.address(), workload, options.window, &stored));
    }
    if (stored != workload.events) throw std::runtime_error("not every event was stored");
    disk_bytes = DirectoryBytes(directory + "/oxus");
    std::filesystem::remove_all(directory);
  }
  Print(results, workload.events);
  fmt::print("on disk: {:.0f} bytes per event\n",
             static_cast<double>(disk_bytes) / static_cast<double>(workload.events));
}

}  // namespace
}  // namespace oxus::bench

int main(int argc, char** argv) {
  oxus::bench::Options options;
  std::string noop_ready_file;
  CLI::App app("Ingest rate beside gRPC alone and RocksDB alone");
  app.add_option("--events", options.events, "events per round");
  app.add_option("--batch", options.batch, "events per batch");
  app.add_option("--window", options.window, "batches sent and not yet answered");
  app.add_option("--rounds", options.rounds, "rounds; medians are printed");
  app.add_option("--serve-noop", noop_ready_file)->group("");
  CLI11_PARSE(app, argc, argv);
  if (!noop_ready_file.empty()) {
    oxus::bench::RunNoopServer(noop_ready_file);
    return 0;
  }
  oxus::bench::RunRounds(options, std::filesystem::read_symlink("/proc/self/exe"));
  return 0;
}
