#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/event_rows.h"
#include "bench/oxus_server.h"
#include "bench/text_table.h"

namespace oxus::bench {

// What a server takes on disk and in memory, noted down at several moments of its life.
class Footprint {
 public:
  // Keeps a reference.
  explicit Footprint(const EventRows& rows) : rows_(rows) {}

  // Waits until the server's files have stood still for a while, two minutes at most: what is left
  // of a load goes on in the background.
  static void WaitUntilSettled(OxusClient* client);

  // Adds a line of what the server's status says.
  void Note(const std::string& moment, OxusServer* server);

  // Tables of the moments and, of the last of them, of what holds the memory.
  std::string Report(TableStyle style) const;

 private:
  struct Moment {
    std::string name;
    oxus::v1::GetStatusResponse status;
    // Of all files in the data directory.
    uint64_t file_bytes = 0;
  };

  // Mean length of an event as producers send it, over the first rows.
  double EncodedBytes() const;

  const EventRows& rows_;
  std::vector<Moment> moments_;
};

}  // namespace oxus::bench
