#include "server/query/columns/chains.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "server/query/columns/row_states.h"

namespace oxus::query {
namespace {

using storage::SegmentPart;

// Steps between two looks at whether the caller is still there: well below a millisecond.
constexpr uint32_t kStepsPerPoll = 1024;

// Counts the steps of a long walk.
class Steps {
 public:
  explicit Steps(const Cancelled& cancelled) : cancelled_(cancelled) {}

  absl::Status Next() { return ++count_ % kStepsPerPoll == 0 ? Poll() : absl::OkStatus(); }
  absl::Status Poll() const {
    if (!cancelled_ || !cancelled_()) return absl::OkStatus();
    return absl::CancelledError("cancelled while corrections were followed");
  }

 private:
  const Cancelled& cancelled_;
  uint32_t count_ = 0;
};

// Looks records up by sequence, in segments read when first needed.
class Records {
 public:
  Records(std::span<const SegmentPart> parts, uint64_t as_of, Steps& steps)
      : parts_(parts), as_of_(as_of), steps_(steps) {}

  // Where an event stands.
  struct End {
    uint64_t sequence = 0;
    bool is_retraction = false;
  };

  // Follows a record to the one that nothing took the place of.
  absl::StatusOr<End> EndOf(uint64_t sequence) {
    path_.clear();
    End end;
    for (uint64_t at = sequence; end.sequence == 0;) {
      if (auto step = steps_.Next(); !step.ok()) return step;
      if (const auto known = ends_.find(at); known != ends_.end()) {
        end = known->second;
        break;
      }
      const auto record = At(at);
      if (!record.ok()) return record.status();
      path_.push_back(at);
      if (record->replaced_by == 0) end = {at, record->is_retraction};
      at = record->replaced_by;
    }
    // Every state of a long history may be asked for.
    for (const uint64_t passed : path_) ends_[passed] = end;
    return end;
  }

 private:
  struct Record {
    // The record that took its place; 0 if none.
    uint64_t replaced_by = 0;
    bool is_retraction = false;
  };

  struct OpenSegment {
    explicit OpenSegment(const SegmentPart& part) : reader(part) {}
    SegmentReader reader;
    std::unique_ptr<RowStates> states;
  };

  absl::StatusOr<Record> At(uint64_t sequence) {
    auto segment = SegmentOf(sequence);
    if (!segment.ok()) return segment.status();
    const auto row = static_cast<uint32_t>(sequence - (*segment)->reader.first_sequence());
    uint8_t is_event = 1;
    (*segment)->states->LeaveOutRetractions(row, 1, &is_event);
    return Record{(*segment)->states->ReplacedBy(row), is_event == 0};
  }

  absl::StatusOr<OpenSegment*> SegmentOf(uint64_t sequence) {
    const auto after = std::upper_bound(
        parts_.begin(), parts_.end(), sequence,
        [](uint64_t s, const SegmentPart& part) { return s < part.first_sequence(); });
    const SegmentPart& part = *(after - 1);
    std::unique_ptr<OpenSegment>& open = open_[part.first_sequence()];
    if (open == nullptr) {
      // Columns are read from disk.
      if (auto polled = steps_.Poll(); !polled.ok()) return polled;
      auto opened = std::make_unique<OpenSegment>(part);
      auto states = RowStates::Make(opened->reader, as_of_);
      if (!states.ok()) return states.status();
      opened->states = *std::move(states);
      open = std::move(opened);
    }
    return open.get();
  }

  const std::span<const SegmentPart> parts_;
  const uint64_t as_of_;
  Steps& steps_;
  absl::flat_hash_map<uint64_t, std::unique_ptr<OpenSegment>> open_;
  absl::flat_hash_map<uint64_t, End> ends_;
  // Of one walk.
  std::vector<uint64_t> path_;
};

}  // namespace

absl::StatusOr<Corrected> FollowChains(std::span<const SegmentPart> parts, uint64_t as_of,
                                       const Cancelled& cancelled,
                                       std::span<const Replaced> matching_replaced,
                                       std::span<const uint64_t> matching_successors,
                                       std::span<const NearMiss> near_misses) {
  Corrected corrected;
  Steps steps(cancelled);
  absl::flat_hash_set<uint64_t> matching;
  for (size_t i = 0; !matching_replaced.empty() && i < matching_successors.size(); ++i) {
    if (auto step = steps.Next(); !step.ok()) return step;
    matching.insert(matching_successors[i]);
  }
  Records records(parts, as_of, steps);
  // Several states of one event lead to the same end.
  absl::flat_hash_set<uint64_t> ends;
  for (const Replaced& row : matching_replaced) {
    const auto end = records.EndOf(row.by);
    if (!end.ok()) return end.status();
    if (end->is_retraction) {
      if (end->sequence == row.by) ++corrected.retracted;
    } else if (!matching.contains(end->sequence) && ends.insert(end->sequence).second) {
      ++corrected.superseded;
    }
  }
  for (const NearMiss& miss : near_misses) {
    if (auto step = steps.Next(); !step.ok()) return step;
    if (ends.contains(miss.sequence)) continue;
    ++(miss.by_place ? corrected.place_imprecise : corrected.below_grade);
  }
  return corrected;
}

}  // namespace oxus::query
