#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/filter/filter.h"
#include "tests/filter/debug_string.h"
#include "tests/filter/sample_schema.h"

namespace oxus::filter {
namespace {

// The checked filter, or the message.
std::string Answer(std::string_view text) {
  const absl::StatusOr<Filter> filter = Filter::Parse(text, SampleSchema());
  if (filter.ok()) return DebugString(*filter, SampleSchema());
  EXPECT_EQ(filter.status().code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(filter.status().message());
}

struct Case {
  std::string text;
  std::string answer;
};

void ExpectAnswers(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(Answer(c.text), c.answer) << "filter: " << c.text;
}

std::string Repeat(std::string_view text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST(FilterStructure, BlankTextMatchesEverything) {
  ExpectAnswers({{"", "<everything>"}, {" \t\r\n ", "<everything>"}, {"\u00A0", "<everything>"}});
}

TEST(FilterStructure, OrBindsTighterThanAnd) {
  ExpectAnswers({
      {"killed = 1 AND killed = 2 OR killed = 3", "(AND killed=1 (OR killed=2 killed=3))"},
      {"killed = 1 OR killed = 2 AND killed = 3", "(AND (OR killed=1 killed=2) killed=3)"},
      {"(killed = 1 AND killed = 2) OR killed = 3", "(OR (AND killed=1 killed=2) killed=3)"},
  });
}

TEST(FilterStructure, TermsSideBySideAreAnd) {
  ExpectAnswers({
      {"killed = 1 score > 2", "(AND killed=1 score>2)"},
      {"killed = 1 killed = 2 OR killed = 3 AND killed = 4",
       "(AND killed=1 (OR killed=2 killed=3) killed=4)"},
      {"(killed = 1)(killed = 2)", "(AND killed=1 killed=2)"},
  });
}

TEST(FilterStructure, NegationTakesOneTermOrParenthesis) {
  ExpectAnswers({
      {"NOT killed = 1 OR killed = 2", "(OR (NOT killed=1) killed=2)"},
      {"NOT (killed = 1 OR killed = 2)", "(NOT (OR killed=1 killed=2))"},
      {"-killed = 1", "(NOT killed=1)"},
      {"- (killed = 1)", "(NOT killed=1)"},
      {"killed = 1 -contested = true", "(AND killed=1 (NOT contested=true))"},
      {"NOT NOT -killed = 1", "(NOT (NOT (NOT killed=1)))"},
      {"NOT(killed=1)", "(NOT killed=1)"},
  });
}

TEST(FilterStructure, NestingOfOneKindIsFlattened) {
  ExpectAnswers({
      {"((killed = 1))", "killed=1"},
      {"(killed = 1 AND killed = 2) AND killed = 3", "(AND killed=1 killed=2 killed=3)"},
      {"killed = 1 OR (killed = 2 OR killed = 3)", "(OR killed=1 killed=2 killed=3)"},
  });
}

TEST(FilterTerms, EveryOperatorIsRead) {
  ExpectAnswers({
      {"killed = 3", "killed=3"},
      {"killed != 3", "killed!=3"},
      {"killed < 3", "killed<3"},
      {"killed <= 3", "killed<=3"},
      {"killed > 3", "killed>3"},
      {"killed >= 3", "killed>=3"},
      {"killed>=3", "killed>=3"},
      {"killed : 3", "killed=3"},
      {"killed:*", "killed:*"},
      {"kind:*", "kind:*"},
      {"occurred:*", "occurred:*"},
  });
}

TEST(FilterTerms, ConstantsTakeTheTypeOfTheField) {
  ExpectAnswers({
      {"killed > -5", "killed>-5"},
      {"killed = 9223372036854775807", "killed=9223372036854775807"},
      {"killed = \"5\"", "killed=5"},
      {"score >= -3.5", "score>=-3.5"},
      {"score < 2.5e-1", "score<0.25"},
      {"score = 7", "score=7"},
      {"contested = true", "contested=true"},
      {"contested != FALSE", "contested!=false"},
      {"contested:true", "contested=true"},
  });
}

TEST(FilterTerms, TextsAreBareWordsOrQuoted) {
  ExpectAnswers({
      {"source = asia-plus.tj/news", "source=\"asia-plus.tj/news\""},
      {"source = \"Asia Plus\"", "source=\"Asia Plus\""},
      {"source = 'say \"no\"'", "source=\"say \"no\"\""},
      {R"(source = "a\"b\\c\'d")", R"(source="a"b\c'd")"},
      {"source = Хатлон", "source=\"Хатлон\""},
      {"source = \"AND\"", "source=\"AND\""},
      {"source = and", "source=\"and\""},
      {"source = \"\"", "source=\"\""},
      {"source = \"2025\"", "source=\"2025\""},
      {"source = 2025-11-30", "source=\"2025-11-30\""},
      {"source = inf", "source=\"inf\""},
      {"source < m", "source<\"m\""},
      {"source = -x", "source=\"-x\""},
  });
}

TEST(FilterTerms, HasMeansEqualForEnumerationsAndContainsForOtherText) {
  ExpectAnswers({
      {"tactic:drone", "tactic=\"DRONE\""},
      {"source:ria", "source:\"ria\""},
      {"source:RIA", "source:\"ria\""},
      {"country:t", "country:\"t\""},
  });
}

TEST(FilterTerms, StarsAtEitherEndOfATextMatchItsParts) {
  ExpectAnswers({
      {"source = \"ria*\"", "source=\"ria\"*"},
      {"source = \"*.tj\"", "source=*\".tj\""},
      {"source != \"*plus*\"", "source!=*\"plus\"*"},
      {"source = ria*", "source=\"ria\"*"},
      {"source = \"*\"", "source=*\"\"*"},
      {"source = \"**\"", "source=*\"\"*"},
      {R"(source = "\*a\*")", "source=\"*a*\""},
      {R"(source = "\**")", "source=\"*\"*"},
      {R"(source:"\*")", "source:\"*\""},
      {"country = \"t*\"", "country=\"t\"*"},
  });
}

TEST(FilterTerms, WordsTakeTheSpellingOfTheSchema) {
  ExpectAnswers({
      {"kind = incident", "kind=\"INCIDENT\""},
      {"kind != \"Contact\"", "kind!=\"CONTACT\""},
      {"country = tj", "country=\"TJ\""},
  });
}

TEST(FilterTerms, OrderedWordsAreCompared) {
  ExpectAnswers({
      {"precision <= NEAR", "precision<=\"NEAR\"{EXACT NEAR}"},
      {"precision < near", "precision<\"NEAR\"{EXACT}"},
      {"precision > NEAR", "precision>\"NEAR\"{ADMIN2 COUNTRY}"},
      {"precision >= \"Near\"", "precision>=\"NEAR\"{NEAR ADMIN2 COUNTRY}"},
      {"precision < EXACT", "precision<\"EXACT\"{}"},
      {"precision > COUNTRY", "precision>\"COUNTRY\"{}"},
      {"precision = UNKNOWN", "precision=\"UNKNOWN\""},
      {"precision != NEAR", "precision!=\"NEAR\""},
      {"precision:near", "precision=\"NEAR\""},
  });
}

TEST(FilterTerms, WordsWithoutAPlaceInTheOrderAreNotComparedWith) {
  const std::string why =
      "has no place in the order of 'precision', expected one of EXACT, NEAR, ADMIN2, COUNTRY";
  ExpectAnswers({
      {"precision <= unknown", "at 14: 'UNKNOWN' " + why},
      {"precision > MOVING", "at 13: 'MOVING' " + why},
      {"precision > FAR",
       "at 13: unknown precision 'FAR', expected one of EXACT, NEAR, ADMIN2, "
       "COUNTRY, UNKNOWN, MOVING"},
      {"precision < \"N*\"",
       "at 13: found \"N*\", 'precision' is one of a list of words and takes no '*'"},
  });
}

TEST(FilterTimes, AConstantCoversTheStretchItNames) {
  ExpectAnswers({
      {"occurred = 2025-11-30", "occurred=2025-11-30T00:00:00.000+86400000ms"},
      {"occurred:\"2025-11-30\"", "occurred=2025-11-30T00:00:00.000+86400000ms"},
      {"occurred != \"2025-11-30T18:45\"", "occurred!=2025-11-30T18:45:00.000+60000ms"},
      {"occurred = \"2025-11-30 18:45:10\"", "occurred=2025-11-30T18:45:10.000+1000ms"},
      {"occurred = \"2025-11-30T18:45:10.25\"", "occurred=2025-11-30T18:45:10.250+1ms"},
      {"occurred >= \"2025-11-30\"", "occurred>=2025-11-30T00:00:00.000"},
      {"occurred < \"2025-11-30\"", "occurred<2025-11-30T00:00:00.000"},
      {"occurred <= \"2025-11-30\"", "occurred<2025-12-01T00:00:00.000"},
      {"occurred > \"2025-11-30\"", "occurred>=2025-12-01T00:00:00.000"},
      {"occurred > \"2025-11-30T23:59\"", "occurred>=2025-12-01T00:00:00.000"},
      {"occurred >= \"1969-12-31\"", "occurred>=1969-12-31T00:00:00.000"},
      {"occurred >= \"2024-02-29\"", "occurred>=2024-02-29T00:00:00.000"},
  });
}

TEST(FilterTimes, UtcFieldsTakeOffsets) {
  ExpectAnswers({
      {"received >= \"2025-11-30T02:00+05:00\"", "received>=2025-11-29T21:00:00.000"},
      {"received >= \"2025-11-30T21:00-04:30\"", "received>=2025-12-01T01:30:00.000"},
      {"received >= \"2025-11-30T18:45Z\"", "received>=2025-11-30T18:45:00.000"},
      {"received >= \"2025-11-30T18:45\"", "received>=2025-11-30T18:45:00.000"},
  });
}

TEST(FilterTimes, LocalFieldsRefuseOffsets) {
  const std::string why = "'occurred' is the local time of the event, expected no offset from UTC";
  ExpectAnswers({
      {"occurred >= \"2025-11-30T18:45Z\"", "at 13: found \"2025-11-30T18:45Z\", " + why},
      {"occurred >= \"2025-11-30T18:45+05:00\"", "at 13: found \"2025-11-30T18:45+05:00\", " + why},
  });
}

TEST(FilterTimes, WrongTimesAreNamed) {
  const std::string expected = ", expected a time such as \"2025-11-30\" or \"2025-11-30T18:45\"";
  ExpectAnswers({
      {"occurred = yesterday", "at 12: found 'yesterday'" + expected},
      {"occurred = 2025", "at 12: found '2025'" + expected},
      {"occurred = 2025-11", "at 12: found '2025-11'" + expected},
      {"occurred = \"30.11.2025\"", "at 12: found '30.11.2025'" + expected},
      {"occurred = \"2025-11-30T\"", "at 12: found '2025-11-30T'" + expected},
      {"occurred = \"2025-11-30T18\"", "at 12: found '2025-11-30T18'" + expected},
      {"occurred = \"2025-11-30T18:45:\"", "at 12: found '2025-11-30T18:45:'" + expected},
      {"occurred = \"2025-11-30T18:45:10.\"", "at 12: found '2025-11-30T18:45:10.'" + expected},
      {"received = \"2025-11-30Z\"", "at 12: found '2025-11-30Z'" + expected},
      {"received = \"2025-11-30T18:45Zulu\"", "at 12: found '2025-11-30T18:45Zulu'" + expected},
      {"received = \"2025-11-30T18:45+5\"", "at 12: found '2025-11-30T18:45+5'" + expected},
      {"received = \"0000-01-01T00:00+00:01\"",
       "at 12: '0000-01-01T00:00+00:01' names no time of UTC"},
      {"received = \"9999-12-31T23:59-00:01\"",
       "at 12: '9999-12-31T23:59-00:01' names no time of UTC"},
      {"received = \"2025-11-30T18:45+25:00\"",
       "at 12: '2025-11-30T18:45+25:00' names no offset from UTC"},
      {"occurred = 2025-02-29", "at 12: '2025-02-29' names no day of the calendar"},
      {"occurred = 2025-13-01", "at 12: '2025-13-01' names no day of the calendar"},
      {"occurred = \"2025-11-31T10:00\"", "at 12: '2025-11-31T10:00' names no day of the calendar"},
      {"occurred = \"2025-11-30T24:00\"", "at 12: '2025-11-30T24:00' names no time of day"},
      {"occurred = \"2025-11-30T18:45:60\"", "at 12: '2025-11-30T18:45:60' names no time of day"},
      {"occurred = 2025-11-30T18:45",
       "at 25: found ':' after the constant '2025-11-30T18', expected AND, OR or the end; quote a "
       "constant with ':' in it"},
  });
}

TEST(FilterMistakes, UnknownNamesGetTheNearestOrTheList) {
  const std::string fields =
      "kind, tactic, country, source, tag, killed, score, contested, occurred, received, precision";
  ExpectAnswers({
      {"contry = TJ", "at 1: unknown field 'contry', did you mean 'country'?"},
      {"kind = INCIDENT AND Country = TJ",
       "at 21: unknown field 'Country', did you mean 'country'?"},
      {"klled > 2", "at 1: unknown field 'klled', did you mean 'killed'?"},
      {"tga = x", "at 1: unknown field 'tga', did you mean 'tag'?"},
      {"weather = rain", "at 1: unknown field 'weather', expected one of " + fields},
      {"3 = killed", "at 1: unknown field '3', expected one of " + fields},
      {"kind = INCIDNT", "at 8: unknown kind 'INCIDNT', did you mean 'INCIDENT'?"},
      {"tactic = knife",
       "at 10: unknown tactic 'knife', expected one of DRONE, GRENADE, FIREARM, SHELLING"},
      {"kind = \"\"", "at 8: unknown kind '', expected one of INCIDENT, CONTACT"},
      {"country = TJK", "at 11: 'TJK' is no ISO 3166-1 alpha-2 code"},
  });
}

TEST(FilterMistakes, OperatorsThatTheTypeHasNot) {
  ExpectAnswers({
      {"kind > INCIDENT",
       "at 6: found '>', 'kind' is one of a list of words and has no order, expected =, != or :"},
      {"contested <= true",
       "at 11: found '<=', 'contested' is true or false and has no order, expected =, != or :"},
      {"source > \"a*\"", "at 10: found '*', which works with = and != only, not with '>'"},
      {"source = \"a*b\"",
       "at 10: found '*' inside a text, expected it at the start or the end; write \"\\*\" for a "
       "star itself"},
      {"source:\"*a\"",
       "at 8: found '*', but ':' already looks anywhere in the text; leave it out, or write "
       "\"\\*\" "
       "for a star itself"},
      {"source:\"\"", "at 8: found an empty text; to ask for any text write source:*"},
      {"kind = INC*", "at 8: found 'INC*', 'kind' is one of a list of words and takes no '*'"},
  });
}

TEST(FilterMistakes, ConstantsOfAnotherType) {
  ExpectAnswers({
      {"killed = many", "at 10: found 'many', 'killed' expects a whole number"},
      {"killed = \"a few\"", "at 10: found \"a few\", 'killed' expects a whole number"},
      {"killed = 1.5", "at 10: found '1.5', 'killed' expects a whole number"},
      {"killed = *", "at 10: found '*', 'killed' expects a whole number"},
      {"killed = 9223372036854775808",
       "at 10: found '9223372036854775808', 'killed' expects a whole number of at most 64 bits"},
      {"score = high", "at 9: found 'high', 'score' expects a number"},
      {"score = nan", "at 9: found 'nan', 'score' expects a number"},
      {"score = 1e999", "at 9: found '1e999', 'score' expects a number of double precision"},
      {"source = 12", "at 10: found the number 12, 'source' expects a text; write \"12\""},
      {"tag:2025", "at 5: found the number 2025, 'tag' expects a text; write \"2025\""},
      {"contested = yes", "at 13: found 'yes', 'contested' expects true or false"},
  });
}

TEST(FilterMistakes, OperatorsOfOtherLanguages) {
  ExpectAnswers({
      {"killed == 3", "at 8: found '==', write ="},
      {"killed => 3", "at 8: found '=>', write >="},
      {"killed =< 3", "at 8: found '=<', write <="},
      {"killed <> 3", "at 8: found '<>', write !="},
      {"killed = 3 && score = 1", "at 12: found '&&', write AND"},
      {"killed = 3 || score = 1", "at 12: found '||', write OR"},
      {"!(killed = 3)", "at 1: found '!', write NOT"},
      {"source =~ \"a.*\"",
       "at 8: found '=~', there are no patterns but '*' at either end of a text with ="},
      {"killed = 3, score = 1", "at 11: found ',', write AND or OR between terms"},
      {"source = “ria”", "at 10: found '“', write a straight \""},
      {"killed = 3 and score = 1", "at 12: found 'and', write AND"},
      {"killed = 3 Or score = 1", "at 12: found 'Or', write OR"},
      {"not killed = 3", "at 1: found 'not', write NOT"},
      {"not (killed = 3)", "at 1: found 'not', write NOT"},
      {"killed = (3 OR 4)",
       "at 10: found '(', expected a constant after '='; for several constants repeat the field: "
       "killed = 3 OR killed = ..."},
      {"killed != (\"x\", 4)",
       "at 11: found '(', expected a constant after '!='; for several constants repeat the field: "
       "killed != \"x\" AND killed != ..."},
      {"killed = (",
       "at 10: found '(', expected a constant after '='; for several constants repeat the field: "
       "killed = ... OR killed = ..."},
      {"country = TJ, AF",
       "at 13: found ',', write AND or OR between terms; for several constants repeat the field: "
       "country = TJ OR country = ..."},
      {"country IN (TJ, AF)",
       "at 9: found 'IN', expected =, !=, <, <=, >, >= or : after 'country'; for several constants "
       "repeat the field: country = ... OR country = ..."},
      {", killed = 3", "at 1: found ',', write AND or OR between terms"},
      {"killed = 3, mentions(x)", "at 11: found ',', write AND or OR between terms"},
      {"killed = , 3", "at 10: found ',', expected a constant after '='"},
  });
}

TEST(FilterMistakes, BrokenStructure) {
  const std::string operators = "=, !=, <, <=, >, >= or :";
  ExpectAnswers({
      {"killed", "at 7: found the end, expected " + operators + " after 'killed'"},
      {"contested AND killed = 3",
       "at 11: found 'AND', expected " + operators + " after 'contested'"},
      {"killed =", "at 9: found the end, expected a constant after '='"},
      {"source = OR",
       "at 10: found 'OR', expected a constant after '='; quote it if it is the text to compare "
       "with"},
      {"source = Costa Rica", "at 20: found the end, expected " + operators +
                                  " after 'Rica'; quote a text of several words"},
      {"\"killed\" = 3",
       "at 1: found \"killed\", expected a field without quotes, a function, NOT or '('"},
      {"killed = 3 AND", "at 15: found the end, expected a field, a function, NOT or '('"},
      {"killed = 3 OR AND score = 1",
       "at 15: found 'AND', expected a field, a function, NOT or '('"},
      {"AND killed = 3", "at 1: found 'AND', expected a field, a function, NOT or '('"},
      {"= 3", "at 1: found '=', expected a field, a function, NOT or '('"},
      {"1 < killed < 5",
       "at 12: found '<' after the constant 'killed', expected AND, OR or the end"},
      {"(killed = 3", "at 12: found the end, expected AND, OR or the ')' for the '(' at 1"},
      {"killed = 3)", "at 11: found ')' without a '('"},
      {"()", "at 2: found ')', expected a field, a function, NOT or '('"},
      {"NOT", "at 4: found the end, expected a field, a function, NOT or '('"},
  });
}

TEST(FilterMistakes, BrokenText) {
  ExpectAnswers({
      {"source = \"open", "at 10: the text that starts here has no closing \""},
      {"source = 'open\"", "at 10: the text that starts here has no closing '"},
      {"source = \"open\\", "at 10: the text that starts here has no closing \""},
      {"source = \"a\\nb\"", "at 12: expected one of \\\\ \\\" \\' \\* after a backslash"},
      {"killed = 3;", "at 11: found ';', which has no meaning outside a quoted text"},
      {"killed \x01= 3", "at 8: found '\\x01', which has no meaning outside a quoted text"},
      {"source = \xFF", "at 10: found bytes that are not UTF-8 text"},
      {"source = \"\xC0\xAF\"", "at 11: found bytes that are not UTF-8 text"},
      {"source = \"\xED\xA0\x80\"", "at 11: found bytes that are not UTF-8 text"},
      {"source = \"\xD0", "at 11: found bytes that are not UTF-8 text"},
      {std::string("killed\0= 3", 10),
       "at 7: found '\\x00', which has no meaning outside a quoted text"},
  });
}

TEST(FilterMistakes, PositionsCountBytes) {
  ExpectAnswers({{"source = \"Хатлон\" AND killed = x",
                  "at 38: found 'x', 'killed' expects a whole number"}});
}

TEST(FilterMistakes, LongConstantsAreCutAtACharacter) {
  EXPECT_EQ(Answer("killed = x" + Repeat("Я", 100)),
            "at 10: found 'x" + Repeat("Я", 19) + "...', 'killed' expects a whole number");
}

TEST(FilterLimits, Bytes) {
  const std::string term = "killed = 1";
  EXPECT_EQ(Answer(term + std::string(kMaxFilterBytes - term.size(), ' ')), "killed=1");
  EXPECT_EQ(Answer(term + std::string(kMaxFilterBytes + 1 - term.size(), ' ')),
            "at 8193: the filter has 8193 bytes, at most 8192 are allowed");
}

TEST(FilterLimits, Depth) {
  EXPECT_EQ(Answer(Repeat("(", 32) + "killed = 1" + Repeat(")", 32)), "killed=1");
  EXPECT_EQ(Answer(Repeat("(", 33) + "killed = 1" + Repeat(")", 33)),
            "at 33: nested deeper than 32 levels");
  EXPECT_EQ(Answer(Repeat("(", 8192)), "at 33: nested deeper than 32 levels");
  EXPECT_EQ(Answer(Repeat("NOT ", 33) + "killed = 1"), "at 129: nested deeper than 32 levels");
  EXPECT_EQ(Answer(Repeat("-", 8192)), "at 33: nested deeper than 32 levels");
  EXPECT_EQ(Answer(Repeat("-(", 17) + "killed = 1" + Repeat(")", 17)),
            "at 33: nested deeper than 32 levels");
}

TEST(FilterLimits, DepthIsGivenBackAfterAParenthesis) {
  EXPECT_THAT(Answer(Repeat("(killed = 1) ", 100)), testing::StartsWith("(AND killed=1 killed=1"));
}

TEST(FilterLimits, CallsCountAsTerms) {
  EXPECT_THAT(Answer(Repeat("undated() ", 256)), testing::StartsWith("(AND undated()"));
  EXPECT_EQ(Answer(Repeat("undated() ", 257)), "at 2561: more than 256 terms");
}

TEST(FilterLimits, TheParenthesesOfACallAreNotCounted) {
  EXPECT_EQ(Answer(Repeat("(", 32) + "undated()" + Repeat(")", 32)), "undated()");
}

TEST(FilterLimits, Terms) {
  EXPECT_THAT(Answer(Repeat("killed=1 ", 256)), testing::StartsWith("(AND killed=1"));
  EXPECT_EQ(Answer(Repeat("killed=1 ", 257)), "at 2305: more than 256 terms");
}

TEST(FilterSchema, ALongListOfWordsIsCut) {
  Field field;
  field.name = "type";
  for (int i = 0; i < 100; ++i) field.words.push_back("WORD_" + std::to_string(1000 + i));
  const auto filter = Filter::Parse("type = zzz", Schema{{field}, {}});
  ASSERT_FALSE(filter.ok());
  EXPECT_THAT(std::string(filter.status().message()),
              testing::AllOf(testing::StartsWith("at 8: unknown type 'zzz', expected one of "),
                             testing::EndsWith("WORD_1039 and 60 more")));
}

TEST(FilterSchema, NormaliseRunsBeforeWordsAreLookedUp) {
  Field field;
  field.name = "class";
  field.words = {"VIOLENCE_AGAINST_CIVILIANS"};
  field.normalise = [](std::string& constant) -> std::optional<std::string> {
    if (constant == "vac") constant = "violence_against_civilians";
    return std::nullopt;
  };
  const Schema schema{{field}, {}};
  const auto filter = Filter::Parse("class:vac", schema);
  ASSERT_TRUE(filter.ok()) << filter.status();
  EXPECT_EQ(DebugString(*filter, schema), "class=\"VIOLENCE_AGAINST_CIVILIANS\"");
}

}  // namespace
}  // namespace oxus::filter
