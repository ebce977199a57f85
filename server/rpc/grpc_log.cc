#include "server/rpc/grpc_log.h"

#include <grpc/support/log.h>

#include "absl/synchronization/mutex.h"

namespace oxus::rpc {
namespace {

// gRPC takes a plain function, so the target has to be found from nowhere.
ABSL_CONST_INIT absl::Mutex target_mutex(absl::kConstInit);
const runtime::Logger* target ABSL_GUARDED_BY(target_mutex) = nullptr;

void Forward(gpr_log_func_args* line) {
  absl::ReaderMutexLock lock(&target_mutex);
  if (target == nullptr) return;
  // gRPC calls refused connections and the like errors; none of them stops the server.
  if (line->severity == GPR_LOG_SEVERITY_ERROR) {
    target->Warn("grpc", {{"text", line->message}});
  } else {
    target->Debug("grpc", {{"text", line->message}});
  }
}

}  // namespace

GrpcLog::GrpcLog(const runtime::Logger& logger) {
  absl::MutexLock lock(&target_mutex);
  target = &logger;
  gpr_set_log_function(Forward);
}

GrpcLog::~GrpcLog() {
  absl::MutexLock lock(&target_mutex);
  target = nullptr;
}

}  // namespace oxus::rpc
