#pragma once

#include <atomic>
#include <memory>

#include "oxus/v1/ingest_service.grpc.pb.h"
#include "server/rpc/ingest_session.h"
#include "server/rpc/ingest_streams.h"

namespace oxus::rpc {

// Both methods take the bytes as they come: what a producer sends is stored byte for byte, so it
// must not go through a parse and a serialisation first.
using RawIngestService = oxus::v1::IngestService::WithRawCallbackMethod_Ingest<
    oxus::v1::IngestService::WithRawCallbackMethod_IngestBatch<oxus::v1::IngestService::Service>>;

// The gRPC face of ingest: one IngestSession per stream; a unary batch goes the same way alone.
// Everything it is given must outlive it and all its calls.
class IngestService final : public RawIngestService {
 public:
  IngestService(const IngestEngine& engine, std::shared_ptr<IngestStreams> streams)
      : engine_(engine), streams_(std::move(streams)) {}

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Ingest(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* IngestBatch(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override;

 private:
  const IngestEngine engine_;
  const std::shared_ptr<IngestStreams> streams_;
  std::atomic<int> unary_batches_{0};
};

}  // namespace oxus::rpc
