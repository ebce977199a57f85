#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "server/projection/local_span.h"
#include "server/projection/parts.h"
#include "server/reference/actors.h"
#include "server/reference/blocs.h"

namespace oxus::projection {
namespace {

using oxus::v1::Event;
using oxus::v1::Role;
using reference::BlocSet;
using storage::Column;
using storage::List;

using Sides = absl::InlinedVector<std::string_view, 8>;

void AddTo(Sides& sides, std::string_view side) {
  if (std::find(sides.begin(), sides.end(), side) == sides.end()) sides.push_back(side);
}

void ProjectBlocs(BlocSet blocs, storage::RowDraft& row) {
  for (const std::string_view bloc : reference::Blocs()) {
    if ((blocs & 1) != 0) {
      row.AddElement(List::kBloc);
      row.SetText(Column::kBloc, bloc);
    }
    blocs >>= 1;
  }
}

void ProjectDyads(const Sides& initiators, const Sides& targets, storage::RowDraft& row) {
  using Pair = std::pair<std::string_view, std::string_view>;
  absl::InlinedVector<Pair, 4> pairs;
  for (const std::string_view initiator : initiators) {
    for (const std::string_view target : targets) {
      if (initiator != target) pairs.emplace_back(std::minmax(initiator, target));
    }
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  std::string dyad;
  for (const auto& [first, second] : pairs) {
    dyad = first;
    dyad += '-';
    dyad += second;
    row.AddElement(List::kDyad);
    row.SetText(Column::kDyad, dyad);
  }
}

}  // namespace

void ProjectSides(const Event& event, const ActorIds& ids, storage::RowDraft& row) {
  const int64_t day = DayOf(LocalSpanOf(event.occurred()).start_ms);
  BlocSet blocs = 0;
  Sides initiators;
  Sides targets;
  for (int i = 0; i < event.participants_size(); ++i) {
    std::string_view side = reference::ActorCountry(ids[i]);
    if (side.empty()) {
      const BlocSet bloc = reference::BlocOf(ids[i]);
      if (bloc == 0) continue;
      blocs |= bloc;
      side = ids[i];
    } else {
      blocs |= reference::BlocsWith(side, day);
    }
    const Role role = event.participants(i).role();
    if (role == oxus::v1::ROLE_INITIATOR || role == oxus::v1::ROLE_FROM) AddTo(initiators, side);
    if (role == oxus::v1::ROLE_TARGET || role == oxus::v1::ROLE_TO) AddTo(targets, side);
  }
  ProjectBlocs(blocs, row);
  ProjectDyads(initiators, targets, row);
}

}  // namespace oxus::projection
