#include "server/query/columns/chains.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "server/query/columns/row_states.h"
#include "tests/query/columns/sample_segment.h"

namespace oxus::query {
namespace {

using storage::RecordType;
using storage::SegmentPart;
using Random = std::mt19937_64;

constexpr uint64_t kFirst = 7;

struct Record {
  RecordType type = RecordType::kEvent;
  uint64_t previous = 0;
  // 0: nothing took its place.
  uint64_t replaced_by = 0;
  bool matches = false;

  uint64_t ReplacedAt(uint64_t as_of) const { return replaced_by <= as_of ? replaced_by : 0; }
};

// Events that are told, revised, withdrawn and told anew, over several segments.
class History {
 public:
  History(Random& random, size_t records, size_t events, storage::Dictionary& dictionary) {
    std::vector<uint64_t> last(events);
    for (size_t i = 0; i < records; ++i) {
      const uint64_t sequence = kFirst + i;
      uint64_t& before = last[random() % events];
      Record record;
      record.previous = before;
      record.matches = random() % 2 == 0;
      const bool may_withdraw = before != 0 && At(before).type != RecordType::kRetraction;
      if (may_withdraw && random() % 3 == 0) record.type = RecordType::kRetraction;
      if (may_withdraw && random() % 4 == 0) record.type = RecordType::kReport;
      if (before != 0) records_[before - kFirst].replaced_by = sequence;
      before = sequence;
      records_.push_back(record);
    }
    Store(random, dictionary);
  }

  const Record& At(uint64_t sequence) const { return records_[sequence - kFirst]; }
  uint64_t end() const { return kFirst + records_.size(); }

  // The rows up to a state; each segment as it grows or sealed.
  std::vector<SegmentPart> Parts(Random& random, uint64_t as_of) const {
    std::vector<SegmentPart> parts;
    for (const auto& segment : segments_) {
      SegmentPart part = random() % 2 == 0 ? segment->tail() : segment->sealed();
      if (part.first_sequence() > as_of) break;
      part.rows =
          std::min<uint32_t>(part.rows, static_cast<uint32_t>(as_of - part.first_sequence() + 1));
      parts.push_back(part);
    }
    return parts;
  }

  // What became of the events whose earlier states match.
  Corrected Expected(uint64_t as_of) const {
    Corrected corrected;
    for (uint64_t last = kFirst; last <= as_of; ++last) {
      if (At(last).ReplacedAt(as_of) != 0) continue;
      const uint64_t before = At(last).previous;
      if (At(last).type == RecordType::kRetraction) {
        corrected.retracted += At(before).matches;
        continue;
      }
      bool matched = false;
      for (uint64_t at = before; at != 0; at = At(at).previous) {
        matched |= At(at).matches && At(at).type != RecordType::kRetraction;
      }
      corrected.superseded += matched && !At(last).matches;
    }
    return corrected;
  }

 private:
  void Store(Random& random, storage::Dictionary& dictionary) {
    for (size_t begin = 0; begin < records_.size();) {
      const size_t count = std::min<size_t>(records_.size() - begin, 1 + random() % 60);
      std::vector<SampleRow> rows(count);
      for (size_t i = 0; i < count; ++i) {
        rows[i].head.type = records_[begin + i].type;
        rows[i].head.previous_sequence = records_[begin + i].previous;
      }
      segments_.push_back(std::make_unique<SampleSegment>(kFirst + begin, rows, dictionary));
      starts_.push_back(kFirst + begin);
      begin += count;
    }
    // In the order in which it happened.
    for (uint64_t by = kFirst; by < end(); ++by) {
      const uint64_t row = At(by).previous;
      if (row == 0) continue;
      const auto after = std::upper_bound(starts_.begin(), starts_.end(), row);
      const auto segment = static_cast<size_t>(after - starts_.begin()) - 1;
      segments_[segment]->Mark(static_cast<uint32_t>(row - starts_[segment]), by);
    }
  }

  std::vector<Record> records_;
  std::vector<std::unique_ptr<SampleSegment>> segments_;
  std::vector<uint64_t> starts_;
};

class ChainsTest : public testing::Test {
 protected:
  const uint64_t seed_ = std::random_device()();
  const testing::ScopedTrace trace_{__FILE__, __LINE__, testing::Message() << "seed " << seed_};
  // The number of marks tells states apart as far as chains go.
  void ExpectAsWithSameMarks(const std::vector<SegmentPart>& parts, uint64_t as_of,
                             const Corrected& found) {
    uint64_t marks = 0;
    for (const SegmentPart& part : parts) marks += part.segment->marks().CountAt(as_of);
    const auto [known, is_new] = by_marks_.try_emplace(marks, found);
    EXPECT_EQ(known->second.retracted, found.retracted) << "as of " << as_of;
    EXPECT_EQ(known->second.superseded, found.superseded) << "as of " << as_of;
  }

