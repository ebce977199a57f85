#include "bench/oxus_server.h"

#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

namespace oxus::bench {
namespace {

using Clock = std::chrono::steady_clock;
using oxus::v1::GetStatusResponse;

double MsSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

}  // namespace

OxusServer::OxusServer(std::string oxusd, std::string data_dir)
    : oxusd_(std::move(oxusd)), data_dir_(std::move(data_dir)) {}

double OxusServer::Start() {
  const std::string ready_file = data_dir_ + ".address";
  const auto begin = Clock::now();
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{oxusd_, "--data-dir", data_dir_, "--listen", "127.0.0.1:0",
                               "--ready-file", ready_file},
      ready_file);
  client_ = std::make_unique<OxusClient>(process_->address());
  if (client_->Status().state() != GetStatusResponse::STATE_SERVING) {
    throw std::runtime_error("oxusd is ready and does not serve");
  }
  return MsSince(begin);
}

double OxusServer::Stop() {
  client_.reset();
  const auto begin = Clock::now();
  if (!process_->Stop()) throw std::runtime_error("oxusd did not end well");
  return MsSince(begin);
}

void OxusServer::Kill() {
  client_.reset();
  process_->Kill();
}

}  // namespace oxus::bench
