#pragma once

#include <random>

#include "oxus/v1/event.pb.h"

// Parts of RandomEvent. Each reads what the event has already: its kind, type and time.
namespace oxus::test {

void AddRandomParticipants(std::mt19937_64& random, v1::Event& event);
void AddRandomCasualties(std::mt19937_64& random, v1::Event& event);
void AddRandomReports(std::mt19937_64& random, v1::Event& event);

}  // namespace oxus::test