  Random random_{seed_};
  storage::Dictionary dictionary_;
  // Of one history.
  std::map<uint64_t, Corrected> by_marks_;
};

void ExpectStates(const History& history, const SegmentPart& part, uint64_t as_of) {
  SegmentReader reader(part);
  const auto states = RowStates::Make(reader, as_of);
  ASSERT_TRUE(states.ok());
  std::vector<uint8_t> standing(part.rows, 1);
  std::vector<uint8_t> events(part.rows, 1);
  // In two stretches.
  const uint32_t half = part.rows / 2;
  (*states)->LeaveOutReplaced(0, half, standing.data());
  (*states)->LeaveOutReplaced(half, part.rows - half, standing.data() + half);
  (*states)->LeaveOutRetractions(0, half, events.data());
  (*states)->LeaveOutRetractions(half, part.rows - half, events.data() + half);
  bool has_chains = false;
  for (uint32_t row = 0; row < part.rows; ++row) {
    const Record& record = history.At(part.first_sequence() + row);
    ASSERT_EQ((*states)->ReplacedBy(row), record.ReplacedAt(as_of));
    ASSERT_EQ(standing[row], record.ReplacedAt(as_of) == 0 ? 1 : 0);
    ASSERT_EQ(events[row], record.type == RecordType::kRetraction ? 0 : 1);
    ASSERT_EQ((*states)->HasPrevious(row), record.previous != 0);
    has_chains |= record.ReplacedAt(as_of) != 0 || record.previous != 0;
  }
  EXPECT_TRUE((*states)->has_chains() || !has_chains);
}

TEST_F(ChainsTest, RowsStandAsTheyDidAtEveryState) {
  for (const size_t events : {1, 5, 60}) {
    const History history(random_, 250, events, dictionary_);
    for (uint64_t as_of = kFirst; as_of < history.end() && !HasFailure(); ++as_of) {
      SCOPED_TRACE(testing::Message() << "as of " << as_of);
      for (const SegmentPart& part : history.Parts(random_, as_of)) {
        ExpectStates(history, part, as_of);
      }
    }
  }
}

TEST_F(ChainsTest, WhatIsMarkedBeyondAPartIsLeftAlone) {
  constexpr uint32_t kRows = 20'000;
  SampleSegment segment(1, std::vector<SampleRow>(kRows), dictionary_);
  segment.Mark(5, 20);
  for (uint32_t row = 1'000; row < kRows; row += 1'000) segment.Mark(row, kRows);
  for (SegmentPart part : segment.Both()) {
    part.rows = 10;
    SegmentReader reader(part);
    const auto states = RowStates::Make(reader, kRows);
    ASSERT_TRUE(states.ok());
    std::vector<uint8_t> standing(part.rows, 1);
    (*states)->LeaveOutReplaced(0, part.rows, standing.data());
    for (uint32_t row = 0; row < part.rows; ++row) {
      EXPECT_EQ((*states)->ReplacedBy(row), row == 5 ? 20u : 0u);
      EXPECT_EQ(standing[row], row == 5 ? 0 : 1);
    }
  }
}

TEST_F(ChainsTest, LeadToWhereEventsStandAtEveryState) {
  for (const size_t events : {1, 4, 40}) {
    for (int repeat = 0; repeat < 5; ++repeat) {
      const History history(random_, 150, events, dictionary_);
      for (uint64_t as_of = kFirst; as_of < history.end(); ++as_of) {
        std::vector<Replaced> replaced;
        std::vector<uint64_t> successors;
        for (uint64_t at = kFirst; at <= as_of; ++at) {
          const Record& record = history.At(at);
          if (!record.matches || record.type == RecordType::kRetraction) continue;
          if (record.ReplacedAt(as_of) != 0) replaced.push_back({at, record.replaced_by});
          if (record.previous != 0) successors.push_back(at);
        }
        std::shuffle(replaced.begin(), replaced.end(), random_);
        const auto parts = history.Parts(random_, as_of);
        const auto found = FollowChains(parts, as_of, nullptr, replaced, successors);
        ASSERT_TRUE(found.ok());
        const Corrected expected = history.Expected(as_of);
        ASSERT_EQ(found->retracted, expected.retracted) << "as of " << as_of;
        ASSERT_EQ(found->superseded, expected.superseded) << "as of " << as_of;
        ExpectAsWithSameMarks(parts, as_of, *found);
      }
      by_marks_.clear();
    }
  }
}

TEST_F(ChainsTest, NearMissesAreLeftOutForThatUnlessAnEarlierStateMatched) {
  // Record 1 matched and was replaced by 3; 2 did not match and was replaced by 4.
  std::vector<SampleRow> rows(4);
  rows[2].head.previous_sequence = 1;
  rows[3].head.previous_sequence = 2;
  SampleSegment segment(1, rows, dictionary_);
  segment.Mark(0, 3);
  segment.Mark(1, 4);
  const std::vector<SegmentPart> parts = {segment.sealed()};
  const Replaced replaced[] = {{1, 3}};
  const NearMiss misses[] = {{3, true}, {4, false}};
  const auto found = FollowChains(parts, 4, nullptr, replaced, {}, misses);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->superseded, 1u);
  EXPECT_EQ(found->place_imprecise, 0u);
  EXPECT_EQ(found->below_grade, 1u);
  const auto without_matches = FollowChains(parts, 4, nullptr, {}, {}, misses);
  ASSERT_TRUE(without_matches.ok());
  EXPECT_EQ(without_matches->superseded, 0u);
  EXPECT_EQ(without_matches->place_imprecise, 1u);
  EXPECT_EQ(without_matches->below_grade, 1u);
}

// With a walk from every state to the end this would take minutes.
TEST_F(ChainsTest, OfAnEventRevisedVeryOftenAreWalkedOnce) {
  constexpr uint32_t kRows = 60'000;
  std::vector<SampleRow> rows(kRows);
  for (uint32_t row = 1; row < kRows; ++row) rows[row].head.previous_sequence = row;
  SampleSegment segment(1, rows, dictionary_);
  std::vector<Replaced> replaced;
  for (uint32_t row = 0; row + 1 < kRows; ++row) {
    segment.Mark(row, row + 2);
    replaced.push_back({row + 1, row + 2});
  }
  for (const SegmentPart& part : segment.Both()) {
    const std::vector<SegmentPart> parts = {part};
    const auto found = FollowChains(parts, kRows, nullptr, replaced, {});
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->superseded, 1u);
    EXPECT_EQ(found->retracted, 0u);
  }
}

