#pragma once

#include <string_view>

#include "absl/container/inlined_vector.h"
#include "oxus/v1/event.pb.h"

namespace oxus::projection {

// The ids that the participants of an event count under (reference::ResolveActor), in order. An id
// is empty when the participant has none. Refers to the event; one thread, and at most one at a
// time on it.
class ActorIds {
 public:
  explicit ActorIds(const oxus::v1::Event& event);

  std::string_view operator[](int participant) const { return ids_[participant]; }

 private:
  absl::InlinedVector<std::string_view, 8> ids_;
};

}  // namespace oxus::projection
