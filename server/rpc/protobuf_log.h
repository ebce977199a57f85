#pragma once

#include "server/runtime/logger.h"

namespace oxus::rpc {

// Sends what the protobuf library has to say to our log, at debug level, instead of its own format
// on stderr, from construction to destruction: it writes a line for each text of a producer that
// is not UTF-8, which the answer to that producer names already. The library has one log per
// process, so there is one of these; the logger must outlive it. Lines that come later go nowhere.
class ProtobufLog {
 public:
  explicit ProtobufLog(const runtime::Logger& logger);
  ~ProtobufLog();
  ProtobufLog(const ProtobufLog&) = delete;
  ProtobufLog& operator=(const ProtobufLog&) = delete;
};

}  // namespace oxus::rpc
