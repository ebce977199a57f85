#include "server/reference/actor_search.h"

#include <gtest/gtest.h>

namespace oxus::reference {
namespace {

TEST(ActorSearchTest, FindsAnActorByItsIdWithoutCase) {
  EXPECT_TRUE(ActorSearch("TJK-GKNB").Matches("TJK-GKNB"));
  EXPECT_TRUE(ActorSearch(" tjk-gknb ").Matches("TJK-GKNB"));
  EXPECT_TRUE(ActorSearch("x-1").Matches("X-1"));
  EXPECT_FALSE(ActorSearch("TJK-GK").Matches("TJK-GKN"));
  EXPECT_FALSE(ActorSearch("x-1").Matches("X-12"));
}

TEST(ActorSearchTest, FindsAnActorByAnyOfItsNames) {
  EXPECT_TRUE(ActorSearch("taleban").Matches("AFG-TAL"));
  EXPECT_TRUE(ActorSearch("Талибан").Matches("AFG-TAL"));
  EXPECT_TRUE(ActorSearch("kreml").Matches("RUS"));
  EXPECT_TRUE(ActorSearch("москва").Matches("RUS"));
  EXPECT_TRUE(ActorSearch("tajikistan").Matches("TJK"));
  EXPECT_TRUE(ActorSearch("islamic republic of iran").Matches("IRN"));
  EXPECT_TRUE(ActorSearch("cote d'ivoire").Matches("CIV"));
  EXPECT_TRUE(ActorSearch("taliban").Matches("AFG-TAL-LOCAL"));
  EXPECT_FALSE(ActorSearch("taleban").Matches("AFG"));
  EXPECT_FALSE(ActorSearch("taleban").Matches("TJK"));
  EXPECT_FALSE(ActorSearch("taleban").Matches(""));
}

TEST(ActorSearchTest, ACompositeIsFoundWithItsBaseActor) {
  EXPECT_TRUE(ActorSearch("taleban").Matches("AFG-TAL-MIL"));
  EXPECT_TRUE(ActorSearch("afg-tal").Matches("AFG-TAL-MIL"));
  EXPECT_TRUE(ActorSearch("afg-tal-mil").Matches("AFG-TAL-MIL"));
  EXPECT_TRUE(ActorSearch("russia").Matches("RUS-MIL"));
  EXPECT_TRUE(ActorSearch("kazakh").Matches("KAZ-GOV-MIL"));
  EXPECT_FALSE(ActorSearch("tajik").Matches("RUS-MIL"));
}

TEST(ActorSearchTest, AnActorIsFoundWithThoseItBelongsTo) {
  EXPECT_TRUE(ActorSearch("AFG-TAL").Matches("AFG-TAL-LOCAL"));
  EXPECT_TRUE(ActorSearch("taleban").Matches("AFG-TAL-LOCAL"));
  EXPECT_TRUE(ActorSearch("tjk-gknb").Matches("TJK-BORDER"));
  EXPECT_TRUE(ActorSearch("emomali rahmon").Matches("TJK-BORDER"));
  EXPECT_TRUE(ActorSearch("таджикистан").Matches("TJK-BORDER"));
  EXPECT_TRUE(ActorSearch("afghanistan").Matches("AFG-TAL-MIL"));
  EXPECT_TRUE(ActorSearch("tjk-gknb").MatchesName("Border Troops of Tajikistan"));
  EXPECT_FALSE(ActorSearch("tjk-border").Matches("TJK-GKNB"));
  EXPECT_FALSE(ActorSearch("afghan embassy dushanbe").Matches("AFG-TAL"));
  EXPECT_FALSE(ActorSearch("taleban").Matches("AFG-EMB-DYU"));
}

TEST(ActorSearchTest, AProvisionalActorIsFoundByItsName) {
  EXPECT_TRUE(ActorSearch("Smugglers").Matches("name:khatlon smugglers"));
  EXPECT_TRUE(ActorSearch("name:khatlon smugglers").Matches("name:khatlon smugglers"));
  EXPECT_TRUE(ActorSearch("mambere").Matches("name:mambéré fighters"));
  EXPECT_FALSE(ActorSearch("name").Matches("name:khatlon smugglers"));
  EXPECT_FALSE(ActorSearch("russia").Matches("name:rus-mil"));
}

TEST(ActorSearchTest, ANameAsItIsWrittenIsFoundByAPartOfItAndByOtherSpellings) {
  EXPECT_TRUE(ActorSearch("fasihuddin").MatchesName("Qārī Fasihuddin's men"));
  EXPECT_TRUE(ActorSearch("taliban").MatchesName("Taleban"));
  EXPECT_TRUE(ActorSearch("taleban").MatchesName("ТАЛИБАН"));
  EXPECT_FALSE(ActorSearch("taleban").MatchesName("Tajikistan"));
  EXPECT_FALSE(ActorSearch("taleban").MatchesName(""));
}

TEST(ActorSearchTest, ATextWithoutALetterFindsNothing) {
  for (const char* text : {"", "  ", "-"}) {
    EXPECT_TRUE(ActorSearch(text).empty());
    EXPECT_FALSE(ActorSearch(text).Matches("TJK"));
    EXPECT_FALSE(ActorSearch(text).Matches("name:"));
    EXPECT_FALSE(ActorSearch(text).Matches(""));
    EXPECT_FALSE(ActorSearch(text).MatchesName("Taleban"));
  }
}

}  // namespace
}  // namespace oxus::reference
