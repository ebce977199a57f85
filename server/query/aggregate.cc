#include "server/query/aggregate.h"

#include <chrono>
#include <utility>
#include <variant>
#include <vector>

#include "server/query/aggregate_plan.h"
#include "server/query/earlier_matches.h"
#include "server/query/group_axes.h"
#include "server/query/group_table.h"
#include "server/query/key_state.h"
#include "server/query/row_scan.h"

namespace oxus::query {
namespace {

using oxus::v1::AggregateResponse;
using oxus::v1::Footnote;
using oxus::v1::Value;

// Where a visible row that matches is counted.
enum class Place { kPlanned, kDuplicates, kTimeImprecise, kIncluded };

Value ToValue(const OptionalValue& key) {
  Value value;
  if (!key) return value;
  if (const auto* text = std::get_if<std::string>(&*key)) value.set_text(*text);
  if (const auto* integer = std::get_if<int64_t>(&*key)) value.set_integer(*integer);
  if (const auto* number = std::get_if<double>(&*key)) value.set_number(*number);
  if (const auto* boolean = std::get_if<bool>(&*key)) value.set_boolean(*boolean);
  return value;
}

// One pass over the rows of one snapshot.
class Aggregation {
 public:
  Aggregation(const storage::Snapshot& snapshot, const AggregatePlan& plan)
      : snapshot_(snapshot),
        plan_(plan),
        longest_span_ms_(plan.LongestSpanMs()),
        axes_(plan.bucket, plan.group_by),
        table_(kMaxGroups) {}

  absl::Status Add(const EventRow& row);
  void AddRetraction(const RetractionRecord& retraction);

  // Groups in the plan's order, and the footnote.
  void Finish(AggregateResponse* response);

 private:
  bool IsImprecise(const EventRow& row) const { return row.span().length_ms > longest_span_ms_; }
  bool Matches(const EventRow& row) const;
  absl::StatusOr<Place> PlaceOf(const EventRow& row) const;
  absl::Status AddVisible(const EventRow& row);
  absl::Status Include(const EventRow& row);
  // A tally of nothing is a row, too, when there is nothing to group by.
  void AddOnlyRow();

