#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "bench/event_rows.h"
#include "bench/questions.h"
#include "oxus/v1/admin_service.grpc.pb.h"
#include "oxus/v1/query_service.grpc.pb.h"

namespace oxus::bench {

// Sends benchmark rows to an oxus server and asks it the questions. Not thread-safe.
class OxusClient {
 public:
  explicit OxusClient(const std::string& address);

  // Sends rows [begin, end) over one stream of its own in batches of 1,000 and returns the seconds
  // until the last is acknowledged. Throws std::runtime_error unless all are stored and none is
  // quarantined.
  double Send(const EventRows& rows, uint64_t begin, uint64_t end);

  struct Timed {
    // Empty when all is well.
    std::string error;
    Answer answer;
    // From the call to the parsed response.
    double ms = 0;
    // What the server says it took; 0 where it does not say.
    double server_ms = 0;
  };
  // `bypass_cache` asks for an answer that uses nothing kept from earlier questions. Without
  // `makes_text` the answer is parsed and dropped: making its text takes the processor's time from
  // what runs beside.
  Timed Ask(Question question, bool bypass_cache, bool makes_text = true);

  // Throws std::runtime_error when the server does not answer.
  oxus::v1::GetStatusResponse Status();

 private:
  Timed Aggregate(Question question, bool bypass_cache, bool makes_text);
  Timed ListNewest(bool makes_text);

  std::string address_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<oxus::v1::AdminService::Stub> admin_;
  std::unique_ptr<oxus::v1::QueryService::Stub> query_;
};

}  // namespace oxus::bench
