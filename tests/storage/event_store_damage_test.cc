// Columns that are damaged on disk are made again from the log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "storage/columns/block_seal.h"
#include "storage/event_store.h"
#include "storage/segment_store.h"
#include "tests/storage/sample_rows.h"
#include "tests/storage/stored_blocks.h"
#include "tests/support/store_submission.h"
#include "tests/support/temporary_directory.h"

namespace oxus::storage {
namespace {

using ::oxus::test::MakeEvent;
using ::oxus::test::MakeReport;
using ::oxus::test::MakeRetraction;
using ::oxus::test::ProjectSample;
using ::oxus::test::ReadRows;
using ::oxus::test::Records;
using ::oxus::test::SampleRow;
using ::oxus::test::StoredBlocks;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr uint32_t kSegmentSize = 4;
constexpr BlockId kTags = BlockOf(Column::kTag);

// Other cells than ProjectSample: values of the same range, of another column, and new texts.
void ProjectTurned(const v1::Event& event, RowDraft& row) {
  v1::Event turned = event;
  std::reverse(turned.mutable_tags()->begin(), turned.mutable_tags()->end());
  ProjectSample(turned, row);
}
void ProjectOtherwise(const v1::Event& event, RowDraft& row) {
  ProjectSample(event, row);
  row.SetInteger(Column::kKilled, 7);
}
void ProjectMore(const v1::Event& event, RowDraft& row) {
  ProjectSample(event, row);
  row.SetText(Column::kFacilityName, "site of " + event.key().external_id());
}

class EventStoreDamageTest : public ::testing::Test {
 protected:
  // Segments begin at 1, 5, 9 and 13; the tail at 17.
  EventStoreDamageTest() {
    options_.directory = directory_.path();
    options_.segment_rows = kSegmentSize;
    options_.projection = ProjectSample;
    Open();
    Fill();
    while (*store_->Maintain()) {
    }
    rows_ = *ReadRows(*store_->TakeSnapshot());
    marks_ = Marks();
  }

  absl::Status TryOpen() {
    store_.reset();
    absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options_);
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    return absl::OkStatus();
  }
  void Open() {
    const absl::Status opened = TryOpen();
    ASSERT_TRUE(opened.ok()) << opened;
  }

  absl::Status Apply(const Records& records) {
    return store_->Apply(records.inputs(), 1000).status();
  }

  void Fill() {
    for (int i = 0; i < 9; ++i) {
      Records records;
      v1::Event event = MakeEvent("key " + std::to_string(i), 1, "summary");
      for (int tag = 0; tag <= i % 3; ++tag) {
        event.add_tags("tag " + std::to_string(i) + std::to_string(tag));
      }
      records.AddEvent(event);
      if (i % 2 == 0) records.AddReport(MakeReport("key " + std::to_string(i), "r", "source"));
      if (i % 3 == 2) records.AddRetraction(MakeRetraction("key " + std::to_string(i - 1)));
      ASSERT_TRUE(Apply(records).ok());
    }
    ASSERT_EQ(store_->TakeSnapshot()->last_sequence(), 17u);
  }

  std::vector<uint32_t> Marks() const {
    std::vector<uint32_t> marks;
    const auto snapshot = store_->TakeSnapshot();
    for (const SegmentPart& part : snapshot->parts()) {
      marks.push_back(part.segment->marks().CountAt(snapshot->last_sequence()));
    }
    return marks;
  }

  absl::Status Read() const { return ReadRows(*store_->TakeSnapshot()).status(); }
  void ExpectAllIsBack() const {
    const absl::StatusOr<std::vector<SampleRow>> rows = ReadRows(*store_->TakeSnapshot());
    ASSERT_TRUE(rows.ok()) << rows.status();
    EXPECT_EQ(*rows, rows_);
    EXPECT_EQ(Marks(), marks_);
  }

