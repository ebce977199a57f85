#include "bench/ingest_workload.h"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>

#include "bench/event_stream.h"
#include "bench/synthetic_events.h"

namespace oxus::bench {
namespace {

constexpr uint64_t kSeed = 20251130;

// Every `step`th batch from `first` on.
grpc::Status SendPart(const IngestWorkload& workload, size_t first, size_t step,
                      EventStream* stream) {
  for (size_t i = first; i < workload.requests.size(); i += step) {
    if (!stream->Send(workload.requests[i])) break;
  }
  return stream->Finish();
}

}  // namespace

IngestWorkload::IngestWorkload(uint64_t least_events, uint32_t batch) {
  SyntheticEvents synthetic(kSeed);
  while (events < least_events) {
    oxus::v1::IngestRequest& request = requests.emplace_back();
    request.set_batch_id(requests.size());
    for (uint32_t i = 0; i < batch; ++i) {
      synthetic.Next(request.add_submissions()->mutable_event());
    }
    events += batch;
    bytes.push_back(request.SerializeAsString());
    total_bytes += bytes.back().size();
  }
}

Sent SendAll(const std::string& address, const IngestWorkload& workload, uint32_t streams,
             uint32_t window) {
  std::vector<std::unique_ptr<EventStream>> open;
  for (uint32_t i = 0; i < streams; ++i) {
    open.push_back(std::make_unique<EventStream>(address, window));
  }
  std::vector<grpc::Status> ends(streams);
  const auto send = [&](size_t i) { ends[i] = SendPart(workload, i, streams, open[i].get()); };
  const auto begin = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> others;
    for (size_t i = 1; i < streams; ++i) others.emplace_back(send, i);
    send(0);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  Sent sent;
  sent.seconds = seconds.count();
  for (size_t i = 0; i < streams; ++i) {
    if (!ends[i].ok()) throw std::runtime_error(ends[i].error_message());
    sent.stored += open[i]->stored();
  }
  return sent;
}

}  // namespace oxus::bench