  const storage::Snapshot& snapshot_;
  const AggregatePlan& plan_;
  const int64_t longest_span_ms_;
  const GroupAxes axes_;
  GroupTable table_;
  Footnote footnote_;
  EarlierMatches earlier_;
};

bool Aggregation::Matches(const EventRow& row) const {
  const bool inside = IsImprecise(row) ? plan_.interval.Overlaps(row.span())
                                       : plan_.interval.Contains(row.span().start_ms);
  return inside && plan_.filter.Matches(row);
}

absl::StatusOr<Place> Aggregation::PlaceOf(const EventRow& row) const {
  if (!Holds(plan_.modalities, row.modality())) return Place::kPlanned;
  if (!plan_.include_duplicates) {
    const auto duplicate = IsDuplicate(snapshot_, row.event(), plan_.as_of);
    if (!duplicate.ok()) return duplicate.status();
    if (*duplicate) return Place::kDuplicates;
  }
  return IsImprecise(row) ? Place::kTimeImprecise : Place::kIncluded;
}

absl::Status Aggregation::Add(const EventRow& row) {
  const bool matches = Matches(row);
  const bool matched_before = earlier_.Take(row.record().sequence).any;
  if (const uint64_t successor = row.record().superseded_by; successor != 0) {
    earlier_.PassOn(successor, {matches || matched_before, matches});
    return absl::OkStatus();
  }
  if (matches) return AddVisible(row);
  if (matched_before) footnote_.set_superseded(footnote_.superseded() + 1);
  return absl::OkStatus();
}

absl::Status Aggregation::AddVisible(const EventRow& row) {
  const auto place = PlaceOf(row);
  if (!place.ok()) return place.status();
  switch (*place) {
    case Place::kPlanned:
      footnote_.set_planned(footnote_.planned() + 1);
      break;
    case Place::kDuplicates:
      footnote_.set_duplicates(footnote_.duplicates() + 1);
      break;
    case Place::kTimeImprecise:
      footnote_.set_time_imprecise(footnote_.time_imprecise() + 1);
      break;
    case Place::kIncluded:
      return Include(row);
  }
  return absl::OkStatus();
}

void Aggregation::AddRetraction(const RetractionRecord& retraction) {
  const EarlierMatch before = earlier_.Take(retraction.sequence);
  if (retraction.superseded_by != 0) {
    // The event came back; there is no state between the two.
    earlier_.PassOn(retraction.superseded_by, {before.any, false});
  } else if (before.last) {
    footnote_.set_retracted(footnote_.retracted() + 1);
  }
}

absl::Status Aggregation::Include(const EventRow& row) {
  footnote_.set_included(footnote_.included() + 1);
  if (row.record().quarantined) {
    footnote_.set_quarantined_included(footnote_.quarantined_included() + 1);
  }
  Tally tally = TallyOf(row);
  bool fits = true;
  axes_.VisitGroups(row, [&](const GroupKey& key, const CasualtyFigures* casualties) {
    if (casualties != nullptr) tally.casualties = *casualties;
    fits = table_.Add(key, tally);
    return fits;
  });
  if (fits) return absl::OkStatus();
  return LimitExceeded("TOO_MANY_GROUPS", "groups", kMaxGroups, kMaxGroups + 1);
}

void Aggregation::AddOnlyRow() {
  const bool added = table_.Add(GroupKey(), Tally());
  (void)added;  // The first group always fits.
}

void Aggregation::Finish(AggregateResponse* response) {
  if (plan_.columns.group.empty()) AddOnlyRow();
  std::vector<AggregateResponse::Row> rows;
  rows.reserve(table_.groups().size());
  for (const auto& group : table_.groups()) {
    auto& row = rows.emplace_back();
    for (const auto& key : group.key) *row.add_group() = ToValue(key);
    for (const Metric* metric : plan_.metrics) *row.add_metrics() = metric->read(group.tally);
  }
  response->set_total_groups(rows.size());
  SortRows(plan_.order, plan_.top, rows);
  for (auto& row : rows) *response->add_rows() = std::move(row);
  for (const auto& name : plan_.columns.group) response->add_group_columns(name);
  for (const auto& name : plan_.columns.metrics) response->add_metric_columns(name);
  *response->mutable_footnote() = footnote_;
}

}  // namespace

absl::Status Aggregate(const storage::Snapshot& snapshot, const oxus::v1::AggregateRequest& request,
                       const Cancelled& cancelled, AggregateResponse* response) {
  const auto started = std::chrono::steady_clock::now();
  const auto plan = PlanAggregate(request, snapshot.last_sequence());
  if (!plan.ok()) return plan.status();
  Aggregation aggregation(snapshot, *plan);
  const auto add_row = [&aggregation](const EventRow& row) -> absl::StatusOr<bool> {
    auto status = aggregation.Add(row);
    if (!status.ok()) return status;
    return true;
  };
  const auto add_retraction = [&aggregation](const RetractionRecord& retraction) {
    aggregation.AddRetraction(retraction);
  };
  const auto scanned =
      ScanRows(snapshot, ScanRange{1, plan->as_of}, cancelled, add_row, add_retraction);
  if (!scanned.ok()) return scanned.status();
  response->Clear();
  aggregation.Finish(response);
  auto* footnote = response->mutable_footnote();
  footnote->set_as_of_sequence(plan->as_of);
  footnote->set_rows_scanned(*scanned);
  footnote->set_elapsed_us(
      static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                std::chrono::steady_clock::now() - started)
                                .count()));
  return absl::OkStatus();
}

}  // namespace oxus::query
