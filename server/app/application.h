#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "server/config/server_config.h"
#include "server/runtime/clock.h"
#include "server/runtime/logger.h"

namespace oxus::app {

// How oxusd ends; listed in --help and part of its interface.
enum class ExitCode {
  kOk = 0,
  kFailed = 1,
  kUsage = 2,
  kAddressInUse = 3,
  kDataInUse = 4,
  kNewerFormat = 5,
  // Writing failed while it ran: a restart finds out what is on disk.
  kWriteFailed = 6,
  kDamaged = 7,
};

// Why the server did not start, in a sentence for people.
struct StartError {
  ExitCode code = ExitCode::kOk;
  std::string message;

  bool ok() const { return code == ExitCode::kOk; }
};

// The server: opens the store and puts log, engine, workers and services together. Made by main.
// Start and Stop once each, from one thread; the other calls between them. Clock and logger must
// outlive it.
class Application {
 public:
  Application(const config::ServerConfig& config, const runtime::Clock& clock,
              const runtime::Logger& logger);
  // Stops without grace when it was not stopped.
  ~Application();

  // Serves when it returns without an error.
  StartError Start();

  // The address served on, with the port that was bound.
  const std::string& address() const;

  // Brings health up to date; to be called about once a second. An error says that nothing can be
  // written any more, and that it is time to stop.
  absl::Status Refresh();

  // Drains: answers what is in flight, cuts calls off after `grace`, then writes what the log
  // still holds. Not bounded by `grace` when the disk hangs.
  void Stop(std::chrono::milliseconds grace);

 private:
  struct Engine;

  StartError OpenStore();
  StartError Serve();
  // Logs when ingest stops for want of space, and when it goes on.
  void ReportRoom();

  const config::ServerConfig config_;
  const runtime::Clock& clock_;
  const runtime::Logger& logger_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace oxus::app
