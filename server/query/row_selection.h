#pragma once

#include <bitset>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "oxus/v1/event.pb.h"
#include "server/filter/filter.h"
#include "server/query/calendar.h"
#include "server/query/request_error.h"

namespace oxus::query {

// Modalities by their number.
using ModalitySet = std::bitset<oxus::v1::Modality_ARRAYSIZE>;

// The parts that queries share, each checked on its own: faults are added to `faults` and the
// value returned is then of no use.

// Field "filter".
filter::Filter ParseFilter(const std::string& text, RequestFaults& faults);

// Field "modalities"; `otherwise` when none is named.
ModalitySet ParseModalities(const google::protobuf::RepeatedField<int>& modalities,
                            ModalitySet otherwise, RequestFaults& faults);
bool Holds(const ModalitySet& set, oxus::v1::Modality modality);
ModalitySet ActualOnly();
ModalitySet EveryModality();

// Field "as_of_sequence": the state to answer from, `newest` for 0. A state that is not there
// yet is a fault.
uint64_t ParseAsOf(uint64_t as_of_sequence, uint64_t newest, RequestFaults& faults);

// The state there was at a time (UTC, milliseconds since the epoch): the sequence of the last
// record received until then, 0 when there was none.
using SequenceAt = std::function<absl::StatusOr<uint64_t>(int64_t utc_ms)>;

// Field "as_of_time". A time outside the years 1 to 9999 is a fault; so is one beside a sequence.
// Fails as `sequence_at` does.
absl::StatusOr<uint64_t> ParseAsOfTime(const google::protobuf::Timestamp& as_of_time,
                                       uint64_t as_of_sequence, const SequenceAt& sequence_at,
                                       RequestFaults& faults);

}  // namespace oxus::query
