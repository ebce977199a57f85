// oxusd: reads its configuration, serves, and stops on SIGTERM or SIGINT.
#include <fmt/format.h>
#include <malloc.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "server/app/application.h"
#include "server/app/shutdown.h"
#include "server/config/config_loader.h"
#include "server/main/ready_file.h"
#include "server/runtime/clock.h"
#include "server/runtime/logger.h"

namespace oxus {
namespace {

using app::ExitCode;
using std::chrono::milliseconds;

constexpr milliseconds kRefreshInterval{1000};
constexpr char kDefaultListen[] = "127.0.0.1:7420";

int Exit(ExitCode code) { return static_cast<int>(code); }

void Complain(const std::string& message) {
  std::fputs(fmt::format("oxusd: {}\n", message).c_str(), stderr);
}

config::Invocation ReadInvocation(int argc, char** argv) {
  config::Invocation invocation;
  invocation.arguments.assign(argv + 1, argv + argc);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    invocation.environment.emplace_back(*entry);
  }
  return invocation;
}

runtime::LogOptions LogOptionsOf(const config::ServerConfig& config) {
  runtime::LogOptions options;
  if (config.log_level == "debug") options.level = runtime::LogLevel::kDebug;
  if (config.log_level == "warn") options.level = runtime::LogLevel::kWarn;
  if (config.log_level == "error") options.level = runtime::LogLevel::kError;
  if (config.log_format == "json") options.format = runtime::LogFormat::kJson;
  return options;
}

// Batches and write batches of some hundred kilobytes come and go thousands of times a minute.
// By default each is mapped and unmapped, and every page of it faulted in anew; kept in the heap
// they are reused.
void KeepLargeBlocksInTheHeap() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
}

// Each connection and each storage file takes a descriptor, and gRPC stops listening for good
// when one cannot be had: take as many as the system gives.
void RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void AnnounceReady(const std::string& address) {
  const std::string server = address == kDefaultListen ? "" : fmt::format(" --server {}", address);
  fmt::print("oxusd is ready on {}. Next: oxus status{}\n", address, server);
  std::fflush(stdout);
}

// Returns how the process is to end once it is asked to, or once the store takes no more writes:
// what is on disk after a failed write or sync only an opening finds out.
ExitCode WaitForTheEnd(const app::StopSignals& signals, app::Application* application,
                       const runtime::Logger& logger) {
  while (true) {
    if (const int signal = signals.Wait(kRefreshInterval); signal != 0) {
      logger.Info("draining", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
      return ExitCode::kOk;
    }
    if (const absl::Status usable = application->Refresh(); !usable.ok()) {
      logger.Error("draining", {{"cause", std::string(usable.message())}});
      Complain(std::string(usable.message()));
      return ExitCode::kWriteFailed;
    }
  }
}

int Serve(const config::ServerConfig& config, const app::StopSignals& signals) {
  const runtime::SystemClock clock;
  const runtime::Logger logger(LogOptionsOf(config), clock);
  ReadyFile ready_file(config.ready_file);
  app::Application application(config, clock, logger);
  if (const app::StartError failed = application.Start(); !failed.ok()) {
    logger.Error("not started", {{"cause", failed.message}, {"exit_code", Exit(failed.code)}});
    Complain(failed.message);
    return Exit(failed.code);
  }
  if (const absl::Status written = ready_file.Write(application.address()); !written.ok()) {
    Complain(std::string(written.message()));
    return Exit(ExitCode::kFailed);
  }
  AnnounceReady(application.address());
  const ExitCode code = WaitForTheEnd(signals, &application, logger);

  const milliseconds limit = std::chrono::seconds(config.shutdown_grace_s);
  // What calls leave of the time is for the disk.
  const milliseconds calls = limit * 6 / 10;
  const absl::Status stopped =
      signals.Guard([&application, calls] { application.Stop(calls); }, limit);
  if (stopped.ok()) return Exit(code);
  // Threads still run on what this function owns, so nothing may be destroyed any more. What was
  // acknowledged is on disk already.
  Complain(fmt::format("{}; exiting at once", std::string(stopped.message())));
  _exit(Exit(ExitCode::kFailed));
}

// Debian builds Abseil with its checks on: gRPC would enter every lock it takes in a graph of them,
// which takes longer than most of what the locks guard.
void LeaveLocksUnwatched() { absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore); }

int Main(int argc, char** argv) {
  LeaveLocksUnwatched();
  const app::StopSignals signals;
  signal(SIGPIPE, SIG_IGN);
  // A file that may not grow is a write that fails, and is answered as one.
  signal(SIGXFSZ, SIG_IGN);
  const auto loaded = config::LoadConfig(ReadInvocation(argc, argv));
  if (!loaded.ok()) {
    Complain(fmt::format("{}\nTry oxusd --help.", std::string(loaded.status().message())));
    return Exit(ExitCode::kUsage);
  }
  switch (loaded->action) {
    case config::Action::kHelp:
      fmt::print("{}", config::HelpText());
      return Exit(ExitCode::kOk);
    case config::Action::kVersion:
      fmt::print("oxusd {}\n", OXUS_VERSION);
      return Exit(ExitCode::kOk);
    case config::Action::kPrintConfig:
      fmt::print("{}", config::PrintConfig(*loaded));
      return Exit(ExitCode::kOk);
    case config::Action::kServe:
      break;
  }
  KeepLargeBlocksInTheHeap();
  RaiseFileLimit();
  const int code = Serve(loaded->config, signals);
  // All that is ours is closed. gRPC's threads still run, and statics must not go under them.
  std::fflush(nullptr);
  _exit(code);
}

}  // namespace
}  // namespace oxus

int main(int argc, char** argv) { return oxus::Main(argc, argv); }
