#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "oxus/v1/event.pb.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"
#include "tests/query/scan/tally.h"

namespace oxus::scan {

// What names a group: its bucket (a whole number, see BucketOf) if there are buckets, then a value
// for each field grouped by; nullopt is unknown.
using GroupKey = std::vector<OptionalValue>;
using Groups = std::map<GroupKey, Tally>;

// One of the groups an event falls into, apart from its bucket.
struct Membership {
  GroupKey key;
  std::vector<v1::Casualty> casualties;
};

// Fields of one list vary together, all others on their own: every combination once. What holds
// nothing counts as unknown. Where groups tell casualties apart, those of each are its own; else
// all are everybody's.
std::vector<Membership> MembershipsOf(const State& state, const std::vector<std::string>& fields);

}  // namespace oxus::scan
