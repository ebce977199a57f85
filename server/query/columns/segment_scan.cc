#include "server/query/columns/segment_scan.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/query/columns/kernels.h"
#include "server/query/columns/row_spans.h"
#include "server/query/columns/row_states.h"
#include "server/query/columns/start_times.h"
#include "server/query/columns/value_test.h"
#include "server/query/key_state.h"

namespace oxus::query {
namespace {

using storage::Column;
using storage::ColumnData;
using Mask = std::array<uint8_t, kVectorRows + 64>;

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
// Values of the narrowest column that come into the cache together.
constexpr uint32_t kRowsPerLine = 64;

// A predicate that may hold for all rows or none.
absl::Status Fill(const Binding& binding, uint32_t begin, uint32_t count, const uint8_t* interest,
                  uint8_t* out) {
  if (binding.outcome == Binding::Outcome::kSome) {
    return binding.rows->Evaluate(begin, count, interest, out);
  }
  std::memset(out, binding.outcome == Binding::Outcome::kAll ? 1 : 0, count);
  return absl::OkStatus();
}

class SegmentScan {
 public:
  SegmentScan(const ScanContext& context, const ScanPart& part)
      : context_(context),
        plan_(context.plan),
        reader_(part.part, part.first_row),
        partial_(std::make_shared<Partial>()) {}

  // False: nothing of the segment can be in the answer.
  absl::StatusOr<bool> Bind();
  absl::StatusOr<std::shared_ptr<const Partial>> Run();

 private:
  absl::Status BindFilter();
  absl::Status BindTimes();
  bool NothingMatches() const;
  std::atomic<uint64_t>* TimesOf(std::atomic<uint64_t> ScanTimes::*part) const {
    return context_.times == nullptr ? nullptr : &(context_.times->*part);
  }
  bool spreads() const { return plan_.imprecise == oxus::v1::IMPRECISE_TIMES_SPREAD; }

  void FetchNext(uint32_t begin);
  absl::Status ScanVector(uint32_t begin, uint32_t count);
  absl::Status FindInside(uint32_t begin, uint32_t count);
  void NoteReplacements(uint32_t begin, uint32_t count);
  void LeaveOutPlanned(uint32_t begin, uint32_t count, uint8_t* mask, uint64_t* planned);
  absl::Status LeaveOutDuplicates(uint32_t begin, uint32_t count, uint8_t* mask,
                                  uint64_t* duplicates);
  absl::Status PlaceImprecise(uint32_t begin, uint32_t count);
  absl::Status Spread(uint32_t row);
  absl::Status Include(uint32_t begin, uint32_t count);
  absl::Status CountNearMisses(uint32_t begin, uint32_t count);
  void NoteNearMisses(uint32_t begin, uint32_t count, uint8_t* found, bool by_place);

  const ScanContext& context_;
  const ScanPlan& plan_;
  SegmentReader reader_;
  std::shared_ptr<Partial> partial_;
  std::unique_ptr<SegmentGroups> groups_;

  Binding filter_;
  // The filter with leniency about places, grades, and both.
  std::vector<Binding> lenient_;
  Binding inside_;
  std::unique_ptr<RowStates> states_;
  std::unique_ptr<ValueTest> wanted_modality_;
  std::unique_ptr<ValueTest> quarantined_;
  std::unique_ptr<ValueTest> duplicate_links_;
  // For the links of duplicates.
  std::unique_ptr<storage::EventReader> events_;
  // Null when no row spans more than a bucket or the interval.
  std::unique_ptr<RowSpans> spans_;

  // Every row is an event in the interval; inside_rows_ says so from the start.
  bool are_all_inside_ = false;
  // Columns that are read whatever the filter leaves.
  size_t filter_columns_ = 0;
  // Of the vector before: rows, and those that were counted.
  uint32_t last_count_ = kVectorRows;
  uint32_t last_set_ = 0;

