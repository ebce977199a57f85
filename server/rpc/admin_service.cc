#include "server/rpc/admin_service.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "google/protobuf/util/time_util.h"

namespace oxus::rpc {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kMaxProducers = 1000;

void AddProducers(std::vector<storage::ProducerStats> producers,
                  oxus::v1::GetStatusResponse* status) {
  std::sort(producers.begin(), producers.end(),
            [](const auto& a, const auto& b) { return a.producer_id < b.producer_id; });
  producers.resize(std::min(producers.size(), kMaxProducers));
  for (const storage::ProducerStats& stats : producers) {
    auto* producer = status->add_producers();
    producer->set_producer_id(stats.producer_id);
    producer->set_records(stats.records);
    *producer->mutable_last_received() = TimeUtil::MillisecondsToTimestamp(stats.last_received_ms);
  }
}

}  // namespace

AdminService::AdminService(const storage::EventStore& store, std::shared_ptr<IngestStreams> streams,
                           const UnaryRunner& runner, std::string data_dir)
    : store_(store),
      streams_(std::move(streams)),
      runner_(runner),
      data_dir_(std::move(data_dir)),
      started_ms_(runner.clock.NowMs()) {}

grpc::ServerUnaryReactor* AdminService::GetStatus(grpc::CallbackServerContext* /*context*/,
                                                  const oxus::v1::GetStatusRequest* /*request*/,
                                                  oxus::v1::GetStatusResponse* response) {
  return RunUnary(runner_, response,
                  [this](const std::function<bool()>&, oxus::v1::GetStatusResponse* answer) {
                    Describe(answer);
                    return absl::OkStatus();
                  });
}

void AdminService::Describe(oxus::v1::GetStatusResponse* status) const {
  using State = oxus::v1::GetStatusResponse;
  status->set_version(OXUS_VERSION);
  status->set_state(State::STATE_SERVING);
  if (const absl::Status health = store_.health(); !health.ok()) {
    status->set_state(State::STATE_READ_ONLY);
    status->set_state_reason(std::string(health.message()));
  }
  if (draining_) status->set_state(State::STATE_DRAINING);
  *status->mutable_started() = TimeUtil::MillisecondsToTimestamp(started_ms_);
  storage::StoreStats stats = store_.GetStats();
  status->set_last_sequence(stats.last_sequence);
  status->set_active_events(stats.active_events);
  status->set_retracted_events(stats.retracted_events);
  status->set_format_version(stats.format_version);
  status->set_storage_bytes(stats.bytes_on_disk);
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(data_dir_, error);
  if (!error) status->set_storage_free_bytes(space.available);
  status->set_open_ingest_streams(static_cast<uint32_t>(streams_->count()));
  AddProducers(std::move(stats.producers), status);
}

}  // namespace oxus::rpc
