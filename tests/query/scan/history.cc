#include "tests/query/scan/history.h"

#include <fmt/format.h>

#include <climits>

namespace oxus::scan {
namespace {

using storage::LogRecord;
using storage::RecordType;

template <typename Message>
bool Parse(const LogRecord& record, Message& message) {
  return message.ParseFromArray(record.body.data(), static_cast<int>(record.body.size()));
}

State StateOf(const LogRecord& record) {
  State state;
  state.sequence = record.sequence;
  state.received_ms = record.received_ms;
  state.quarantined = record.quarantined;
  state.principal = std::string(record.principal);
  return state;
}

bool AddEvent(const LogRecord& record, History& history) {
  State state = StateOf(record);
  if (!Parse(record, state.event)) return false;
  history.keys[NameOf(state.event.key())].push_back(state);
  return true;
}

bool AddRetraction(const LogRecord& record, History& history) {
  v1::Retraction retraction;
  if (!Parse(record, retraction)) return false;
  State state = StateOf(record);
  state.retracted = true;
  history.keys[NameOf(retraction.key())].push_back(state);
  return true;
}

bool AddReport(const LogRecord& record, History& history) {
  v1::AttachReport attach;
  if (!Parse(record, attach)) return false;
  std::vector<State>& states = history.keys[NameOf(attach.key())];
  if (states.empty()) return false;
  State state = StateOf(record);
  state.quarantined = states.back().quarantined;
  state.event = states.back().event;
  *state.event.add_reports() = attach.report();
  states.push_back(state);
  return true;
}

bool Add(const LogRecord& record, History& history) {
  switch (record.type) {
    case RecordType::kEvent:
      return AddEvent(record, history);
    case RecordType::kRetraction:
      return AddRetraction(record, history);
    case RecordType::kReport:
      return AddReport(record, history);
  }
  return false;
}

}  // namespace

bool History::IsActive(const KeyName& key) const {
  const auto found = keys.find(key);
  return found != keys.end() && !found->second.back().retracted;
}

absl::StatusOr<History> Replay(const storage::Snapshot& snapshot, uint64_t as_of) {
  History history;
  history.as_of = as_of;
  absl::Status damage;
  const absl::Status walked = snapshot.Scan(1, [&](const LogRecord& record) {
    if (record.sequence > as_of) return false;
    if (!Add(record, history)) {
      damage = absl::DataLossError(fmt::format("record {} does not parse", record.sequence));
    }
    return damage.ok();
  });
  if (!walked.ok()) return walked;
  if (!damage.ok()) return damage;
  return history;
}

absl::StatusOr<uint64_t> SequenceAt(const storage::Snapshot& snapshot, int64_t time_ms) {
  uint64_t sequence = 0;
  const absl::Status walked = snapshot.Scan(1, [&](const LogRecord& record) {
    if (record.received_ms > time_ms) return false;
    sequence = record.sequence;
    return true;
  });
  if (!walked.ok()) return walked;
  return sequence;
}

}  // namespace oxus::scan
