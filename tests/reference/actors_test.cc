#include "server/reference/actors.h"

#include <gtest/gtest.h>

#include "codes/geography.h"

namespace oxus::reference {
namespace {

std::string IdOfName(std::string_view name) {
  const Actor* actor = FindActorByName(name);
  return actor == nullptr ? "none" : std::string(actor->id);
}

TEST(ActorsTest, TheRegistryKnowsTypeCountryAndParent) {
  const Actor* actor = FindActor("TJK-GKNB");
  ASSERT_NE(actor, nullptr);
  EXPECT_EQ(actor->name, "State Committee for National Security (GKNB)");
  EXPECT_EQ(actor->type, "INTELLIGENCE_SERVICE");
  EXPECT_EQ(actor->country, "TJ");
  EXPECT_EQ(actor->parent, "TJK-GOV");
}

TEST(ActorsTest, EveryCountryIsAState) {
  for (const codes::Country& country : codes::Countries()) {
    const Actor* actor = FindActor(country.alpha3);
    ASSERT_NE(actor, nullptr) << country.alpha3;
    EXPECT_EQ(actor->type, "STATE");
    EXPECT_EQ(actor->country, country.alpha2);
    EXPECT_EQ(actor->parent, "");
  }
}

TEST(ActorsTest, NamesAndAliasesAreFoundWithoutCase) {
  const std::pair<const char*, const char*> cases[] = {
      {"Таджикистан", "TJK"},
      {"ТАДЖИКИСТАН", "TJK"},
      {"tajikistan", "TJK"},
      {"Republic of Tajikistan", "TJK"},
      {"Taleban", "AFG-TAL"},
      {" taliban ", "AFG-TAL"},
      {"Islamic  Emirate", "AFG-TAL"},
      {"Москва", "RUS"},
      {"RUSSIA", "RUS"},
      {"Russian Federation", "RUS"},
      {"Iran", "IRN"},
      {"ОДКБ", "CSTO"},
      {"шос", "SCO"},
      {"Kyrgyzstan", "KGZ"},
      {"smugglers", "none"},
      {"", "none"},
  };
  for (const auto& [name, id] : cases) EXPECT_EQ(IdOfName(name), id) << name;
}

TEST(ActorsTest, CompositesOfAStateAndCameoRolesOrGroupsAreKnown) {
  for (const char* id : {"TJK", "AFG-TAL-LOCAL", "RUS-MIL", "AFG-TAL", "KAZ-GOV", "SYR-ALQ-MIL"}) {
    EXPECT_TRUE(IsKnownActor(id)) << id;
  }
  for (const char* id : {"", "TJ", "tjk", "XYZ", "RUS-", "RUS-XYZ", "XYZ-MIL", "MIL", "-MIL",
                         "RUS-MIL-", "RUS-MIL-GOV-GOV", "name:smugglers"}) {
    EXPECT_FALSE(IsKnownActor(id)) << id;
  }
}

TEST(ActorsTest, AParticipantCountsUnderIdThenAliasThenItsOwnName) {
  EXPECT_EQ(ResolveActor("TJK", "Taliban"), "TJK");
  EXPECT_EQ(ResolveActor("X-1", ""), "X-1");
  EXPECT_EQ(ResolveActor("", "Taleban"), "AFG-TAL");
  EXPECT_EQ(ResolveActor("", "  Khatlon   SMUGGLERS"), "name:khatlon smugglers");
  EXPECT_EQ(ResolveActor("", ""), "");
  EXPECT_EQ(ResolveActor("", "  "), "");
}

TEST(ActorsTest, AnActorBelongsToAState) {
  const std::pair<const char*, const char*> cases[] = {
      {"TJK", "TJ"},     {"AFG-TAL", "AF"},      {"CRBC", "CN"},
      {"RUS-MIL", "RU"}, {"RUS-FOO", "RU"},      {"CSTO", ""},
      {"EUR", ""},       {"name:smugglers", ""}, {"", ""}};
  for (const auto& [id, country] : cases) EXPECT_EQ(ActorCountry(id), country) << id;
}

}  // namespace
}  // namespace oxus::reference
