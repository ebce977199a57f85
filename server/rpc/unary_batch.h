#pragma once

#include <atomic>

#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "server/rpc/ingest_session.h"

namespace oxus::rpc {

// Unary batches under way at once; more are refused with RESOURCE_EXHAUSTED.
inline constexpr int kMaxUnaryBatches = 64;

// Takes an encoded IngestBatchRequest through a worker, the log and a worker again, a small one
// through the log at once, and answers the call with an encoded IngestBatchResponse. It counts in
// `under_way`, and its bytes in the engine's, from here until nothing of it is left, which may be
// after the call was cancelled. Engine and counter must outlive that. `response` is gRPC's. Any
// thread.
//
// INVALID_ARGUMENT: no such message, or not a batch that can be checked. RESOURCE_EXHAUSTED: too
// large, or too many under way. UNAVAILABLE: the server drains. Else what the log answers.
grpc::ServerUnaryReactor* RunUnaryBatch(const IngestEngine& engine, std::atomic<int>& under_way,
                                        const grpc::ByteBuffer& request,
                                        grpc::ByteBuffer* response);

}  // namespace oxus::rpc