  // Per vector.
  Mask inside_rows_{};
  Mask imprecise_{};
  Mask match_{};
  Mask scratch_{};
};

absl::Status SegmentScan::BindFilter() {
  if (context_.filter == nullptr) return absl::OkStatus();
  auto bound = context_.filter->Bind(reader_, Leniency{});
  if (!bound.ok()) return bound.status();
  filter_ = *std::move(bound);
  for (const Leniency leniency :
       {Leniency{true, false}, Leniency{false, true}, Leniency{true, true}}) {
    if ((leniency.places && !context_.asks_for_places) ||
        (leniency.grades && !context_.asks_for_grades)) {
      continue;
    }
    auto lenient = context_.filter->Bind(reader_, leniency);
    if (!lenient.ok()) return lenient.status();
    lenient_.push_back(*std::move(lenient));
  }
  return absl::OkStatus();
}

absl::Status SegmentScan::BindTimes() {
  const int64_t until = plan_.interval.until_ms;
  auto inside = BindStartRange(reader_, plan_.zone.get(), plan_.interval.since_ms,
                               until == kMost ? kMost : until - 1);
  if (!inside.ok()) return inside.status();
  inside_ = *std::move(inside);
  auto spans = RowSpans::Make(plan_, reader_);
  if (!spans.ok()) return spans.status();
  spans_ = *std::move(spans);
  return absl::OkStatus();
}

bool SegmentScan::NothingMatches() const {
  bool none = filter_.outcome == Binding::Outcome::kNone;
  for (const Binding& lenient : lenient_) none = none && lenient.outcome == Binding::Outcome::kNone;
  return none || (inside_.outcome == Binding::Outcome::kNone && spans_ == nullptr);
}

absl::StatusOr<bool> SegmentScan::Bind() {
  const Stopwatch watch(TimesOf(&ScanTimes::bind));
  if (auto bound = BindTimes(); !bound.ok()) return bound;
  // Before the filter loads columns in vain.
  if (NothingMatches()) return false;
  if (auto bound = BindFilter(); !bound.ok()) return bound;
  if (NothingMatches()) return false;
  auto states = RowStates::Make(reader_, plan_.as_of);
  if (!states.ok()) return states.status();
  states_ = *std::move(states);
  are_all_inside_ =
      inside_.outcome == Binding::Outcome::kAll && spans_ == nullptr && !states_->has_retractions();
  if (are_all_inside_) inside_rows_.fill(1);

  const storage::Zone modality = reader_.zone(Column::kModality);
  const bool all_wanted =
      modality.is_constant() && plan_.modalities.test(static_cast<size_t>(modality.min));
  if (!all_wanted && modality.any_set) {
    auto data = reader_.Load(Column::kModality);
    if (!data.ok()) return data.status();
    wanted_modality_ = ModalityTest(**data, plan_.modalities);
  }
  const storage::Zone quarantined = reader_.zone(Column::kQuarantined);
  if (quarantined.any_set && quarantined.max > 0) {
    auto data = reader_.Load(Column::kQuarantined);
    if (!data.ok()) return data.status();
    quarantined_ = IntegerRangeTest(**data, 1, 1);
  }
  if (LooksElsewhere(plan_, *reader_.segment())) {
    auto data = reader_.Load(Column::kDuplicateLinks);
    if (!data.ok()) return data.status();
    duplicate_links_ = PresenceTest(**data, /*is_code=*/false);
  }
  filter_columns_ = reader_.row_columns();
  auto groups = SegmentGroups::Make(plan_, context_.axes, context_.sources,
                                    {context_.limits, context_.cancelled}, reader_);
  if (!groups.ok()) return groups.status();
  groups_ = *std::move(groups);
  return true;
}

absl::StatusOr<std::shared_ptr<const Partial>> SegmentScan::Run() {
  for (uint32_t begin = reader_.first_row(); begin < reader_.rows(); begin += kVectorRows) {
    const uint32_t count = std::min(kVectorRows, reader_.rows() - begin);
    if (context_.cancelled && context_.cancelled()) {
      return absl::CancelledError(
          absl::StrCat("cancelled at sequence ", reader_.first_sequence() + begin));
    }
    FetchNext(begin + count);
    if (auto done = ScanVector(begin, count); !done.ok()) return done;
  }
  partial_->rows = reader_.rows() - reader_.first_row();
  if (context_.times != nullptr) context_.times->rows_left += partial_->exclusions.included;
  const Stopwatch watch(TimesOf(&ScanTimes::group));
  groups_->Finish(partial_.get());
  return std::shared_ptr<const Partial>(std::move(partial_));
}

// Columns that only groups need are read in few places when the filter leaves few rows.
void SegmentScan::FetchNext(uint32_t begin) {
  const bool reads_all = last_set_ >= last_count_ / kRowsPerLine;
  const size_t columns = reads_all ? reader_.row_columns() : filter_columns_;
  reader_.Prefetch(columns, begin, std::min(kVectorRows, reader_.rows() - begin));
}

// Events in the interval: those that begin in it, or, if they are imprecise, touch it.
absl::Status SegmentScan::FindInside(uint32_t begin, uint32_t count) {
  std::memset(scratch_.data(), 1, count);
  if (auto done = Fill(inside_, begin, count, scratch_.data(), inside_rows_.data()); !done.ok()) {
    return done;
  }
  if (spans_ != nullptr) {
    spans_->FindImprecise(begin, count, imprecise_.data());
    for (uint32_t i = 0; i < count; ++i) {
      if (imprecise_[i] != 0) inside_rows_[i] = spans_->TouchesInterval(begin + i);
    }
  }
  states_->LeaveOutRetractions(begin, count, inside_rows_.data());
  return absl::OkStatus();
}

absl::Status SegmentScan::ScanVector(uint32_t begin, uint32_t count) {
  last_count_ = count;
  last_set_ = 0;
  {
    const Stopwatch watch(TimesOf(&ScanTimes::filter));
    if (!are_all_inside_) {
      if (auto done = FindInside(begin, count); !done.ok()) return done;
      if (std::memchr(inside_rows_.data(), 1, count) == nullptr) return absl::OkStatus();
    }
    if (auto done = Fill(filter_, begin, count, inside_rows_.data(), match_.data()); !done.ok()) {
      return done;
    }
    if (!are_all_inside_) kernels::And(match_.data(), inside_rows_.data(), count);
  }
  NoteReplacements(begin, count);
  if (!lenient_.empty()) {
    if (auto done = CountNearMisses(begin, count); !done.ok()) return done;
  }
  states_->LeaveOutReplaced(begin, count, match_.data());
  LeaveOutPlanned(begin, count, match_.data(), &partial_->exclusions.planned);
  if (auto done = LeaveOutDuplicates(begin, count, match_.data(), &partial_->exclusions.duplicates);
      !done.ok()) {
    return done;
  }
  const Stopwatch watch(TimesOf(&ScanTimes::group));
  if (auto done = PlaceImprecise(begin, count); !done.ok()) return done;
  return Include(begin, count);
}

void SegmentScan::NoteReplacements(uint32_t begin, uint32_t count) {
  if (!states_->has_chains()) return;
  for (uint32_t i = 0; i < count; ++i) {
    if (match_[i] == 0) continue;
    const uint64_t sequence = reader_.first_sequence() + begin + i;
    if (states_->HasPrevious(begin + i)) partial_->matching_successors.push_back(sequence);
    if (const uint64_t by = states_->ReplacedBy(begin + i); by != 0) {
      partial_->matching_replaced.push_back({sequence, by});
    }
  }
}

void SegmentScan::LeaveOutPlanned(uint32_t begin, uint32_t count, uint8_t* mask,
                                  uint64_t* planned) {
  if (wanted_modality_ == nullptr) return;
  const uint32_t before = kernels::CountSet(mask, count);
  wanted_modality_->Run(begin, count, scratch_.data());
  kernels::And(mask, scratch_.data(), count);
  *planned += before - kernels::CountSet(mask, count);
}

absl::Status SegmentScan::LeaveOutDuplicates(uint32_t begin, uint32_t count, uint8_t* mask,
                                             uint64_t* duplicates) {
  if (duplicate_links_ == nullptr) return absl::OkStatus();
  duplicate_links_->Run(begin, count, scratch_.data());
  kernels::And(scratch_.data(), mask, count);
  if (events_ == nullptr) events_ = context_.snapshot.NewEventReader();
  oxus::v1::Event event;
  for (uint32_t i = 0; i < count; ++i) {
    if (scratch_[i] == 0) continue;
    if (context_.cancelled && context_.cancelled()) {
      return absl::CancelledError("cancelled while looking for duplicates");
    }
    auto read = events_->Read(reader_.first_sequence() + begin + i, &event);
    if (!read.ok()) return read;
    const auto is_duplicate = IsDuplicate(context_.snapshot, event, plan_.as_of);
    if (!is_duplicate.ok()) return is_duplicate.status();
    if (*is_duplicate) {
      mask[i] = 0;
      ++*duplicates;
    }
  }
  return absl::OkStatus();
}

absl::Status SegmentScan::PlaceImprecise(uint32_t begin, uint32_t count) {
  if (spans_ == nullptr) return absl::OkStatus();
  for (uint32_t i = 0; i < count; ++i) {
    if (match_[i] == 0 || imprecise_[i] == 0) continue;
    match_[i] = 0;
    if (!spreads()) {
      ++partial_->exclusions.time_imprecise;
    } else if (auto done = Spread(begin + i); !done.ok()) {
      return done;
    }
  }
  return absl::OkStatus();
}

absl::Status SegmentScan::Spread(uint32_t row) {
  const auto share = spans_->ShareOf(row);
  if (!share) {
    ++partial_->exclusions.time_imprecise;
    return absl::OkStatus();
  }
  ++partial_->exclusions.included;
  if (quarantined_ != nullptr) {
    uint8_t is_quarantined = 0;
    quarantined_->Run(row, 1, &is_quarantined);
    partial_->exclusions.quarantined_included += is_quarantined;
  }
  return groups_->AddSpread(row, share->first_bucket, share->last_bucket, share->weight);
}

absl::Status SegmentScan::Include(uint32_t begin, uint32_t count) {
  const uint32_t set = kernels::CountSet(match_.data(), count);
  last_set_ = set;
  if (set == 0) return absl::OkStatus();
  partial_->exclusions.included += set;
  if (quarantined_ != nullptr) {
    quarantined_->Run(begin, count, scratch_.data());
    kernels::And(scratch_.data(), match_.data(), count);
    partial_->exclusions.quarantined_included += kernels::CountSet(scratch_.data(), count);
  }
  return groups_->Add(begin, count, match_.data(), set);
}

void SegmentScan::NoteNearMisses(uint32_t begin, uint32_t count, uint8_t* found, bool by_place) {
  for (uint32_t i = 0; states_->has_chains() && i < count; ++i) {
    if (found[i] == 0 || !states_->HasPrevious(begin + i)) continue;
    partial_->near_misses.push_back({reader_.first_sequence() + begin + i, by_place});
    found[i] = 0;
  }
  Exclusions& exclusions = partial_->exclusions;
  (by_place ? exclusions.place_imprecise : exclusions.below_grade) +=
      kernels::CountSet(found, count);
}

// Events that would be counted if places, or grades, were known better.
absl::Status SegmentScan::CountNearMisses(uint32_t begin, uint32_t count) {
  Mask candidates;
  Mask found;
  uint64_t nobody = 0;
  std::memcpy(candidates.data(), inside_rows_.data(), count);
  kernels::AndNot(candidates.data(), match_.data(), count);
  for (uint32_t i = 0; spans_ != nullptr && i < count; ++i) {
    // What is left out for its time is not left out for another reason.
    const bool has_no_place = imprecise_[i] != 0 && !(spreads() && spans_->ShareOf(begin + i));
    if (has_no_place) candidates[i] = 0;
  }
  states_->LeaveOutReplaced(begin, count, candidates.data());
  LeaveOutPlanned(begin, count, candidates.data(), &nobody);
  for (size_t i = 0; i < lenient_.size(); ++i) {
    auto done = Fill(lenient_[i], begin, count, candidates.data(), found.data());
    if (!done.ok()) return done;
    kernels::And(found.data(), candidates.data(), count);
    kernels::AndNot(candidates.data(), found.data(), count);
    if (done = LeaveOutDuplicates(begin, count, found.data(), &nobody); !done.ok()) return done;
    NoteNearMisses(begin, count, found.data(), i == 0 && context_.asks_for_places);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Partial>> ScanSegment(const ScanContext& context,
                                                           const ScanPart& part) {
  SegmentScan scan(context, part);
  const auto may_match = scan.Bind();
  if (!may_match.ok()) return may_match.status();
  if (!*may_match) return std::shared_ptr<const Partial>();
  return scan.Run();
}

bool LooksElsewhere(const ScanPlan& plan, const storage::Segment& segment) {
  return !plan.include_duplicates && segment.zone(Column::kDuplicateLinks).any_set;
}

}  // namespace oxus::query
