// The columns of random histories against rows made in plain code, over segments of a few rows
// that are sealed, and stores that are opened again, at random places.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "storage/event_store.h"
#include "tests/storage/sample_rows.h"
#include "tests/storage/stored_blocks.h"
#include "tests/support/store_submission.h"
#include "tests/support/temporary_directory.h"

namespace oxus::storage {
namespace {

using ::oxus::test::FillSample;
using ::oxus::test::MakeEvent;
using ::oxus::test::MakeReport;
using ::oxus::test::MakeRetraction;
using ::oxus::test::ProjectSample;
using ::oxus::test::ReadRows;
using ::oxus::test::Records;
using ::oxus::test::SampleRow;

// All that was logged. What is accepted is for the store to say; what follows from it is here.
struct History {
  std::vector<SampleRow> rows;
  // Of row i, the sequence that took its place; 0 for none.
  std::vector<uint64_t> superseded_by;

  struct Key {
    v1::Event event;
    uint64_t latest = 0;
    bool quarantined = false;
  };
  std::map<std::string, Key> keys;

  void Log(RecordType type, Key& key, bool quarantined, int64_t received_ms,
           const std::string& principal) {
    SampleRow row;
    row.type = static_cast<int64_t>(type);
    row.quarantined = quarantined;
    row.received_ms = received_ms;
    row.previous = key.latest;
    row.principal = principal;
    if (type != RecordType::kRetraction) FillSample(key.event, row);
    rows.push_back(row);
    superseded_by.push_back(0);
    if (key.latest != 0) superseded_by[key.latest - 1] = rows.size();
    key.latest = rows.size();
    key.quarantined = quarantined;
  }
};

class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  uint32_t Below(uint32_t end) { return engine_() % end; }
  std::string Word(const char* stem, uint32_t kinds) { return stem + std::to_string(Below(kinds)); }

  v1::Event MakeRandomEvent(const std::string& id, uint32_t revision) {
    v1::Event event = MakeEvent(id, revision, Below(3) == 0 ? "" : Word("summary ", 40));
    if (Below(2) == 0) event.mutable_place()->set_lat(Below(1000) / 8.0);
    for (uint32_t n = Below(4); n > 0; --n) event.add_tags(Word("tag ", 9));
    for (uint32_t n = Below(3) == 0 ? Below(4) : 0; n > 0; --n) {
      v1::Report* const report = event.add_reports();
      report->set_report_id("own " + std::to_string(n));
      report->set_source_id(Word("source ", 5));
      if (Below(2) == 0) report->set_published_ms(1 + Below(1000));
    }
    return event;
  }

 private:
  std::mt19937 engine_;
};

// One random record, and what to do when it is accepted.
struct Step {
  RecordType type = RecordType::kEvent;
  std::string id;
  bool quarantined = false;
  v1::Event event;
  v1::AttachReport report;
};

class ColumnsTest : public ::testing::TestWithParam<uint32_t> {
 protected:
  ColumnsTest() : seed_(std::random_device()()), random_(seed_) {}

  // Some block is found damaged, or is gone, each second time.
  void Open() {
    old_snapshots_.clear();
    store_.reset();
    StoreOptions options;
    options.directory = directory_.path();
    options.sync = false;
    options.segment_rows = GetParam();
    options.projection = ProjectSample;
    // So little that blocks are read again and again.
    options.column_cache_bytes = 4 << 10;
    const bool is_damaged =
        !history_.rows.empty() && random_.Below(2) == 0 && DamageABlock(options);
    absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    if (!is_damaged) return;
    ReadRows(*store_->TakeSnapshot()).status().IgnoreError();
    while (*store_->Repair()) {
    }
    ASSERT_LE(store_->TakeRepairs().size(), 1u);
  }

  // False when there is none.
  bool DamageABlock(const StoreOptions& options) {
    oxus::test::StoredBlocks stored(options);
    const auto blocks = stored.List();
    if (blocks.empty()) return false;
    const auto [first, block] = blocks[random_.Below(static_cast<uint32_t>(blocks.size()))];
    if (random_.Below(3) == 0) {
      stored.Remove(first, block);
    } else {
      stored.FlipABit(first, block, random_.Below(1000));
    }
    return true;
  }

  Step MakeStep() {
    Step step;
    step.id = random_.Word("key ", 60);
    step.quarantined = random_.Below(8) == 0;
    const uint32_t kind = random_.Below(10);
    if (kind == 0) {
      step.type = RecordType::kRetraction;
    } else if (kind < 3) {
      step.type = RecordType::kReport;
      step.report = MakeReport(step.id, random_.Word("r", 50), random_.Word("source ", 5));
    } else {
      step.event = random_.MakeRandomEvent(step.id, 1 + random_.Below(4));
    }
    return step;
  }