TEST_F(ChainsTest, AreFollowedUntilTheCallerGivesUp) {
  constexpr uint32_t kRows = 60'000;
  std::vector<SampleRow> rows(kRows);
  SampleSegment segment(1, rows, dictionary_);
  for (uint32_t row = 0; row + 1 < kRows; ++row) segment.Mark(row, row + 2);
  const std::vector<SegmentPart> parts = {segment.tail()};
  const Replaced replaced[] = {{1, 2}};
  for (const uint32_t patience : {0, 10}) {
    uint32_t asked = 0;
    const auto cancelled = [&] { return asked++ == patience; };
    const auto found = FollowChains(parts, kRows, cancelled, replaced, {});
    EXPECT_EQ(found.status().code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(asked, patience + 1);
  }
}

TEST_F(ChainsTest, ModalitiesPassWhenTheyAreAskedFor) {
  std::vector<SampleRow> rows(400);
  std::vector<int64_t> modalities;
  for (SampleRow& row : rows) {
    modalities.push_back(static_cast<int64_t>(random_() % oxus::v1::Modality_ARRAYSIZE));
    row.values = {{storage::Column::kModality, modalities.back()}};
  }
  const SampleSegment segment(1, rows, dictionary_);
  for (uint32_t set = 0; set < 1u << oxus::v1::Modality_ARRAYSIZE; ++set) {
    const ModalitySet wanted(set);
    for (const SegmentPart& part : segment.Both()) {
      SegmentReader reader(part);
      const auto test = ModalityTest(**reader.Load(storage::Column::kModality), wanted);
      std::vector<uint8_t> out(rows.size());
      test->Run(0, static_cast<uint32_t>(rows.size()), out.data());
      for (size_t row = 0; row < rows.size(); ++row) {
        ASSERT_EQ(out[row], wanted.test(static_cast<size_t>(modalities[row])) ? 1 : 0);
      }
    }
  }
}

}  // namespace
}  // namespace oxus::query
