#include "server/query/row_selection.h"

#include <fmt/format.h>

#include <utility>

#include "server/query/field_table.h"

namespace oxus::query {

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

}  // namespace oxus::query
