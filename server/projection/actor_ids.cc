#include "server/projection/actor_ids.h"

#include <cstddef>
#include <string>

#include "absl/container/node_hash_map.h"
#include "server/reference/actors.h"

namespace oxus::projection {
namespace {

// What names resolve to. A data set writes the same few names over and over, and folding one costs
// more than all the rest of an event. Texts stay where they are until MakeRoom.
class NameMemo {
 public:
  // Forgets everything when much has gathered.
  void MakeRoom() {
    if (bytes_ <= kMostBytes) return;
    ids_.clear();
    bytes_ = 0;
  }

  std::string_view Resolve(const std::string& name) {
    const auto [entry, is_new] = ids_.try_emplace(name);
    if (is_new) {
      entry->second = reference::ResolveActor("", name);
      bytes_ += name.size() + entry->second.size() + kEntryBytes;
    }
    return entry->second;
  }

 private:
  static constexpr size_t kMostBytes = 1 << 20;
  static constexpr size_t kEntryBytes = 128;

  absl::node_hash_map<std::string, std::string> ids_;
  size_t bytes_ = 0;
};

}  // namespace

ActorIds::ActorIds(const oxus::v1::Event& event) {
  thread_local NameMemo memo;
  memo.MakeRoom();
  ids_.reserve(static_cast<size_t>(event.participants_size()));
  for (const oxus::v1::Participant& participant : event.participants()) {
    ids_.push_back(participant.actor_id().empty() ? memo.Resolve(participant.name())
                                                  : std::string_view(participant.actor_id()));
  }
}

}  // namespace oxus::projection
