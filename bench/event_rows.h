#pragma once

#include <cstdint>
#include <string>

#include "bench/event_vocabulary.h"
#include "bench/skewed_choice.h"

namespace oxus::bench {

inline constexpr int64_t kDayMs = 86'400'000;
// 2010-01-01 and 2026-01-01, UTC: no event is earlier, none is as late.
inline constexpr int64_t kFirstMs = 1'262'304'000'000;
inline constexpr int64_t kNowMs = 1'767'225'600'000;
inline constexpr uint32_t kDays = (kNowMs - kFirstMs) / kDayMs;
inline constexpr uint8_t kNoNationality = 255;

// One event of the query benchmark. Words are indexes into an EventVocabulary.
struct EventRow {
  uint64_t number = 0;
  // UTC.
  int64_t time_ms = 0;
  int64_t arrival_ms = 0;
  uint8_t type = 0;
  uint8_t sub_type = 0;
  uint8_t country = 0;
  uint16_t region = 0;
  // Ten-thousandths of a degree.
  int32_t lat_e4 = 0;
  int32_t lon_e4 = 0;
  uint16_t initiator = 0;
  // Never the initiator.
  uint16_t target = 0;
  // Index of a country, or kNoNationality. Only incidents have victims.
  uint8_t nationality = kNoNationality;
  uint16_t fatalities = 0;
  uint16_t injured = 0;
  int32_t score_tenths = 0;
  uint16_t source = 0;
  // 1..6.
  uint8_t confidence = 0;
};

// The rows of the query benchmark in order of arrival. Row i depends on nothing but i and the
// count, so any of them can be made again. Immutable: any thread may read.
class EventRows {
 public:
  explicit EventRows(uint64_t count);

  uint64_t count() const { return count_; }
  const EventVocabulary& words() const { return words_; }
  bool is_incident(const EventRow& row) const { return row.type < words_.incident_types; }

  // A number of `count` or more is a row that arrives after all others.
  EventRow At(uint64_t number) const;

  // 20 characters; later rows sort after earlier ones.
  static std::string IdOf(const EventRow& row);
  // 80 to 120 characters of ASCII letters and blanks. Replaces what `text` holds.
  static void Headline(const EventRow& row, std::string* text);

 private:
  void SetTime(RandomStream& random, EventRow* row) const;
  void SetPlace(RandomStream& random, EventRow* row) const;
  void SetType(RandomStream& random, EventRow* row) const;
  void SetSides(RandomStream& random, EventRow* row) const;
  void SetVictims(RandomStream& random, EventRow* row) const;

  uint64_t count_;
  EventVocabulary words_;
  WeightedChoice country_;
  std::vector<WeightedChoice> region_;
  WeightedChoice incident_;
  WeightedChoice contact_;
  std::vector<WeightedChoice> sub_type_;
  WeightedChoice actor_;
  WeightedChoice source_;
  WeightedChoice confidence_;
};

}  // namespace oxus::bench
