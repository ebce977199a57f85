#include "bench/row_text.h"

#include <fmt/format.h>

#include <chrono>
#include <iterator>

#include "codes/labels.h"

namespace oxus::bench {
namespace {

std::string DateText(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

// The dates of every day that rows have, made once: formatting one costs more than a row.
const std::vector<std::string>& DayTexts() {
  static const auto* const texts = [] {
    auto* const made = new std::vector<std::string>;
    const std::chrono::sys_days first(std::chrono::days(kFirstMs / kDayMs));
    for (uint32_t day = 0; day < kDays; ++day) {
      made->push_back(DateText(first + std::chrono::days(day)));
    }
    return made;
  }();
  return *texts;
}

}  // namespace

std::string DayText(uint32_t day) { return DayTexts().at(day); }

std::string TimeText(int64_t utc_ms) {
  const int64_t ms = (utc_ms - kFirstMs) % kDayMs;
  return fmt::format("{} {:02}:{:02}:{:02}.{:03}",
                     DayTexts().at(static_cast<size_t>((utc_ms - kFirstMs) / kDayMs)),
                     ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

void AppendRowText(const EventRows& rows, const EventRow& row, const char* null,
                   std::string* text) {
  const EventVocabulary& words = rows.words();
  thread_local std::string headline;
  EventRows::Headline(row, &headline);
  fmt::format_to(
      std::back_inserter(*text),
      "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.4f}\t{:.4f}\t{}\t{}\t{}\t{}\t{}\t{:.1f}\t{}\t{}\t{}",
      EventRows::IdOf(row), TimeText(row.time_ms), rows.is_incident(row) ? "INCIDENT" : "CONTACT",
      words.types[row.type].label, words.sub_types[row.sub_type].code,
      words.countries[row.country].alpha2, words.regions[row.region].code, row.lat_e4 / 1e4,
      row.lon_e4 / 1e4, words.actors[row.initiator], words.actors[row.target],
      row.nationality == kNoNationality ? null : words.countries[row.nationality].alpha3.c_str(),
      row.fatalities, row.injured, row.score_tenths / 10.0, words.sources[row.source],
      row.confidence, headline);
}

std::string EventText(const oxus::v1::StoredEvent& stored) {
  const oxus::v1::Event& event = stored.event();
  const bool is_incident = event.has_incident();
  const auto label =
      is_incident ? codes::Label(event.incident().type()) : codes::Label(event.contact().kind());
  oxus::v1::Casualty casualty;
  if (event.incident().casualties_size() > 0) casualty = event.incident().casualties(0);
  return fmt::format(
      "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.4f}\t{:.4f}\t{}\t{}\t{}\t{}\t{}\t{:.1f}\t{}\t{}\t{}",
      event.key().external_id(), TimeText(event.occurred().start_ms()),
      is_incident ? "INCIDENT" : "CONTACT", label, event.codes(0).code(), event.place().country(),
      event.place().admin1(), event.place().lat(), event.place().lon(),
      event.participants(0).actor_id(), event.participants(1).actor_id(), casualty.nationality(),
      casualty.killed().best(), casualty.injured().best(), stored.derived().score(),
      event.reports(0).source_id(), static_cast<int>(event.reports(0).credibility()),
      event.summary());
}

}  // namespace oxus::bench
