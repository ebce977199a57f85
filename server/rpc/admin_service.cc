#include "server/rpc/admin_service.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

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

void AddMemory(const std::vector<storage::MemoryUse>& uses, oxus::v1::GetStatusResponse* status) {
  for (const storage::MemoryUse& use : uses) {
    auto* memory = status->add_memory();
    memory->set_holder(std::string(use.holder));
    memory->set_bytes(use.bytes);
    memory->set_limit(use.limit);
  }
}

// proc(5): the second number of statm is the resident pages. 0 when that cannot be read.
uint64_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  uint64_t size_pages = 0;
  uint64_t resident_pages = 0;
  if (!(statm >> size_pages >> resident_pages)) return 0;
  return resident_pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

AdminService::AdminService(const storage::EventStore& store, const query::QueryEngine& engine,
                           std::shared_ptr<IngestStreams> streams, const CallRunner& runner,
                           std::string data_dir)
    : store_(store),
      engine_(engine),
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
  status->set_segments(stats.segments);
  status->set_tail_records(stats.tail_records);
  status->set_column_bytes(stats.column_bytes_on_disk);
  status->set_resident_bytes(ResidentBytes());
  AddMemory(stats.memory, status);
  AddMemory(engine_.memory(), status);
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(data_dir_, error);
  if (!error) status->set_storage_free_bytes(space.available);
  status->set_open_ingest_streams(static_cast<uint32_t>(streams_->count()));
  AddProducers(std::move(stats.producers), status);
}

}  // namespace oxus::rpc
