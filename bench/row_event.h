#pragma once

#include "bench/event_rows.h"
#include "oxus/v1/event.pb.h"

namespace oxus::bench {

// Tells a row as an event that passes validation and is not quarantined. An incident has one
// casualty when it has a nationality or someone was hurt; its counts are stated, zero or not.
// Replaces what `event` holds.
void ToEvent(const EventRows& rows, const EventRow& row, oxus::v1::Event* event);

}  // namespace oxus::bench
