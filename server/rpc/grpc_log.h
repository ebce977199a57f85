#pragma once

#include "server/runtime/logger.h"

namespace oxus::rpc {

// Sends what gRPC has to say to our log instead of its own format on stderr, from construction
// to destruction. gRPC has one log per process, so there is one of these; the logger must outlive
// it. Lines of gRPC's other threads that come later go nowhere.
class GrpcLog {
 public:
  explicit GrpcLog(const runtime::Logger& logger);
  ~GrpcLog();
  GrpcLog(const GrpcLog&) = delete;
  GrpcLog& operator=(const GrpcLog&) = delete;
};

}  // namespace oxus::rpc
