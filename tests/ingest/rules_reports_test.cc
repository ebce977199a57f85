#include <string>

#include "gtest/gtest.h"
#include "tests/ingest/rule_case.h"

namespace oxus::ingest {
namespace {

using v1::Event;

class ReportRule : public testing::TestWithParam<RuleCase> {};

TEST_P(ReportRule, FindsExactly) {
  Event event = test::GoodContact();
  GetParam().bend(event);
  ExpectFindings(event, GetParam());
}

v1::Report& First(Event& e) { return *e.mutable_reports(0); }

void SetQuotes(Event& e, std::initializer_list<const char*> quotes) {
  First(e).clear_quotes();
  for (const char* quote : quotes) First(e).add_quotes(quote);
}

INSTANTIATE_TEST_SUITE_P(
    Evidence, ReportRule,
    testing::ValuesIn<RuleCase>({
        {"NoReport", [](Event& e) { e.clear_reports(); }, {"Q14 REPORT_MISSING event.reports"}},
        {"PublishedADayBefore",
         [](Event& e) { First(e).set_published_ms(test::kStartMs - test::kDayMs); },
         {}},
        {"PublishedMoreThanADayBefore",
         [](Event& e) { First(e).set_published_ms(test::kStartMs - test::kDayMs - 1); },
         {"Q14 PUBLISHED_BEFORE_EVENT event.reports[0].published_ms"}},
        {"PlanPublishedBefore",
         [](Event& e) {
           First(e).set_published_ms(test::kStartMs - 90 * test::kDayMs);
           e.set_modality(v1::MODALITY_PLANNED);
         },
         {}},
        {"PublishedUnknown", [](Event& e) { First(e).set_published_ms(0); }, {}},
        {"PublishedInTheFuture",
         [](Event& e) { First(e).set_published_ms(test::kNowMs + test::kDayMs + 1); },
         {"Q14 PUBLISHED_IN_FUTURE event.reports[0].published_ms"}},
        {"PublishedNever",
         [](Event& e) { First(e).set_published_ms(INT64_MAX); },
         {"R14 PUBLISHED_RANGE event.reports[0].published_ms"}},
        {"NoSource",
         [](Event& e) { First(e).clear_source_id(); },
         {"R15 SOURCE_MISSING event.reports[0].source_id"}},
        {"EightQuotes",
         [](Event& e) {
           SetQuotes(e, {"a", "b", "c", "d", "e", "f", "g", "h"});
         },
         {}},
        {"NineQuotes",
         [](Event& e) {
           SetQuotes(e, {"a", "b", "c", "d", "e", "f", "g", "h", "i"});
         },
         {"R15 QUOTES_TOO_MANY event.reports[0].quotes"}},
        {"QuoteTwice",
         [](Event& e) {
           SetQuotes(e, {"a", "b", "a"});
         },
         {"R15 QUOTE_REPEATED event.reports[0].quotes[2]"}},
        {"OutletQuotesItself",
         [](Event& e) { SetQuotes(e, {"TRT World"}); },
         {"R15 QUOTE_REPEATED event.reports[0].quotes[0]"}},
        {"EmptyQuote",
         [](Event& e) {
           SetQuotes(e, {"a", ""});
         },
         {"R15 QUOTE_EMPTY event.reports[0].quotes[1]"}},
        {"OnlyDenials",
         [](Event& e) { First(e).set_stance(v1::STANCE_DENIES); },
         {"R15 ONLY_DENIALS event.reports"}},
        {"DenialAmongOthers",
         [](Event& e) {
           *e.add_reports() = First(e);
           First(e).set_stance(v1::STANCE_DENIES);
         },
         {}},
        {"OnlyDenialsMakeADenial",
         [](Event& e) {
           First(e).set_stance(v1::STANCE_DENIES);
           e.mutable_contact()->set_kind(v1::CONTACT_KIND_DENIAL);
           e.mutable_contact()->clear_outcome();
         },
         {}},
        {"ReportIdTwice",
         [](Event& e) {
           First(e).set_report_id("R1");
           *e.add_reports() = First(e);
         },
         {"R15 REPORT_ID_REPEATED event.reports[1].report_id"}},
        {"TooManyReports",
         [](Event& e) {
           for (int i = 0; i < 64; ++i) *e.add_reports() = First(e);
         },
         {"R21 TOO_MANY_ELEMENTS event.reports"}},
    }),
    CaseName);

INSTANTIATE_TEST_SUITE_P(
    Fields, ReportRule,
    testing::ValuesIn<RuleCase>({
        {"FtpAddress",
         [](Event& e) { First(e).set_url("ftp://example.org/a"); },
         {"W16 URL_FORMAT event.reports[0].url"}},
        {"AddressWithoutHost",
         [](Event& e) { First(e).set_url("https://"); },
         {"W16 URL_FORMAT event.reports[0].url"}},
        {"AddressWithSpace",
         [](Event& e) { First(e).set_url("https://a.b/c d"); },
         {"W16 URL_FORMAT event.reports[0].url"}},
        {"AddressInCapitals", [](Event& e) { First(e).set_url("HTTP://EXAMPLE.ORG/"); }, {}},
        {"NoAddress", [](Event& e) { First(e).clear_url(); }, {}},
        {"AddressTooLong",
         [](Event& e) { First(e).set_url("https://a.b/" + std::string(2037, 'x')); },
         {"W16 URL_TOO_LONG event.reports[0].url"}},
        {"LanguageWithScriptAndRegion", [](Event& e) { First(e).set_language("zh-Hant-TW"); }, {}},
        {"PrivateLanguage", [](Event& e) { First(e).set_language("x-pamiri"); }, {}},
        {"LanguageWithUnderscore",
         [](Event& e) { First(e).set_language("en_US"); },
         {"W16 LANGUAGE_FORMAT event.reports[0].language"}},
        {"LanguageAsWord",
         [](Event& e) { First(e).set_language("translingual"); },
         {"W16 LANGUAGE_FORMAT event.reports[0].language"}},
        {"LanguageOfOneLetter",
         [](Event& e) { First(e).set_language("e"); },
         {"W16 LANGUAGE_FORMAT event.reports[0].language"}},
        {"LanguageEndsInHyphen",
         [](Event& e) { First(e).set_language("en-"); },
         {"W16 LANGUAGE_FORMAT event.reports[0].language"}},
        {"UnknownNumbers",
         [](Event& e) {
           First(e).set_source_type(static_cast<v1::SourceType>(90));
           First(e).set_stance(static_cast<v1::Stance>(91));
           First(e).set_reliability(static_cast<v1::Reliability>(92));
           First(e).set_credibility(static_cast<v1::Credibility>(93));
         },
         {"R9 ENUM_UNKNOWN event.reports[0].source_type", "R9 ENUM_UNKNOWN event.reports[0].stance",
          "R9 ENUM_UNKNOWN event.reports[0].reliability",
          "R9 ENUM_UNKNOWN event.reports[0].credibility"}},
        {"ExtractionConfidenceAbove100",
         [](Event& e) { First(e).set_extraction_confidence(101); },
         {"R9 CONFIDENCE_RANGE event.reports[0].extraction_confidence"}},
        {"ClaimsFollowTheRulesOfCasualties",
         [](Event& e) {
           v1::Casualty* const claim = First(e).add_claims();
           claim->set_nationality("GZS");
           claim->mutable_killed()->set_best(1);
           claim->mutable_killed()->set_low(2);
         },
         {"R20 NATIONALITY_UNKNOWN event.reports[0].claims[0].nationality",
          "R10 COUNT_ORDER event.reports[0].claims[0].killed.low"}},
        {"TooManyClaims",
         [](Event& e) {
           for (int i = 0; i < 65; ++i) First(e).add_claims();
         },
         {"R21 TOO_MANY_ELEMENTS event.reports[0].claims"}},
    }),
    CaseName);

}  // namespace
}  // namespace oxus::ingest
