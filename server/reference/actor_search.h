#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "server/reference/actors.h"

namespace oxus::reference {

// A search for a text in actors, in any script, without case, accents and punctuation
// (codes::FoldToBase). Immutable; any thread may ask. About a microsecond per id.
class ActorSearch {
 public:
  explicit ActorSearch(std::string_view text);

  // No letter or digit to look for: such a search matches nothing.
  bool empty() const { return text_.empty(); }

  // By the id events count under (ResolveActor). It matches when
  // - it is the text: "tjk-gov" matches "TJK-GOV";
  // - the text is in a name or alias of the registry's actor: "taleban" matches "AFG-TAL";
  // - it is a composite and its base actor matches: "AFG-TAL-MIL" with "AFG-TAL";
  // - the actor that it, or its base actor, belongs to matches: "TJK-BORDER" with "TJK-GKNB";
  // - it is a provisional one and the text is in its name: "name:khatlon smugglers".
  bool Matches(std::string_view actor_id) const;

  // By a name as an event has it. It matches when the text is in it, and when it is a name of an
  // actor of the registry that matches: "taleban" matches "Talibon".
  bool MatchesName(std::string_view name) const;

 private:
  bool IsOrNames(std::string_view actor_id) const;
  // The actor, the one it belongs to, and so on; false for null.
  bool MatchesLine(const Actor* actor) const;

  std::string text_;
  // Ids of the registry with the text in a name.
  std::unordered_set<std::string_view> named_;
};

}  // namespace oxus::reference
