#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/status/status.h"
#include "client/oxus/query_client.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/client_callback.h"
#include "oxus/v1/query_service.grpc.pb.h"

namespace oxus::client {

// One StreamAggregate call. Used once, by one thread.
class AggregateReader final : public grpc::ClientReadReactor<oxus::v1::AggregateResponse> {
 public:
  // A call with a deadline of its own would count the time that `take` needs, which may be that of
  // a person reading; so each wait is limited instead. See QueryClient::StreamAggregate.
  absl::Status Run(oxus::v1::QueryService::Stub& stub, const oxus::v1::AggregateRequest& request,
                   std::chrono::milliseconds patience, const QueryClient::TakePart& take);

  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  // Whether incoming_ holds a part; false at the end of the stream and when patience ran out.
  bool AwaitPart(std::chrono::milliseconds patience);
  grpc::Status AwaitEnd();

  grpc::ClientContext context_;
  // Being read into unless read_done_.
  oxus::v1::AggregateResponse incoming_;
  // Of the thread that runs.
  bool stalled_ = false;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool read_done_ = false;
  bool read_ok_ = false;
  bool ended_ = false;
  grpc::Status status_;
};

}  // namespace oxus::client
