#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "bench/event_rows.h"
#include "bench/event_stream.h"

namespace oxus::bench {

// Makes rows and streams them to a server as fast as it takes them, in batches of 1,000, in a
// thread of its own, until it is stopped or the server ends.
class EventLoader {
 public:
  // Begins with row `first`; keeps a reference to the rows.
  EventLoader(const std::string& address, const EventRows& rows, uint64_t first);
  ~EventLoader();
  EventLoader(const EventLoader&) = delete;
  EventLoader& operator=(const EventLoader&) = delete;

  // Waits for the answers to what is sent. Nothing is sent afterwards, and the counts stand still.
  void Stop();

  // Events acknowledged, and the highest sequence acknowledged.
  uint64_t stored() const { return stream_.stored(); }
  uint64_t last_sequence() const { return stream_.last_sequence(); }
  // After Stop: the first row that was not sent.
  uint64_t next() const { return next_; }

 private:
  void Run();

  const EventRows& rows_;
  uint64_t next_;
  EventStream stream_;
  std::atomic<bool> is_stopping_ = false;
  std::thread thread_;
};

}  // namespace oxus::bench
