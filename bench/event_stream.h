#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "oxus/v1/ingest_service.grpc.pb.h"

namespace oxus::bench {

// One Ingest stream on a connection of its own, with a bounded number of batches unanswered. One
// thread sends and finishes; any thread may read the counts.
class EventStream {
 public:
  // `window` batches may be unanswered, 1 or more. With 1, Send returns when the answer is there.
  EventStream(const std::string& address, uint32_t window);
  // Cancels what is not finished.
  ~EventStream();
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  // Waits until there is room in the window. False when the stream is broken.
  bool Send(const oxus::v1::IngestRequest& batch);
  // Waits for the missing answers.
  grpc::Status Finish();

  // Events acknowledged as stored, those of them that were quarantined, and the highest sequence
  // acknowledged.
  uint64_t stored() const { return stored_; }
  uint64_t quarantined() const { return quarantined_; }
  uint64_t last_sequence() const { return last_sequence_; }

 private:
  bool ReadOne();
  void ReadAll();
  bool WaitForRoom();

  const uint32_t window_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<oxus::v1::IngestService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<oxus::v1::IngestRequest, oxus::v1::IngestResponse>>
      stream_;
  oxus::v1::IngestResponse response_;
  // Reads the answers when more than one batch may be unanswered.
  std::thread reader_;
  bool is_finished_ = false;
  uint64_t sent_ = 0;
  std::atomic<uint64_t> stored_ = 0;
  std::atomic<uint64_t> quarantined_ = 0;
  std::atomic<uint64_t> last_sequence_ = 0;

  std::mutex mutex_;
  std::condition_variable answered_;
  uint64_t answers_ = 0;
  bool is_over_ = false;
};

}  // namespace oxus::bench
