#pragma once

#include <memory>

#include "absl/status/status.h"
#include "oxus/v1/ingest_service.pb.h"

namespace oxus::client {

// One open Ingest stream. One thread may write while another reads.
class IngestStream {
 public:
  virtual ~IngestStream() = default;

  // Blocks while the server does not read. false: the stream is broken, Finish says why.
  [[nodiscard]] virtual bool Write(const oxus::v1::IngestRequest& request) = 0;

  // Says that no more will be written.
  virtual void WritesDone() = 0;

  // Blocks until a response came. false: the stream is over, Finish says why.
  [[nodiscard]] virtual bool Read(oxus::v1::IngestResponse* response) = 0;

  // Ends the stream early. Any thread, any number of times; unblocks Write and Read.
  virtual void Cancel() = 0;

  // How the stream ended. Once, by the reading thread, after Read returned false.
  virtual absl::Status Finish() = 0;
};

// Opens streams to one server.
class IngestTransport {
 public:
  virtual ~IngestTransport() = default;

  // Returns at once; that there is no server shows on the first Write or Read.
  virtual std::unique_ptr<IngestStream> Open() = 0;
};

}  // namespace oxus::client