  test::TemporaryDirectory directory_;
  StoreOptions options_;
  std::unique_ptr<EventStore> store_;
  std::vector<SampleRow> rows_;
  std::vector<uint32_t> marks_;
};

TEST_F(EventStoreDamageTest, ASegmentWithADamagedHeaderIsMadeAgainOnOpen) {
  for (const uint64_t first : {1, 5, 13}) {
    store_.reset();
    StoredBlocks(options_).FlipABit(first, kHeaderBlock);
    Open();
    ExpectAllIsBack();
    EXPECT_THAT(store_->TakeRepairs(),
                ElementsAre(AllOf(HasSubstr("segment " + std::to_string(first) + ", header"),
                                  HasSubstr("checksum differs"),
                                  HasSubstr("sequences " + std::to_string(first) + " to " +
                                            std::to_string(first + 3) + " were made again"))));
    Open();
    ExpectAllIsBack();
    EXPECT_THAT(store_->TakeRepairs(), IsEmpty());
  }
}

TEST_F(EventStoreDamageTest, SegmentsThatAreGoneAreMadeAgainOnOpen) {
  store_.reset();
  {
    StoredBlocks blocks(options_);
    blocks.RemoveSegment(5);
    blocks.Remove(13, kHeaderBlock);
  }
  Open();
  ExpectAllIsBack();
  EXPECT_THAT(store_->TakeRepairs(), ElementsAre(HasSubstr("segment 5"), HasSubstr("segment 13")));
}

TEST_F(EventStoreDamageTest, NeighboursThatAreGoneAreMadeAgainAsOne) {
  store_.reset();
  {
    StoredBlocks blocks(options_);
    for (const uint64_t first : {5, 9, 13}) blocks.RemoveSegment(first);
  }
  for (int opened = 0; opened < 2; ++opened) {
    Open();
    const absl::StatusOr<std::vector<SampleRow>> rows = ReadRows(*store_->TakeSnapshot());
    ASSERT_TRUE(rows.ok()) << rows.status();
    EXPECT_EQ(*rows, rows_);
    EXPECT_EQ(store_->GetStats().segments, 2u);
  }
}

TEST_F(EventStoreDamageTest, WritingGoesOnAfterAHeaderWasMadeAgain) {
  store_.reset();
  StoredBlocks(options_).FlipABit(13, kHeaderBlock);
  Open();
  Records records;
  for (int i = 0; i < 9; ++i) records.AddEvent(MakeEvent("later " + std::to_string(i)));
  ASSERT_TRUE(Apply(records).ok());
  while (*store_->Maintain()) {
  }
  EXPECT_GE(store_->GetStats().segments, 6u);
  EXPECT_TRUE(Read().ok());
  Open();
  EXPECT_TRUE(Read().ok());
  EXPECT_EQ(store_->TakeSnapshot()->last_sequence(), 26u);
}

TEST_F(EventStoreDamageTest, AHeaderOfANewerVersionIsLeftAsItIs) {
  store_.reset();
  std::string header;
  {
    StoredBlocks blocks(options_);
    blocks.SetVersion(5, kHeaderBlock, kBlockVersion + 1);
    header = blocks.Get(5, kHeaderBlock);
  }
  EXPECT_TRUE(absl::IsFailedPrecondition(TryOpen()));
  EXPECT_EQ(StoredBlocks(options_).Get(5, kHeaderBlock), header);
}

TEST_F(EventStoreDamageTest, WithoutAProjectionADamagedHeaderIsDataLoss) {
  store_.reset();
  StoredBlocks(options_).Remove(5, kHeaderBlock);
  options_.projection = nullptr;
  const absl::Status status = TryOpen();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("segment 5, header"));
}

TEST_F(EventStoreDamageTest, ADamagedHeaderOverADamagedLogIsDataLoss) {
  store_.reset();
  {
    StoredBlocks blocks(options_);
    blocks.FlipABit(5, kHeaderBlock);
    blocks.DamageLog(6, 17);
  }
  EXPECT_TRUE(absl::IsDataLoss(TryOpen()));
}

