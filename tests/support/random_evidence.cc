#include <algorithm>
#include <array>
#include <string>

#include "tests/support/random_event.h"
#include "tests/support/random_parts.h"
#include "tests/support/random_pick.h"

namespace oxus::test {
namespace {

using namespace oxus::v1;  // NOLINT(google-build-using-namespace): every message of the model

constexpr const char* kNationalities[] = {"", "CHN", "CHN", "TJK", "AFG"};
constexpr const char* kNames[] = {"TASS",      "24.kg",  "Азия-Плюс", "新华社",
                                  "China MFA", "RFE/RL", "tass"};
constexpr const char* kLanguages[] = {"", "en", "ru", "zh-Hant"};

// Any of low, best and high, in order.
void FillCount(std::mt19937_64& random, uint32_t limit, Count& count) {
  std::array<uint32_t, 3> figures = {Below(random, limit), Below(random, limit),
                                     Below(random, limit)};
  std::sort(figures.begin(), figures.end());
  if (OneIn(random, 3)) count.set_low(figures[0]);
  if (!OneIn(random, 3)) count.set_best(figures[1]);
  if (OneIn(random, 3)) count.set_high(figures[2]);
}

void FillCasualty(std::mt19937_64& random, Casualty& casualty) {
  // The most a count can hold, at times: a sum of two takes more than 32 bits.
  const uint32_t limit = OneIn(random, 20) ? UINT32_MAX : 8;
  casualty.set_nationality(PickOf(random, kNationalities));
  casualty.set_role(AnyOrNone<VictimRole>(random));
  if (!OneIn(random, 3)) FillCount(random, limit, *casualty.mutable_killed());
  if (!OneIn(random, 3)) FillCount(random, limit, *casualty.mutable_injured());
  if (OneIn(random, 5)) FillCount(random, limit, *casualty.mutable_abducted());
}

// Names in a chain differ from each other and from the source.
void AddQuotes(std::mt19937_64& random, Report& report) {
  for (uint32_t i = Below(random, 3); i > 0; --i) {
    const std::string name = PickOf(random, kNames);
    const auto& quotes = report.quotes();
    const bool is_new =
        name != report.source_id() && std::find(quotes.begin(), quotes.end(), name) == quotes.end();
    if (is_new) report.add_quotes(name);
  }
}

}  // namespace

Report RandomReport(std::mt19937_64& random, int64_t event_start_ms) {
  constexpr int64_t kHour = 3'600'000;
  Report report;
  report.set_source_id(PickOf(random, kNames));
  AddQuotes(random, report);
  report.set_source_type(AnyOrNone<SourceType>(random));
  if (!OneIn(random, 3)) report.set_published_ms(event_start_ms + Below(random, 200) * kHour);
  report.set_url(OneIn(random, 2) ? "https://example.org/новости" : "");
  report.set_language(PickOf(random, kLanguages));
  report.set_stance(AnyOrNone<Stance>(random));
  report.set_reliability(AnyOrNone<Reliability>(random));
  report.set_credibility(AnyOrNone<Credibility>(random));
  if (OneIn(random, 4)) report.set_extraction_confidence(Below(random, 101));
  if (OneIn(random, 4)) FillCasualty(random, *report.add_claims());
  return report;
}

void AddRandomCasualties(std::mt19937_64& random, Event& event) {
  for (uint32_t i = Below(random, 4); i > 0; --i) {
    FillCasualty(random, *event.mutable_incident()->add_casualties());
  }
}

void AddRandomReports(std::mt19937_64& random, Event& event) {
  for (uint32_t i = Below(random, 4); i > 0; --i) {
    Report& report = *event.add_reports();
    report = RandomReport(random, event.occurred().start_ms());
    if (OneIn(random, 2)) report.set_report_id("R" + std::to_string(event.reports_size()));
  }
  if (event.reports_size() == 0) return;
  // One at least does not deny, or there would be no event.
  Report& teller = *event.mutable_reports(static_cast<int>(Below(random, event.reports_size())));
  if (teller.stance() == STANCE_DENIES) teller.set_stance(STANCE_ASSERTS);
}

}  // namespace oxus::test
