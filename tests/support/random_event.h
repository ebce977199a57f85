#pragma once

#include <cstdint>
#include <random>

#include "oxus/v1/event.pb.h"

namespace oxus::test {

struct RandomEventOptions {
  // Keys are drawn from this many for each of two producers; few make events meet on one key.
  uint32_t keys = 1'000'000'000;
  // Revisions are 0 (read as 1) to this.
  uint32_t max_revision = 3;
};

// An event with every part of the model, or without it: several participants who are named in
// different ways, partial figures, reports with and without grades, texts in other scripts, times
// before 1970, ranges without an end. Values come from small pools, so that groups of several
// events and keys of several revisions occur. The same state of `random` gives the same event.
// Received at kNowMs (event_builder.h) or later, no rule of the validator rejects it; many are
// quarantined. A link may point at a key that the store refuses as a duplicate of this one.
oxus::v1::Event RandomEvent(std::mt19937_64& random, const RandomEventOptions& options = {});

// One of the keys that RandomEvent gives, without a revision.
oxus::v1::EventKey RandomKey(std::mt19937_64& random, const RandomEventOptions& options = {});

// A report for an AttachReport, without an id.
oxus::v1::Report RandomReport(std::mt19937_64& random, int64_t event_start_ms);

}  // namespace oxus::test