  // Half of the events bring their row, as texts that are still to be numbered or with codes.
  void AddTo(Records& records, std::vector<std::unique_ptr<RowDraft>>& drafts, const Step& step) {
    RecordInput* input = nullptr;
    switch (step.type) {
      case RecordType::kEvent:
        input = &records.AddEvent(step.event);
        if (random_.Below(2) == 0) {
          const Dictionary* const known = random_.Below(2) == 0 ? &store_->dictionary() : nullptr;
          drafts.push_back(std::make_unique<RowDraft>(known));
          ProjectSample(step.event, *drafts.back());
          input->row = drafts.back()->cells();
        }
        break;
      case RecordType::kRetraction:
        input = &records.AddRetraction(MakeRetraction(step.id));
        break;
      case RecordType::kReport:
        input = &records.AddReport(step.report);
        break;
    }
    input->quarantined = step.quarantined;
    input->allow_revision_gap = true;
    input->principal = principal_;
  }

  void ApplySome() {
    principal_ = random_.Below(2) == 0 ? "" : random_.Word("sender ", 3);
    received_ms_ += random_.Below(1000);
    std::vector<Step> steps;
    for (uint32_t n = 1 + random_.Below(25); n > 0; --n) steps.push_back(MakeStep());
    Records records;
    std::vector<std::unique_ptr<RowDraft>> drafts;
    for (const Step& step : steps) AddTo(records, drafts, step);
    const absl::StatusOr<std::vector<Applied>> applied =
        store_->Apply(records.inputs(), received_ms_);
    ASSERT_TRUE(applied.ok()) << applied.status();
    for (size_t i = 0; i < steps.size(); ++i) {
      if (IsLogged((*applied)[i].decision)) Log(steps[i]);
    }
  }

  void Log(const Step& step) {
    History::Key& key = history_.keys[step.id];
    if (step.type == RecordType::kEvent) key.event = step.event;
    bool quarantined = step.quarantined;
    if (step.type == RecordType::kReport) {
      *key.event.add_reports() = step.report.report();
      quarantined |= key.quarantined;
    }
    history_.Log(step.type, key, quarantined, received_ms_, principal_);
  }

  void CheckMarks(const Snapshot& snapshot, uint64_t as_of) {
    for (const SegmentPart& part : snapshot.parts()) {
      std::vector<uint64_t> found(part.rows, 0);
      const MarkList& marks = part.segment->marks();
      for (uint32_t i = 0; i < marks.CountAt(as_of); ++i) {
        // A tail may hold rows that this snapshot does not see, but no mark on them is this old.
        ASSERT_LT(marks[i].row, part.rows);
        found[marks[i].row] = marks[i].by;
      }
      for (uint32_t row = 0; row < part.rows; ++row) {
        const uint64_t by = history_.superseded_by[part.first_sequence() + row - 1];
        ASSERT_EQ(found[row], by <= as_of ? by : 0)
            << "sequence " << part.first_sequence() + row << " as of " << as_of;
      }
    }
  }

  void Check(const Snapshot& snapshot) {
    const absl::StatusOr<std::vector<SampleRow>> rows = ReadRows(snapshot);
    ASSERT_TRUE(rows.ok()) << rows.status();
    for (size_t i = 0; i < rows->size(); ++i) {
      ASSERT_EQ((*rows)[i], history_.rows[i]) << "sequence " << i + 1;
    }
    const uint32_t last = static_cast<uint32_t>(snapshot.last_sequence());
    CheckMarks(snapshot, last);
    for (int i = 0; i < 3 && last > 0; ++i) CheckMarks(snapshot, random_.Below(last + 1));
  }

  const uint32_t seed_;
  Random random_;
  oxus::test::TemporaryDirectory directory_;
  History history_;
  std::unique_ptr<EventStore> store_;
  // They must go before the store.
  std::vector<std::unique_ptr<Snapshot>> old_snapshots_;
  std::string principal_;
  int64_t received_ms_ = 1000;
};

TEST_P(ColumnsTest, AreTheLogAsRows) {
  SCOPED_TRACE("seed " + std::to_string(seed_));
  ASSERT_NO_FATAL_FAILURE(Open());
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    ASSERT_NO_FATAL_FAILURE(ApplySome());
    if (random_.Below(3) == 0) {
      ASSERT_TRUE(store_->Maintain().ok());
    }
    if (random_.Below(4) == 0) old_snapshots_.push_back(store_->TakeSnapshot());
    if (random_.Below(12) == 0) {
      for (const auto& snapshot : old_snapshots_) ASSERT_NO_FATAL_FAILURE(Check(*snapshot));
      ASSERT_NO_FATAL_FAILURE(Open());
      ASSERT_NO_FATAL_FAILURE(Check(*store_->TakeSnapshot()));
    }
  }
  ASSERT_NO_FATAL_FAILURE(Check(*store_->TakeSnapshot()));
  const StoreStats stats = store_->GetStats();
  EXPECT_EQ(stats.last_sequence, history_.rows.size());
  EXPECT_GT(stats.segments, 0u);
  EXPECT_LE(stats.tail_records, 6 * GetParam()) << "more full tails wait than may";
}

INSTANTIATE_TEST_SUITE_P(SegmentRows, ColumnsTest, ::testing::Values(1, 2, 3, 7, 16, 50),
                         [](const auto& rows) { return std::to_string(rows.param); });

}  // namespace
}  // namespace oxus::storage
