#pragma once

#include <string>
#include <string_view>

namespace oxus::reference {

// The registry is built on the first call (below a millisecond); any thread may call.

// An actor of the built-in registry. Views live for ever.
struct Actor {
  std::string_view id;
  std::string_view name;
  // Name of an actor type, e.g. "STATE", "DE_FACTO_AUTHORITY", "BLOC".
  std::string_view type;
  // ISO 3166-1 alpha-2; empty for blocs.
  std::string_view country;
  // Id of the actor it belongs to; empty for none.
  std::string_view parent;
};

// Registry: data/actors, and a STATE for each ISO 3166-1 alpha-3 code.
const Actor* FindActor(std::string_view id);
// By any name or alias, NFC and without case: "таджикистан", "Taleban". nullptr when unknown.
const Actor* FindActorByName(std::string_view name);
// True for registry ids and for composites of a state and one or two CAMEO roles or groups
// ("RUS-MIL", "AFG-TAL-MIL").
bool IsKnownActor(std::string_view id);
// The id an event's participant counts under: actor_id when set, else the id its name resolves
// to, else a provisional one made of the name ("name:khatlon smugglers"). Empty when both are.
std::string ResolveActor(std::string_view actor_id, std::string_view name);
// ISO 3166-1 alpha-2 of the state an actor belongs to: that of the registry, else of the state
// the id starts with ("RUS-MIL", also "RUS-ANYTHING"); empty when it has none.
std::string_view ActorCountry(std::string_view id);

}  // namespace oxus::reference
