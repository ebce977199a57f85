#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/event_rows.h"
#include "bench/oxus_server.h"
#include "bench/text_table.h"

namespace oxus::bench {

// Ends a server and starts it again on the same data, and checks that nothing acknowledged is
// lost. Files are in the system's cache; a first start after a boot reads them from disk besides.
class Restarts {
 public:
  // Keeps references. The server runs and holds rows up to `*next_row`, which counts what is sent.
  Restarts(OxusServer* server, const EventRows& rows, uint64_t* next_row)
      : server_(server), rows_(rows), next_row_(next_row) {}

  // Ends it with SIGTERM, starts it, and asks the first question.
  void StopAndStart();
  // Loads for `load_seconds`, ends it with SIGKILL meanwhile, and starts it.
  void KillAndStart(double load_seconds);

  // Acknowledged events or sequences that were gone after a start, over all of them.
  uint64_t lost() const { return lost_; }

  std::string Report(TableStyle style) const;

 private:
  struct Start {
    std::string how;
    double stop_ms = 0;
    double start_ms = 0;
    double question_ms = 0;
    // In the load that was cut short.
    uint64_t acknowledged = 0;
    uint64_t last_acknowledged = 0;
    oxus::v1::GetStatusResponse status;
  };

  void StartAndAsk(Start* start);

  OxusServer* server_;
  const EventRows& rows_;
  uint64_t* next_row_;
  uint64_t lost_ = 0;
  std::vector<Start> starts_;
};

}  // namespace oxus::bench