TEST_F(EventStoreDamageTest, ADamagedBlockIsNamedAndMadeAgainByRepair) {
  store_.reset();
  StoredBlocks(options_).FlipABit(5, kTags);
  Open();
  const absl::Status met = Read();
  EXPECT_TRUE(absl::IsDataLoss(met));
  EXPECT_THAT(std::string(met.message()), HasSubstr("segment 5, column tag: checksum differs"));
  const auto snapshot = store_->TakeSnapshot();
  EXPECT_TRUE(snapshot->parts()[1].segment->Load(Column::kSubject).ok()) << "other columns";
  EXPECT_TRUE(snapshot->parts()[2].segment->Load(Column::kTag).ok()) << "other segments";
  EXPECT_THAT(store_->TakeRepairs(), IsEmpty());

  EXPECT_FALSE(store_->wants_maintenance()) << "no commit is to wake upkeep for it";
  EXPECT_FALSE(*store_->Maintain());
  EXPECT_TRUE(*store_->Repair());
  EXPECT_THAT(store_->TakeRepairs(),
              ElementsAre(HasSubstr("segment 5, column tag: checksum differs")));
  EXPECT_TRUE(snapshot->parts()[1].segment->Load(Column::kTag).ok()) << "under an old snapshot";
  ExpectAllIsBack();
  EXPECT_FALSE(*store_->Repair());
  Open();
  ExpectAllIsBack();
  EXPECT_THAT(store_->TakeRepairs(), IsEmpty());
}

TEST_F(EventStoreDamageTest, EveryBlockThatIsDamagedOrGoneIsMadeAgain) {
  store_.reset();
  const auto blocks = StoredBlocks(options_).List();
  ASSERT_GT(blocks.size(), 20u);
  for (size_t i = 0; i < blocks.size(); ++i) {
    const auto [first, block] = blocks[i];
    SCOPED_TRACE("segment " + std::to_string(first) + " block " + std::to_string(block));
    store_.reset();
    if (i % 2 == 0) {
      StoredBlocks(options_).FlipABit(first, block, i);
    } else {
      StoredBlocks(options_).Remove(first, block);
    }
    Open();
    Read().IgnoreError();
    while (*store_->Repair()) {
    }
    ASSERT_NO_FATAL_FAILURE(ExpectAllIsBack());
  }
}

TEST_F(EventStoreDamageTest, WhatIsDerivedOtherwiseByNowIsMadeAgainWhenTheStoreIsOpenedNext) {
  uint64_t first = 1;
  for (const auto& projection : {ProjectOtherwise, ProjectMore}) {
    first += kSegmentSize;
    store_.reset();
    StoredBlocks(options_).FlipABit(first, kTags);
    options_.projection = projection;
    Open();
    EXPECT_TRUE(absl::IsDataLoss(Read()));
    EXPECT_TRUE(*store_->Repair());
    EXPECT_THAT(store_->TakeRepairs(), ElementsAre(HasSubstr("when the server starts next")));
    EXPECT_TRUE(absl::IsDataLoss(Read()));
    EXPECT_FALSE(*store_->Repair());
    EXPECT_TRUE(store_->health().ok());

    Open();
    ExpectAllIsBack();
    EXPECT_THAT(store_->TakeRepairs(),
                ElementsAre(HasSubstr("segment " + std::to_string(first) + ", header")));
  }
  const auto snapshot = store_->TakeSnapshot();
  const auto sites = snapshot->parts()[2].segment->Load(Column::kFacilityName);
  ASSERT_TRUE(sites.ok());
  const auto site = static_cast<uint32_t>(IntegerAt(**sites, 0));
  EXPECT_THAT(std::string(snapshot->dictionary().Text(DictionaryColumn::kFacilityName, site)),
              HasSubstr("site of key"));
}

TEST_F(EventStoreDamageTest, BlocksThatAreDerivedOtherwiseByNowAreNotMixedWithOldOnes) {
  store_.reset();
  // The lists of tags lie in the block of their lengths too.
  StoredBlocks(options_).FlipABit(5, BlockOf(List::kTag));
  options_.projection = ProjectTurned;
  Open();
  EXPECT_TRUE(absl::IsDataLoss(Read()));
  EXPECT_TRUE(*store_->Repair());
  EXPECT_THAT(store_->TakeRepairs(), ElementsAre(HasSubstr("when the server starts next")));
  Open();
  EXPECT_TRUE(Read().ok());
}

