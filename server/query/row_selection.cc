#include "server/query/row_selection.h"

#include <fmt/format.h>

#include <utility>

#include "server/query/field_table.h"

namespace oxus::query {
namespace {

// google.protobuf.Timestamp: years 1 to 9999.
constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;
constexpr int32_t kNanosPerSecond = 1'000'000'000;

}  // namespace

filter::Filter ParseFilter(const std::string& text, RequestFaults& faults) {
  auto parsed = filter::Filter::Parse(text, FieldSchema());
  if (parsed.ok()) return *std::move(parsed);
  faults.AddReasonedViolation("filter", std::string(parsed.status().message()), "FILTER_SYNTAX");
  return filter::Filter();
}

ModalitySet ParseModalities(const google::protobuf::RepeatedField<int>& modalities,
                            ModalitySet otherwise, RequestFaults& faults) {
  if (modalities.empty()) return otherwise;
  ModalitySet set;
  for (int i = 0; i < modalities.size(); ++i) {
    const int modality = modalities[i];
    if (modality == oxus::v1::MODALITY_UNSPECIFIED || !oxus::v1::Modality_IsValid(modality)) {
      faults.AddFieldViolation(
          fmt::format("modalities[{}]", i),
          fmt::format("{} is no modality; expected ACTUAL, PLANNED or HYPOTHETICAL", modality));
      continue;
    }
    set.set(static_cast<size_t>(modality));
  }
  return set;
}

bool Holds(const ModalitySet& set, oxus::v1::Modality modality) {
  // A record of a newer server may hold a number that this one does not know.
  return oxus::v1::Modality_IsValid(modality) && set.test(static_cast<size_t>(modality));
}

ModalitySet ActualOnly() { return ModalitySet().set(oxus::v1::MODALITY_ACTUAL); }

ModalitySet EveryModality() { return ModalitySet().set(); }

uint64_t ParseAsOf(uint64_t as_of_sequence, uint64_t newest, RequestFaults& faults) {
  if (as_of_sequence > newest) {
    faults.AddFieldViolation(
        "as_of_sequence",
        fmt::format("{} is not there yet; the newest sequence is {}", as_of_sequence, newest));
  }
  return as_of_sequence == 0 ? newest : as_of_sequence;
}

absl::StatusOr<uint64_t> ParseAsOfTime(const google::protobuf::Timestamp& as_of_time,
                                       uint64_t as_of_sequence, const SequenceAt& sequence_at,
                                       RequestFaults& faults) {
  if (as_of_sequence != 0) {
    faults.AddFieldViolation("as_of_time", "stands beside as_of_sequence; leave one of them out");
    return 0;
  }
  const int64_t seconds = as_of_time.seconds();
  const int32_t nanos = as_of_time.nanos();
  if (seconds < kFirstSecond || seconds > kLastSecond || nanos < 0 || nanos >= kNanosPerSecond) {
    faults.AddFieldViolation("as_of_time",
                             fmt::format("{} seconds and {} nanoseconds are no time in the years "
                                         "1 to 9999",
                                         seconds, nanos));
    return 0;
  }
  return sequence_at(seconds * 1'000 + nanos / 1'000'000);
}

}  // namespace oxus::query
