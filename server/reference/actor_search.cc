#include "server/reference/actor_search.h"

#include <vector>

#include "codes/geography.h"
#include "codes/name_fold.h"
#include "server/reference/actor_table.h"
#include "server/reference/actors.h"

namespace oxus::reference {
namespace {

constexpr std::string_view kProvisional = "name:";

struct ActorName {
  std::string_view id;
  std::string folded;
};

// Every name of the registry, once for each actor that has it.
const std::vector<ActorName>& ActorNames() {
  static const std::vector<ActorName> names = [] {
    std::vector<ActorName> list;
    const auto add = [&list](std::string_view id, std::string_view name) {
      list.push_back({id, codes::FoldToBase(name)});
    };
    for (const Actor& actor : SeedActors()) add(actor.id, actor.name);
    for (const ActorAlias& alias : SeedAliases()) add(alias.actor->id, alias.name);
    for (const codes::Country& country : codes::Countries()) add(country.alpha3, country.name);
    for (const codes::CountryName& other : codes::OtherCountryNames()) {
      add(other.country->alpha3, other.name);
    }
    return list;
  }();
  return names;
}

// The longest part in front of a hyphen that the registry knows: "AFG-TAL" of "AFG-TAL-MIL".
// Empty for an id of the registry and when there is none.
std::string_view BaseActor(std::string_view id) {
  if (FindActor(id) != nullptr) return "";
  while (true) {
    const size_t hyphen = id.rfind('-');
    if (hyphen == std::string_view::npos) return "";
    id = id.substr(0, hyphen);
    if (FindActor(id) != nullptr) return id;
  }
}

}  // namespace

ActorSearch::ActorSearch(std::string_view text) : text_(codes::FoldToBase(text)) {
  if (empty()) return;
  for (const ActorName& name : ActorNames()) {
    if (name.folded.find(text_) != std::string::npos) named_.insert(name.id);
  }
}

bool ActorSearch::Matches(std::string_view actor_id) const {
  if (empty()) return false;
  if (actor_id.starts_with(kProvisional)) {
    const std::string name = codes::FoldToBase(actor_id.substr(kProvisional.size()));
    return name.find(text_) != std::string::npos || codes::FoldToBase(actor_id) == text_;
  }
  if (IsOrNames(actor_id)) return true;
  const std::string_view base = BaseActor(actor_id);
  return MatchesLine(FindActor(base.empty() ? actor_id : base));
}

bool ActorSearch::MatchesName(std::string_view name) const {
  if (empty()) return false;
  if (codes::FoldToBase(name).find(text_) != std::string::npos) return true;
  return MatchesLine(FindActorByName(name));
}

bool ActorSearch::MatchesLine(const Actor* actor) const {
  for (; actor != nullptr; actor = FindActor(actor->parent)) {
    if (IsOrNames(actor->id)) return true;
  }
  return false;
}

bool ActorSearch::IsOrNames(std::string_view actor_id) const {
  return named_.contains(actor_id) || codes::FoldToBase(actor_id) == text_;
}

}  // namespace oxus::reference
