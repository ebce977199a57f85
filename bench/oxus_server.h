#pragma once

#include <memory>
#include <string>

#include "bench/child_process.h"
#include "bench/oxus_client.h"

namespace oxus::bench {

// An oxusd on one data directory that may be ended and started again. Not thread-safe; errors are
// std::runtime_error.
class OxusServer {
 public:
  // Starts nothing. `data_dir` need not exist.
  OxusServer(std::string oxusd, std::string data_dir);

  // Milliseconds from before the process exists until it says that it serves.
  double Start();
  // Milliseconds from SIGTERM until the process is gone; it must end well.
  double Stop();
  void Kill();

  // While it runs.
  OxusClient& client() { return *client_; }
  const std::string& address() const { return process_->address(); }
  const std::string& data_dir() const { return data_dir_; }

 private:
  std::string oxusd_;
  std::string data_dir_;
  std::unique_ptr<ChildProcess> process_;
  std::unique_ptr<OxusClient> client_;
};

}  // namespace oxus::bench
