#pragma once

#include <cstdint>
#include <string>

#include "bench/event_rows.h"
#include "oxus/v1/event.pb.h"

namespace oxus::bench {

// A whole row as text, columns joined by tabs: event_id, event_time, kind, event_type, sub_type,
// country, region, lat, lon, initiator, target, victim_nationality, fatalities, injured, score,
// source, confidence, headline. No value holds a tab, a line end or a backslash.

// Appends it; `null` is what a missing nationality is written as.
void AppendRowText(const EventRows& rows, const EventRow& row, const char* null, std::string* text);

// The same of an event as a server gave it back, with "" for null.
std::string EventText(const oxus::v1::StoredEvent& stored);

// "2025-11-30 18:45:07.250".
std::string TimeText(int64_t utc_ms);
// Days since 2010-01-01 as "2025-11-30"; the first 4 or 7 characters are the year or month.
std::string DayText(uint32_t day);

}  // namespace oxus::bench