TEST_F(EventStoreDamageTest, ASegmentThatCannotBeMendedLeavesTheStoreWritable) {
  store_.reset();
  {
    StoredBlocks blocks(options_);
    blocks.FlipABit(5, kTags);
    blocks.DamageLog(6, 17);
  }
  Open();
  EXPECT_TRUE(absl::IsDataLoss(Read()));
  EXPECT_TRUE(*store_->Repair());
  EXPECT_THAT(store_->TakeRepairs(), ElementsAre(AllOf(HasSubstr("segment 5, column tag"),
                                                       HasSubstr("cannot be made again"))));
  EXPECT_TRUE(store_->health().ok());
  Records records;
  records.AddEvent(MakeEvent("new"));
  EXPECT_TRUE(Apply(records).ok());
  // Not tried over and over.
  EXPECT_TRUE(absl::IsDataLoss(Read()));
  const absl::StatusOr<bool> again = store_->Repair();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(*again);
}

TEST_F(EventStoreDamageTest, ASegmentThatCannotBeMendedHoldsUpNoOther) {
  store_.reset();
  {
    StoredBlocks blocks(options_);
    blocks.FlipABit(5, kTags);
    blocks.FlipABit(9, kTags);
    blocks.DamageLog(6, 17);
  }
  Open();
  const auto snapshot = store_->TakeSnapshot();
  for (const size_t part : {1, 2}) {
    EXPECT_TRUE(absl::IsDataLoss(snapshot->parts()[part].segment->Load(Column::kTag).status()));
  }
  EXPECT_TRUE(*store_->Repair());
  EXPECT_TRUE(*store_->Repair());
  EXPECT_FALSE(*store_->Repair());
  EXPECT_THAT(store_->TakeRepairs(),
              ElementsAre(AllOf(HasSubstr("segment 5"), HasSubstr("cannot be made again")),
                          AllOf(HasSubstr("segment 9"), HasSubstr("written again"))));
  EXPECT_TRUE(snapshot->parts()[2].segment->Load(Column::kTag).ok());
}

TEST_F(EventStoreDamageTest, OverADamagedLogTheStoreGoesOnOpeningWhateverIsDerivedByNow) {
  store_.reset();
  {
    StoredBlocks blocks(options_);
    blocks.FlipABit(5, kTags);
    // After the first record with a text that has no code.
    blocks.DamageLog(8, 17);
  }
  options_.projection = ProjectMore;
  Open();
  EXPECT_TRUE(absl::IsDataLoss(Read()));
  EXPECT_TRUE(*store_->Repair());
  EXPECT_THAT(store_->TakeRepairs(), ElementsAre(HasSubstr("cannot be made again")));
  Open();
  EXPECT_TRUE(store_->TakeSnapshot()->parts()[1].segment->Load(Column::kSubject).ok());
}

TEST_F(EventStoreDamageTest, ASegmentWithABlockOfANewerVersionIsLeftAsItIs) {
  const BlockId lengths = BlockOf(List::kTag);
  for (const auto& projection : {ProjectSample, ProjectOtherwise}) {
    store_.reset();
    std::string newer;
    {
      StoredBlocks blocks(options_);
      blocks.FlipABit(5, kTags);
      blocks.SetVersion(5, lengths, kBlockVersion + 1);
      newer = blocks.Get(5, lengths);
    }
    options_.projection = projection;
    Open();
    const auto segment = store_->TakeSnapshot()->parts()[1].segment;
    EXPECT_TRUE(absl::IsDataLoss(segment->Load(Column::kTag).status()));
    EXPECT_TRUE(*store_->Repair());
    EXPECT_THAT(store_->TakeRepairs(),
                ElementsAre(AllOf(HasSubstr("segment 5, column tag"), HasSubstr("is newer than"))));
    EXPECT_FALSE(*store_->Repair());
    store_.reset();
    StoredBlocks blocks(options_);
    EXPECT_EQ(blocks.Get(5, lengths), newer);
    EXPECT_NO_THROW(blocks.Get(5, kHeaderBlock));
    // As it was.
    blocks.SetVersion(5, lengths, kBlockVersion);
    blocks.FlipABit(5, kTags);
  }
}

TEST_F(EventStoreDamageTest, AMissingBlockIsNamedOnce) {
  store_.reset();
  StoredBlocks(options_).Remove(5, kTags);
  Open();
  const auto segment = store_->TakeSnapshot()->parts()[1].segment;
  EXPECT_EQ(segment->Load(Column::kTag).status(),
            absl::DataLossError("segment 5, column tag: missing"));
}

