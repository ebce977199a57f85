#include "server/reference/actors.h"

#include <unordered_map>
#include <vector>

#include "codes/actor_codes.h"
#include "codes/geography.h"
#include "codes/name_fold.h"
#include "server/reference/actor_table.h"

namespace oxus::reference {
namespace {

class Registry {
 public:
  static const Registry& Get() {
    static const Registry registry;
    return registry;
  }

  const Actor* ById(std::string_view id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

  const Actor* ByName(std::string_view name) const {
    const auto found = by_name_.find(codes::FoldCase(name));
    return found == by_name_.end() ? nullptr : found->second;
  }

 private:
  // What is named first keeps the name: the written registry before the names of countries.
  Registry() {
    for (const Actor& actor : SeedActors()) AddActor(actor);
    for (const ActorAlias& alias : SeedAliases()) AddName(alias.name, alias.actor);
    states_.reserve(codes::Countries().size());
    for (const codes::Country& country : codes::Countries()) {
      if (ById(country.alpha3) != nullptr) continue;
      states_.push_back({country.alpha3, country.name, "STATE", country.alpha2, ""});
      AddActor(states_.back());
    }
    for (const codes::Country& country : codes::Countries()) {
      AddName(country.name, ById(country.alpha3));
    }
    for (const codes::CountryName& other : codes::OtherCountryNames()) {
      AddName(other.name, ById(other.country->alpha3));
    }
  }

  void AddActor(const Actor& actor) {
    by_id_.emplace(actor.id, &actor);
    AddName(actor.name, &actor);
  }

  void AddName(std::string_view name, const Actor* actor) {
    by_name_.emplace(codes::FoldCase(name), actor);
  }

  // Reserved once: by_id_ and by_name_ point into it.
  std::vector<Actor> states_;
  std::unordered_map<std::string_view, const Actor*> by_id_;
  std::unordered_map<std::string, const Actor*> by_name_;
};

bool IsCameoPart(std::string_view code) {
  return codes::FindCameoActorRole(code) != nullptr || codes::FindCameoGroup(code) != nullptr;
}

// The state in front of the first hyphen; nullptr when that is none.
const codes::Country* StateOf(std::string_view id) {
  return codes::FindCountryByAlpha3(id.substr(0, id.find('-')));
}

// "RUS-MIL", "AFG-TAL-MIL": a state and then one or two roles or groups.
bool IsComposite(std::string_view id) {
  const size_t first = id.find('-');
  if (first == std::string_view::npos || StateOf(id) == nullptr) return false;
  const std::string_view rest = id.substr(first + 1);
  const size_t second = rest.find('-');
  if (second == std::string_view::npos) return IsCameoPart(rest);
  return IsCameoPart(rest.substr(0, second)) && IsCameoPart(rest.substr(second + 1));
}

}  // namespace

const Actor* FindActor(std::string_view id) { return Registry::Get().ById(id); }

const Actor* FindActorByName(std::string_view name) { return Registry::Get().ByName(name); }

bool IsKnownActor(std::string_view id) { return FindActor(id) != nullptr || IsComposite(id); }

std::string ResolveActor(std::string_view actor_id, std::string_view name) {
  if (!actor_id.empty()) return std::string(actor_id);
  const std::string folded = codes::FoldCase(name);
  if (folded.empty()) return std::string();
  const Actor* actor = FindActorByName(folded);
  return actor == nullptr ? "name:" + folded : std::string(actor->id);
}

std::string_view ActorCountry(std::string_view id) {
  if (const Actor* actor = FindActor(id)) return actor->country;
  const codes::Country* state = StateOf(id);
  return state == nullptr ? std::string_view() : state->alpha2;
}

}  // namespace oxus::reference
