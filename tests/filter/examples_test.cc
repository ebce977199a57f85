// The examples of docs/filter.md are filters and mean what it says.
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/filter/filter.h"
#include "tests/filter/debug_string.h"

namespace oxus::filter {
namespace {

Field Of(ValueType type, std::string name, std::vector<std::string> words = {}) {
  Field field;
  field.name = std::move(name);
  field.type = type;
  field.words = std::move(words);
  return field;
}

// As Of, the first words in order.
Field Ordered(std::string name, size_t ordered_words, std::vector<std::string> words) {
  Field field = Of(ValueType::kText, std::move(name), std::move(words));
  field.ordered_words = ordered_words;
  return field;
}

// The fields the page uses, with the words it uses.
std::vector<Field> PageFields() {
  std::vector<Field> fields = {
      Of(ValueType::kText, "kind", {"INCIDENT", "CONTACT"}),
      Of(ValueType::kText, "class", {"VIOLENCE_AGAINST_CIVILIANS", "ASK"}),
      Of(ValueType::kText, "type", {"ATTACK_ON_CIVILIANS", "DRONE_STRIKE"}),
      Of(ValueType::kText, "modality", {"ACTUAL", "PLANNED"}),
      Of(ValueType::kText, "tactic", {"DRONE", "GRENADE"}),
      Of(ValueType::kText, "victim_role", {"CIVILIAN", "WORKER"}),
      Of(ValueType::kText, "domain", {"SECURITY", "BORDER"}),
      Of(ValueType::kText, "outcome", {"PENDING", "PROMISED"}),
      Of(ValueType::kInteger, "killed"),
      Of(ValueType::kInteger, "injured"),
      Of(ValueType::kNumber, "score"),
      Of(ValueType::kBoolean, "contested"),
      Of(ValueType::kBoolean, "quarantined"),
      Of(ValueType::kTime, "occurred"),
  };
  for (const char* name : {"country", "admin1", "admin2", "origin_country", "border", "actor",
                           "initiator", "target", "from", "to", "actor_country", "producer",
                           "nationality", "facility_link", "source", "subject", "tag"}) {
    fields.push_back(Of(ValueType::kText, name));
  }
  fields.push_back(Ordered(
      "geo_precision", 7,
      {"EXACT", "NEAR", "ADMIN2", "ADMIN1", "AREA", "COUNTRY", "INTERNATIONAL", "UNKNOWN"}));
  fields.push_back(Ordered("reliability", 5, {"A", "B", "C", "D", "E", "F"}));
  return fields;
}

// The functions the page describes.
std::vector<Function> PageFunctions() {
  const auto number = ValueType::kNumber;
  const auto text = ValueType::kText;
  return {
      {"within_box",
       {{"south", number}, {"west", number}, {"north", number}, {"east", number}},
       "",
       {}},
      {"within_km", {{"lat", number}, {"lon", number}, {"km", number}}, "", {}},
      {"border_within", {{"countries", text}, {"km", number}}, "", {}},
      {"graded", {{"grade", text}}, "", {}},
      {"place", {{"name", text}}, "", {}},
      {"actor", {{"name", text}}, "", {}},
  };
}

Schema PageSchema() { return {PageFields(), PageFunctions()}; }

struct Example {
  std::string text;
  std::string meaning;
};

const std::vector<Example>& Examples() {
  static const std::vector<Example> examples = {
      {"kind = INCIDENT AND country = TJ AND killed >= 1",
       R"((AND kind="INCIDENT" country="TJ" killed>=1))"},
      {"kind = INCIDENT AND country = TJ OR country = AF",
       R"((AND kind="INCIDENT" (OR country="TJ" country="AF")))"},
      {"kind = INCIDENT AND (country = TJ OR country = AF)",
       R"((AND kind="INCIDENT" (OR country="TJ" country="AF")))"},
      {"kind = INCIDENT AND (admin1 = TJ-KT OR admin1 = TJ-GB) AND occurred >= 2025-11-01 AND "
       "occurred < 2025-12-01",
       R"((AND kind="INCIDENT" (OR admin1="TJ-KT" admin1="TJ-GB") )"
       "occurred>=2025-11-01T00:00:00.000 occurred<2025-12-01T00:00:00.000)"},
      {"origin_country = AF AND country = TJ", R"((AND origin_country="AF" country="TJ"))"},
      {"border = AF-TJ AND kind = INCIDENT", R"((AND border="AF-TJ" kind="INCIDENT"))"},
      {"nationality = CHN AND victim_role = WORKER AND killed > 0",
       R"((AND nationality="CHN" victim_role="WORKER" killed>0))"},
      {"facility_link = CN AND (tactic:DRONE OR tactic:GRENADE)",
       R"((AND facility_link="CN" (OR tactic="DRONE" tactic="GRENADE")))"},
      {"class = VIOLENCE_AGAINST_CIVILIANS AND producer != gdelt AND quarantined = false",
       R"((AND class="VIOLENCE_AGAINST_CIVILIANS" producer!="gdelt" quarantined=false))"},
      {"type = ATTACK_ON_CIVILIANS OR type = DRONE_STRIKE",
       R"((OR type="ATTACK_ON_CIVILIANS" type="DRONE_STRIKE"))"},
      {"initiator = AFG-UNID AND target = CHN-CIV",
       R"((AND initiator="AFG-UNID" target="CHN-CIV"))"},
      {"kind = CONTACT AND from = TJK AND to = CSTO",
       R"((AND kind="CONTACT" from="TJK" to="CSTO"))"},
      {"kind = CONTACT AND actor_country = TJ AND actor_country = CN",
       R"((AND kind="CONTACT" actor_country="TJ" actor_country="CN"))"},
      {"actor = \"AFG-*\" AND injured >= 1", R"((AND actor="AFG-"* injured>=1))"},
      {"class = ASK AND domain = SECURITY AND (outcome = PENDING OR contested = true)",
       R"((AND class="ASK" domain="SECURITY" (OR outcome="PENDING" contested=true)))"},
      {"subject = joint-border-patrol AND source:tass",
       R"((AND subject="joint-border-patrol" source:"tass"))"},
      {"(score <= -9 OR score >= 7) AND tag:camp AND admin2:*",
       R"((AND (OR score<=-9 score>=7) tag:"camp" admin2:*))"},
      {"modality = PLANNED", R"(modality="PLANNED")"},
      {"within_km(38.56, 68.79, 40) AND NOT graded(\"C3\")",
       R"((AND within_km(38.56, 68.79, 40) (NOT graded("C3"))))"},
      {"border_within(\"AF-TJ\", 25) AND geo_precision <= NEAR AND tactic = DRONE AND "
       "graded(\"C3\")",
       R"((AND border_within("AF-TJ", 25) geo_precision<="NEAR"{EXACT NEAR} tactic="DRONE" )"
       R"(graded("C3")))"},
      {"within_box(36.6, 67.7, 38.5, 71.6) OR place(\"shodak\")",
       R"((OR within_box(36.6, 67.7, 38.5, 71.6) place("shodak")))"},
      {"kind = INCIDENT -actor(\"taleban\")", R"((AND kind="INCIDENT" (NOT actor("taleban"))))"},
      {"geo_precision <= NEAR", R"(geo_precision<="NEAR"{EXACT NEAR})"},
      {"reliability <= C", R"(reliability<="C"{A B C})"},
      {"reliability > C", R"(reliability>"C"{D E})"},
      {"reliability = F", R"(reliability="F")"},
      {"NOT reliability <= C", R"((NOT reliability<="C"{A B C}))"},
      {"NOT within_km(38.56, 68.79, 40)", "(NOT within_km(38.56, 68.79, 40))"},
      {"place(\"khorugh\")", R"(place("khorugh"))"},
      {"place(\"Dushanbe\")", R"(place("Dushanbe"))"},
      {"country = TJ OR country = AF", R"((OR country="TJ" country="AF"))"},
      {"score > 1e0", "score>1"},
      {"subject = \"border-*\"", R"(subject="border-"*)"},
      {"source = \"*.tj\"", R"(source=*".tj")"},
      {"tag = \"*camp*\"", R"(tag=*"camp"*)"},
      {"tag = \"2025\"", R"(tag="2025")"},
      {"victim_role:*", "victim_role:*"},
      {"NOT origin_country:*", "(NOT origin_country:*)"},
      {"NOT killed > 0", "(NOT killed>0)"},
  };
  return examples;
}

TEST(FilterExamples, MeanWhatThePageSays) {
  const Schema schema = PageSchema();
  for (const Example& example : Examples()) {
    const absl::StatusOr<Filter> filter = Filter::Parse(example.text, schema);
    ASSERT_TRUE(filter.ok()) << example.text << ": " << filter.status();
    EXPECT_EQ(DebugString(*filter, schema), example.meaning) << example.text;
  }
}

const std::vector<Example>& Mistakes() {
  static const std::vector<Example> mistakes = {
      {"contry = TJ", "at 1: unknown field 'contry', did you mean 'country'?"},
      {"killed == 3", "at 8: found '==', write ="},
      {"killed = many", "at 10: found 'many', 'killed' expects a whole number"},
      {"(killed = 3 AND score=7",
       "at 24: found the end, expected AND, OR or the ')' for the '(' at 1"},
      {"within_km(38, 68)",
       "at 17: found ')', expected 'km': within_km(lat, lon, km) takes 3 arguments"},
      {"within_kn(38, 68, 1)", "at 1: unknown function 'within_kn', did you mean 'within_km'?"},
      {"reliability <= F",
       "at 16: 'F' has no place in the order of 'reliability', expected one of A, B, C, D, E"},
      {"country = (TJ OR AF)",
       "at 11: found '(', expected a constant after '='; for several constants repeat the field: "
       "country = TJ OR country = ..."},
  };
  return mistakes;
}

TEST(FilterExamples, MistakesAreAnsweredAsThePageSays) {
  for (const Example& mistake : Mistakes()) {
    const absl::StatusOr<Filter> filter = Filter::Parse(mistake.text, PageSchema());
    ASSERT_FALSE(filter.ok()) << mistake.text;
    EXPECT_EQ(std::string(filter.status().message()), mistake.meaning);
  }
}

// The lines of the page's blocks of code but the grammar, whose block says that it is one.
std::vector<std::string> LinesOfThePage() {
  std::ifstream page(OXUS_SOURCE_DIR "/docs/filter.md");
  std::vector<std::string> lines;
  bool in_block = false;
  bool shown = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      in_block = !in_block;
      shown = in_block && line == "```";
    } else if (shown) {
      lines.push_back(line);
    }
  }
  return lines;
}

TEST(FilterExamples, EveryLineOfThePageIsTestedHere) {
  std::set<std::string> tested;
  for (const Example& example : Examples()) tested.insert(example.text);
  for (const Example& mistake : Mistakes()) tested.insert(mistake.meaning);
  const std::vector<std::string> lines = LinesOfThePage();
  EXPECT_GT(lines.size(), 20u);
  for (const std::string& line : lines) EXPECT_TRUE(tested.contains(line)) << line;
}

TEST(FilterExamples, ThePageDescribesEveryFunction) {
  std::ifstream page(OXUS_SOURCE_DIR "/docs/filter.md");
  const std::string text((std::istreambuf_iterator<char>(page)), std::istreambuf_iterator<char>());
  for (const Function& function : PageFunctions()) {
    EXPECT_NE(text.find("| `" + function.name + "("), std::string::npos) << function.name;
  }
}

}  // namespace
}  // namespace oxus::filter
