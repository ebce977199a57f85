#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "oxus/v1/event.pb.h"
#include "storage/event_store.h"

namespace oxus::query {

// Encodes rows as StoredEvent messages, seen from the state `as_of`: ACTIVE when the row is
// visible, SUPERSEDED when any record took its place. What the producer sent goes out byte for
// byte; it is decoded only for what is derived from it. One thread; the reader must outlive it.
class EventEncoder {
 public:
  EventEncoder(storage::EventReader& reader, uint64_t as_of) : reader_(reader), as_of_(as_of) {}

  // The row at `sequence`, whose record must be an event or a report; valid until the next call.
  // DATA_LOSS when it does not parse.
  absl::Status Encode(uint64_t sequence);
  const std::string& encoded() const { return encoded_; }

 private:
  storage::EventReader& reader_;
  const uint64_t as_of_;
  // Used again for every row: their memory stays. The head is all but the event.
  oxus::v1::Event event_;
  oxus::v1::StoredEvent head_;
  std::string encoded_;
};

}  // namespace oxus::query
