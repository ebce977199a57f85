#pragma once

#include <memory>

#include "client/oxus/channel.h"
#include "client/oxus/ingest_transport.h"
#include "oxus/v1/ingest_service.grpc.pb.h"

namespace oxus::client {

// Ingest streams over gRPC. A stream that waits for an answer longer than the channel's timeout
// is cancelled and ends with DEADLINE_EXCEEDED. The channel must outlive it and its streams.
class GrpcIngestTransport : public IngestTransport {
 public:
  explicit GrpcIngestTransport(const ServerChannel& channel);

  std::unique_ptr<IngestStream> Open() override;

 private:
  const ServerChannel& channel_;
  std::unique_ptr<oxus::v1::IngestService::Stub> stub_;
};

}  // namespace oxus::client
