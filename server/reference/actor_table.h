#pragma once

#include <span>
#include <string_view>

#include "server/reference/actors.h"

namespace oxus::reference {

// The rows compiled in from data/actors (generate_actors.py writes the definitions).

struct ActorAlias {
  std::string_view name;
  const Actor* actor;
};

std::span<const Actor> SeedActors();
std::span<const ActorAlias> SeedAliases();

}  // namespace oxus::reference