TEST_F(EventStoreDamageTest, CommitsDoNotWaitForARepair) {
  store_.reset();
  StoredBlocks(options_).FlipABit(5, kTags);
  std::thread::id repairer;
  absl::Notification repairing;
  absl::Notification committed;
  bool was_committed = false;
  options_.projection = [&](const v1::Event& event, RowDraft& row) {
    ProjectSample(event, row);
    if (std::this_thread::get_id() != repairer || repairing.HasBeenNotified()) return;
    repairing.Notify();
    was_committed = committed.WaitForNotificationWithTimeout(absl::Seconds(20));
  };
  Open();
  EXPECT_TRUE(absl::IsDataLoss(Read()));
  absl::Notification ready;
  std::thread thread([&] {
    ready.WaitForNotification();
    EXPECT_TRUE(*store_->Repair());
  });
  repairer = thread.get_id();
  ready.Notify();
  repairing.WaitForNotification();
  // More than may wait to be sealed.
  for (int i = 0; i < 40; ++i) {
    Records records;
    records.AddEvent(MakeEvent("later " + std::to_string(i)));
    EXPECT_TRUE(Apply(records).ok());
  }
  committed.Notify();
  thread.join();
  EXPECT_TRUE(was_committed);
  EXPECT_GT(store_->GetStats().segments, 6u);
  EXPECT_TRUE(Read().ok());
}

// What is under a store: the segments alone, over a database that the test may change meanwhile.
class SegmentRepairTest : public EventStoreDamageTest {
 protected:
  SegmentRepairTest() {
    store_.reset();
    blocks_ = std::make_unique<StoredBlocks>(options_);
    EXPECT_TRUE(dictionary_.Load(blocks_->database()).ok());
  }

  StoreOptions WithProjection(decltype(StoreOptions::projection) projection) const {
    StoreOptions options = options_;
    options.projection = std::move(projection);
    return options;
  }

  std::unique_ptr<StoredBlocks> blocks_;
  Dictionary dictionary_;
};

TEST_F(SegmentRepairTest, DamageThatIsToldOfAfterItsRepairIsNotSaidToBeWrittenAgain) {
  SegmentStore segments(blocks_->database(), dictionary_, options_);
  ASSERT_TRUE(segments.LoadSealed().ok());
  blocks_->FlipABit(5, kTags);
  EXPECT_FALSE(segments.PartsUpTo(16)[1].segment->Load(Column::kTag).ok());
  blocks_->FlipABit(5, kTags);
  absl::StatusOr<std::optional<SegmentStore::Repair>> repair = segments.PlanRepair();
  ASSERT_TRUE(repair.ok() && repair->has_value());
  EXPECT_EQ((*repair)->batch.Count(), 0);
  EXPECT_TRUE(segments.CarryOut(**std::move(repair)).ok());
  EXPECT_THAT(segments.TakeRepairs(), IsEmpty());
  EXPECT_FALSE(segments.PlanRepair()->has_value());
}

TEST_F(SegmentRepairTest, CodesThatAreNotOnDiskYetAreInNoBlock) {
  // In the place of one tag of each event, so that only the column that is damaged changes.
  const auto project = [](const v1::Event& event, RowDraft& row) {
    v1::Event retagged = event;
    retagged.set_tags(retagged.tags_size() - 1, "in no commit yet");
    ProjectSample(retagged, row);
  };
  const StoreOptions options = WithProjection(project);
  SegmentStore segments(blocks_->database(), dictionary_, options);
  ASSERT_TRUE(segments.LoadSealed().ok());
  ASSERT_NE(dictionary_.Code(DictionaryColumn::kTag, "in no commit yet"), 0u);
  blocks_->FlipABit(5, kTags);
  EXPECT_FALSE(segments.PartsUpTo(16)[1].segment->Load(Column::kTag).ok());
  const absl::StatusOr<std::optional<SegmentStore::Repair>> repair = segments.PlanRepair();
  ASSERT_TRUE(repair.ok() && repair->has_value());
  EXPECT_FALSE((*repair)->is_whole);
  EXPECT_EQ((*repair)->batch.Count(), 1) << "the header goes";
}

}  // namespace
}  // namespace oxus::storage
