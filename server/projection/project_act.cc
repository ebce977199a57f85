#include <cmath>
#include <cstdint>

#include "server/projection/derived.h"
#include "server/projection/parts.h"

namespace oxus::projection {
namespace {

using oxus::v1::Event;
using storage::Column;

constexpr double kScoreUnits = 1000;

void ProjectTactics(const oxus::v1::Incident& incident, storage::RowDraft& row) {
  // Of the enum's few values those seen already; one too large for it is of no known tactic.
  uint64_t seen = 0;
  for (const int tactic : incident.tactics()) {
    if (tactic <= 0 || tactic >= 64 || (seen >> tactic & 1) != 0) continue;
    seen |= uint64_t{1} << tactic;
    row.AddElement(storage::List::kTactic);
    row.SetInteger(Column::kTactic, tactic);
  }
}

}  // namespace

void ProjectAct(const Event& event, storage::RowDraft& row) {
  const bool is_stated = event.modality() != oxus::v1::MODALITY_UNSPECIFIED;
  row.SetInteger(Column::kModality, is_stated ? event.modality() : oxus::v1::MODALITY_ACTUAL);
  if (const auto score = ScoreOf(event)) {
    row.SetInteger(Column::kScore, std::llround(*score * kScoreUnits));
  }
  if (event.has_contact()) {
    row.SetInteger(Column::kAct, storage::kContactBase + event.contact().kind());
  }
  if (!event.has_incident()) return;
  const oxus::v1::Incident& incident = event.incident();
  row.SetInteger(Column::kAct, incident.type());
  SetFlag(Column::kIsAggregate, incident.is_aggregate(), row);
  SetFlag(Column::kConfirmedLarge, incident.confirmed_large(), row);
  ProjectTactics(incident, row);
}

}  // namespace oxus::projection
