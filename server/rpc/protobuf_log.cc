#include "server/rpc/protobuf_log.h"

#include <string>

#include "absl/synchronization/mutex.h"
#include "google/protobuf/stubs/logging.h"

namespace oxus::rpc {
namespace {

// The library takes a plain function, so the target has to be found from nowhere.
ABSL_CONST_INIT absl::Mutex target_mutex(absl::kConstInit);
const runtime::Logger* target ABSL_GUARDED_BY(target_mutex) = nullptr;

void Forward(google::protobuf::LogLevel level, const char* /*filename*/, int /*line*/,
             const std::string& message) {
  absl::ReaderMutexLock lock(&target_mutex);
  if (target == nullptr) return;
  // After a fatal line the library ends the process; it must not go without a word.
  if (level == google::protobuf::LOGLEVEL_FATAL) {
    target->Error("protobuf", {{"text", message}});
  } else {
    target->Debug("protobuf", {{"text", message}});
  }
}

// Once: the library reads the handler without a lock, and threads of an earlier server may live.
void InstallHandler() {
  [[maybe_unused]] static const bool installed = [] {
    google::protobuf::SetLogHandler(Forward);
    return true;
  }();
}

}  // namespace

ProtobufLog::ProtobufLog(const runtime::Logger& logger) {
  {
    absl::MutexLock lock(&target_mutex);
    target = &logger;
  }
  InstallHandler();
}

ProtobufLog::~ProtobufLog() {
  absl::MutexLock lock(&target_mutex);
  target = nullptr;
}

}  // namespace oxus::rpc
