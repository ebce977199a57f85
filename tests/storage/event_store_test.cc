#include "storage/event_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "storage/chunk.h"
#include "storage/coding.h"
#include "storage/database.h"
#include "storage/key_index.h"
#include "tests/support/store_submission.h"
#include "tests/support/temporary_directory.h"

namespace oxus::storage {
namespace {

using ::oxus::test::MakeEvent;
using ::oxus::test::MakeReport;
using ::oxus::test::MakeRetraction;
using ::oxus::test::Records;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class EventStoreTest : public ::testing::Test {
 protected:
  void SetUp() override { Open(); }

  void Open() {
    store_.reset();
    StoreOptions options;
    options.directory = directory_.path();
    absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  std::vector<Applied> ApplyAll(const Records& records, int64_t received_ms = 1000) {
    absl::StatusOr<std::vector<Applied>> applied = store_->Apply(records.inputs(), received_ms);
    EXPECT_TRUE(applied.ok()) << applied.status();
    return applied.ok() ? *applied : std::vector<Applied>(records.inputs().size());
  }

  Applied ApplyEvent(const v1::Event& event, bool allow_gap = false) {
    Records records;
    records.AddEvent(event).allow_revision_gap = allow_gap;
    return ApplyAll(records)[0];
  }
  Applied ApplyRetraction(const v1::Retraction& retraction) {
    Records records;
    records.AddRetraction(retraction);
    return ApplyAll(records)[0];
  }
  Applied ApplyReport(const v1::AttachReport& report) {
    Records records;
    records.AddReport(report);
    return ApplyAll(records)[0];
  }

  std::vector<uint64_t> SequencesFrom(uint64_t first) {
    std::vector<uint64_t> sequences;
    EXPECT_TRUE(store_->TakeSnapshot()
                    ->Scan(first,
                           [&](const LogRecord& record) {
                             sequences.push_back(record.sequence);
                             return true;
                           })
                    .ok());
    return sequences;
  }

  oxus::test::TemporaryDirectory directory_;
  std::unique_ptr<EventStore> store_;
};

TEST_F(EventStoreTest, SequencesStartAtOneAndHaveNoGaps) {
  Records records;
  for (int i = 0; i < 3; ++i) records.AddEvent(MakeEvent("e" + std::to_string(i)));
  const std::vector<Applied> applied = ApplyAll(records);
  for (uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(applied[i].decision, Decision::kStored);
    EXPECT_EQ(applied[i].sequence, i + 1);
  }
  EXPECT_THAT(SequencesFrom(1), ElementsAre(1, 2, 3));
  EXPECT_THAT(SequencesFrom(3), ElementsAre(3));
  EXPECT_THAT(SequencesFrom(4), IsEmpty());
}

TEST_F(EventStoreTest, SameKeyRevisionAndContentIsADuplicateOfTheFirst) {
  ApplyEvent(MakeEvent("other"));
  const uint64_t first = ApplyEvent(MakeEvent("a", 1, "text")).sequence;
  const Applied again = ApplyEvent(MakeEvent("a", 1, "text"));
  EXPECT_EQ(again.decision, Decision::kDuplicate);
  EXPECT_EQ(again.sequence, first);
  EXPECT_EQ(store_->GetStats().last_sequence, 2u);
}

TEST_F(EventStoreTest, RevisionZeroIsRevisionOne) {
  ApplyEvent(MakeEvent("a", 0, "text"));
  EXPECT_EQ(ApplyEvent(MakeEvent("a", 2, "newer")).decision, Decision::kRevised);
}

TEST_F(EventStoreTest, FieldOrderDoesNotMakeOtherContent) {
  const v1::Event event = MakeEvent("a", 1, "text");
  ApplyEvent(event);
  // The same message with its fields encoded in the other order.
  v1::Event key_only;
  *key_only.mutable_key() = event.key();
  v1::Event summary_only;
  summary_only.set_summary("text");
  const std::string reordered = summary_only.SerializeAsString() + key_only.SerializeAsString();
  ASSERT_NE(reordered, event.SerializeAsString());
  Records records;
  records.AddEvent(event).body = reordered;
  EXPECT_EQ(ApplyAll(records)[0].decision, Decision::kDuplicate);
}

TEST_F(EventStoreTest, KeySplitOverTwoFieldsIsStillTheSameKey) {
  v1::Event event = MakeEvent("a", 1, "text");
  v1::Event producer_only;
  producer_only.mutable_key()->set_producer_id("test");
  const std::string split = producer_only.SerializeAsString() + event.SerializeAsString();
  Records records;
  records.AddEvent(event).body = split;
  ApplyAll(records);
  EXPECT_EQ(ApplyEvent(event).decision, Decision::kDuplicate);
}

TEST_F(EventStoreTest, SameRevisionWithOtherContentIsRefused) {
  ApplyEvent(MakeEvent("a", 1, "text"));
  const Applied applied = ApplyEvent(MakeEvent("a", 1, "other"));
  EXPECT_EQ(applied.decision, Decision::kRevisionConflict);
  EXPECT_EQ(applied.held_revision, 1u);
  EXPECT_EQ(store_->GetStats().last_sequence, 1u);
}

TEST_F(EventStoreTest, HigherRevisionReplacesAndMarksTheOldOne) {
  ApplyEvent(MakeEvent("a", 1, "old"));
  const Applied applied = ApplyEvent(MakeEvent("a", 2, "new"));
  EXPECT_EQ(applied.decision, Decision::kRevised);
  EXPECT_EQ(applied.sequence, 2u);
  const auto snapshot = store_->TakeSnapshot();
  ASSERT_TRUE(snapshot
                  ->Read(1,
                         [](const LogRecord& record) {
                           EXPECT_EQ(record.superseded_by, 2u);
                           return true;
                         })
                  .ok());
  const absl::StatusOr<KeyEntry> entry = snapshot->FindKey("test", "a");
  ASSERT_TRUE(entry.ok());
  EXPECT_EQ(entry->revision, 2u);
  EXPECT_EQ(entry->latest_sequence, 2u);
  EXPECT_EQ(entry->first_sequence, 1u);
}

TEST_F(EventStoreTest, OldRevisionIsStaleUnlessItIsTheOneHeldThen) {
  ApplyEvent(MakeEvent("a", 1, "old"));
  ApplyEvent(MakeEvent("a", 2, "new"));
  EXPECT_EQ(ApplyEvent(MakeEvent("a", 1, "never sent")).decision, Decision::kRevisionStale);
  const Applied resent = ApplyEvent(MakeEvent("a", 1, "old"));
  EXPECT_EQ(resent.decision, Decision::kDuplicate);
  EXPECT_EQ(resent.sequence, 1u);
}

TEST_F(EventStoreTest, RevisionGapNeedsPermission) {
  ApplyEvent(MakeEvent("a"));
  EXPECT_EQ(ApplyEvent(MakeEvent("a", 5)).decision, Decision::kRevisionGap);
  EXPECT_EQ(ApplyEvent(MakeEvent("a", 5), /*allow_gap=*/true).decision, Decision::kRevised);
  EXPECT_EQ(ApplyEvent(MakeEvent("b", 2)).decision, Decision::kRevisionGap);
}

TEST_F(EventStoreTest, RetractionWithdrawsOnce) {
  ApplyEvent(MakeEvent("a"));
  EXPECT_EQ(ApplyRetraction(MakeRetraction("a", 7)).decision, Decision::kRevisionMismatch);
  const Applied applied = ApplyRetraction(MakeRetraction("a", 1));
  EXPECT_EQ(applied.decision, Decision::kRetracted);
  EXPECT_EQ(ApplyRetraction(MakeRetraction("a", 1)).decision, Decision::kDuplicate);
  EXPECT_EQ(ApplyRetraction(MakeRetraction("a", 1, "other note")).decision,
            Decision::kAlreadyRetracted);
  EXPECT_EQ(ApplyRetraction(MakeRetraction("nobody")).decision, Decision::kKeyUnknown);
  EXPECT_EQ(store_->GetStats().active_events, 0u);
  EXPECT_EQ(store_->GetStats().retracted_events, 1u);
}

TEST_F(EventStoreTest, HigherRevisionBringsAWithdrawnEventBack) {
  ApplyEvent(MakeEvent("a"));
  ApplyRetraction(MakeRetraction("a"));
  EXPECT_EQ(ApplyEvent(MakeEvent("a")).decision, Decision::kDuplicate);
  EXPECT_EQ(store_->TakeSnapshot()->FindKey("test", "a")->status, KeyStatus::kRetracted);
  EXPECT_EQ(ApplyEvent(MakeEvent("a", 2)).decision, Decision::kRevised);
  EXPECT_EQ(store_->TakeSnapshot()->FindKey("test", "a")->status, KeyStatus::kActive);
  EXPECT_EQ(store_->GetStats().active_events, 1u);
  EXPECT_EQ(store_->GetStats().retracted_events, 0u);
}

TEST_F(EventStoreTest, ResendOfARetractionDoesNotWithdrawWhatCameAfterIt) {
  ApplyEvent(MakeEvent("a"));
  const uint64_t retracted = ApplyRetraction(MakeRetraction("a")).sequence;
  ApplyEvent(MakeEvent("a", 2));
  const Applied again = ApplyRetraction(MakeRetraction("a"));
  EXPECT_EQ(again.decision, Decision::kDuplicate);
  EXPECT_EQ(again.sequence, retracted);
  EXPECT_EQ(store_->TakeSnapshot()->FindKey("test", "a")->status, KeyStatus::kActive);
  EXPECT_EQ(ApplyRetraction(MakeRetraction("a", 2)).decision, Decision::kRetracted);
}

TEST_F(EventStoreTest, ResendOfAReportDoesNotGrowWhatCameAfterIt) {
  ApplyEvent(MakeEvent("a"));
  const uint64_t attached = ApplyReport(MakeReport("a", "r1")).sequence;
  ApplyReport(MakeReport("a", "r2"));
  ApplyEvent(MakeEvent("a", 2));
  const Applied again = ApplyReport(MakeReport("a", "r1"));
  EXPECT_EQ(again.decision, Decision::kDuplicate);
  EXPECT_EQ(again.sequence, attached);
}

TEST_F(EventStoreTest, RevisionZeroAndOneAreTheSameContent) {
  ApplyEvent(MakeEvent("a", 0, "text"));
  EXPECT_EQ(ApplyEvent(MakeEvent("a", 1, "text")).decision, Decision::kDuplicate);
  ApplyEvent(MakeEvent("b", 1, "text"));
  EXPECT_EQ(ApplyEvent(MakeEvent("b", 0, "text")).decision, Decision::kDuplicate);
}

TEST_F(EventStoreTest, DuplicatesAndReportsCarryTheFlagOfWhatIsHeld) {
  Records records;
  records.AddEvent(MakeEvent("a")).quarantined = true;
  records.AddEvent(MakeEvent("a"));
  records.AddReport(MakeReport("a", "r1"));
  for (const Applied& applied : ApplyAll(records)) EXPECT_TRUE(applied.quarantined);
}

TEST_F(EventStoreTest, MergeTargetMustBeHeldActiveAndNotYounger) {
  ApplyEvent(MakeEvent("old"));
  ApplyEvent(MakeEvent("young"));
  v1::Retraction merge = MakeRetraction("old");
  merge.set_reason(v1::RETRACT_REASON_DUPLICATE);
  *merge.mutable_merged_into() = MakeEvent("nobody").key();
  EXPECT_EQ(ApplyRetraction(merge).decision, Decision::kMergeTargetMissing);
  *merge.mutable_merged_into() = MakeEvent("young").key();
  EXPECT_EQ(ApplyRetraction(merge).decision, Decision::kMergeTargetYounger);
  *merge.mutable_key() = MakeEvent("young", 0).key();
  *merge.mutable_merged_into() = MakeEvent("old").key();
  EXPECT_EQ(ApplyRetraction(merge).decision, Decision::kRetracted);
  ApplyEvent(MakeEvent("third"));
  *merge.mutable_key() = MakeEvent("third", 0).key();
  *merge.mutable_merged_into() = MakeEvent("young").key();
  EXPECT_EQ(ApplyRetraction(merge).decision, Decision::kMergeTargetRetracted);
}

TEST_F(EventStoreTest, AttachedReportGrowsTheEvent) {
  ApplyEvent(MakeEvent("a", 1, "text"));
  const Applied applied = ApplyReport(MakeReport("a", "r1"));
  EXPECT_EQ(applied.decision, Decision::kReportAttached);
  ApplyReport(MakeReport("a", "r2"));
  const auto snapshot = store_->TakeSnapshot();
  v1::Event event;
  ASSERT_TRUE(snapshot->ReadEvent(3, &event).ok());
  EXPECT_EQ(event.summary(), "text");
  ASSERT_EQ(event.reports_size(), 2);
  EXPECT_EQ(event.reports(0).report_id(), "r1");
  EXPECT_EQ(event.reports(1).report_id(), "r2");
  ASSERT_TRUE(snapshot->ReadEvent(2, &event).ok());
  EXPECT_EQ(event.reports_size(), 1);
}

TEST_F(EventStoreTest, SameReportAgainIsADuplicateOtherContentAConflict) {
  ApplyEvent(MakeEvent("a"));
  ApplyReport(MakeReport("a", "r1", "agency"));
  EXPECT_EQ(ApplyReport(MakeReport("a", "r1", "agency")).decision, Decision::kDuplicate);
  EXPECT_EQ(ApplyReport(MakeReport("a", "r1", "other")).decision, Decision::kReportConflict);
  EXPECT_EQ(ApplyReport(MakeReport("nobody", "r1")).decision, Decision::kKeyUnknown);
  ApplyRetraction(MakeRetraction("a"));
  EXPECT_EQ(ApplyReport(MakeReport("a", "r2")).decision, Decision::kAlreadyRetracted);
}

TEST_F(EventStoreTest, ReportsHaveALimit) {
  ApplyEvent(MakeEvent("a"));
  for (int i = 0; i < kMaxReports; ++i) {
    EXPECT_EQ(ApplyReport(MakeReport("a", "r" + std::to_string(i))).decision,
              Decision::kReportAttached);
  }
  EXPECT_EQ(ApplyReport(MakeReport("a", "one more")).decision, Decision::kReportLimit);
}

TEST_F(EventStoreTest, RecordsOfOneCallSeeThoseBeforeThem) {
  Records records;
  records.AddEvent(MakeEvent("a", 1, "old"));
  records.AddEvent(MakeEvent("a", 1, "old"));
  records.AddEvent(MakeEvent("a", 2, "new"));
  records.AddReport(MakeReport("a", "r1"));
  records.AddRetraction(MakeRetraction("a", 2));
  const std::vector<Applied> applied = ApplyAll(records);
  std::vector<Decision> decisions;
  for (const Applied& one : applied) decisions.push_back(one.decision);
  EXPECT_THAT(decisions, ElementsAre(Decision::kStored, Decision::kDuplicate, Decision::kRevised,
                                     Decision::kReportAttached, Decision::kRetracted));
  EXPECT_EQ(applied[4].sequence, 4u);
}

TEST_F(EventStoreTest, LinksToUnknownKeysAreNamed) {
  ApplyEvent(MakeEvent("known"));
  v1::Event event = MakeEvent("a");
  for (const char* target : {"known", "nobody"}) {
    v1::Link* link = event.add_links();
    link->set_kind(v1::LINK_KIND_FOLLOW_UP_OF);
    *link->mutable_to() = MakeEvent(target).key();
  }
  EXPECT_THAT(ApplyEvent(event).dangling_links, ElementsAre(1));
}

TEST_F(EventStoreTest, DuplicateLinksMustNotLeadBack) {
  const auto duplicate_of = [](const std::string& id, const std::string& target,
                               uint32_t revision) {
    v1::Event event = MakeEvent(id, revision);
    v1::Link* link = event.add_links();
    link->set_kind(v1::LINK_KIND_DUPLICATE_OF);
    *link->mutable_to() = MakeEvent(target).key();
    return event;
  };
  ApplyEvent(MakeEvent("a"));
  EXPECT_EQ(ApplyEvent(duplicate_of("b", "a", 1)).decision, Decision::kStored);
  EXPECT_EQ(ApplyEvent(duplicate_of("c", "b", 1)).decision, Decision::kStored);
  EXPECT_EQ(ApplyEvent(duplicate_of("a", "c", 2)).decision, Decision::kDuplicateCycle);
}

TEST_F(EventStoreTest, IncidentAndContactAreNoDuplicatesOfEachOther) {
  v1::Event incident = MakeEvent("incident");
  incident.mutable_incident();
  ApplyEvent(incident);
  v1::Event contact = MakeEvent("contact");
  contact.mutable_contact();
  v1::Link* link = contact.add_links();
  link->set_kind(v1::LINK_KIND_DUPLICATE_OF);
  *link->mutable_to() = incident.key();
  EXPECT_EQ(ApplyEvent(contact).decision, Decision::kDuplicateOtherKind);
}

TEST_F(EventStoreTest, SnapshotDoesNotSeeWhatCameLater) {
  ApplyEvent(MakeEvent("a", 1, "old"));
  const auto before = store_->TakeSnapshot();
  ApplyEvent(MakeEvent("a", 2, "new"));
  ApplyRetraction(MakeRetraction("a"));
  ApplyEvent(MakeEvent("b"));
  EXPECT_EQ(before->last_sequence(), 1u);
  ASSERT_TRUE(before
                  ->Read(1,
                         [](const LogRecord& record) {
                           EXPECT_EQ(record.superseded_by, 0u);
                           return true;
                         })
                  .ok());
  const absl::StatusOr<KeyEntry> entry = before->FindKey("test", "a");
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->revision, 1u);
  EXPECT_EQ(entry->latest_sequence, 1u);
  EXPECT_EQ(entry->status, KeyStatus::kActive);
  EXPECT_TRUE(absl::IsNotFound(before->FindKey("test", "b").status()));
  EXPECT_TRUE(absl::IsNotFound(before->Read(2, [](const LogRecord&) { return true; })));
}

TEST_F(EventStoreTest, ReopensWithEverything) {
  ApplyEvent(MakeEvent("a", 1, "old"));
  ApplyEvent(MakeEvent("a", 2, "new"));
  ApplyReport(MakeReport("a", "r1"));
  ApplyEvent(MakeEvent("b"));
  ApplyRetraction(MakeRetraction("b"));
  Open();
  EXPECT_EQ(store_->GetStats().last_sequence, 5u);
  EXPECT_EQ(store_->GetStats().active_events, 1u);
  EXPECT_EQ(store_->GetStats().retracted_events, 1u);
  ASSERT_EQ(store_->GetStats().producers.size(), 1u);
  EXPECT_EQ(store_->GetStats().producers[0].producer_id, "test");
  EXPECT_EQ(store_->GetStats().producers[0].records, 5u);
  EXPECT_EQ(ApplyEvent(MakeEvent("a", 2, "new")).decision, Decision::kDuplicate);
  EXPECT_EQ(ApplyReport(MakeReport("a", "r1")).decision, Decision::kDuplicate);
  EXPECT_EQ(ApplyEvent(MakeEvent("a", 3, "newest")).sequence, 6u);
}

TEST_F(EventStoreTest, MaintainSealsFullTailsAndStatsSayWhatHoldsMemory) {
  store_.reset();
  StoreOptions options;
  options.directory = directory_.path();
  options.segment_rows = 3;
  options.column_cache_bytes = 12345;
  absl::StatusOr<std::unique_ptr<EventStore>> opened = EventStore::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  store_ = *std::move(opened);
  for (int i = 0; i < 8; ++i) ApplyEvent(MakeEvent(std::to_string(i)));
  EXPECT_EQ(store_->GetStats().segments, 0u);
  EXPECT_EQ(store_->GetStats().tail_records, 8u);
  for (const bool worked : {true, true, false}) EXPECT_EQ(*store_->Maintain(), worked);
  const StoreStats stats = store_->GetStats();
  EXPECT_EQ(stats.segments, 2u);
  EXPECT_EQ(stats.tail_records, 2u);
  EXPECT_GT(stats.column_bytes_on_disk, 0u);
  std::vector<std::string> holders;
  for (const MemoryUse& use : stats.memory) {
    holders.emplace_back(use.holder);
    if (use.holder == "column cache") {
      EXPECT_EQ(use.limit, 12345u);
    }
    if (use.holder == "tail" || use.holder == "segment headers" || use.holder == "key index") {
      EXPECT_GT(use.bytes, 0u) << use.holder;
    }
  }
  EXPECT_THAT(holders, ::testing::UnorderedElementsAre(
                           "column cache", "tail", "segment headers", "superseded marks",
                           "block cache", "log chunks", "memtables", "dictionary", "key index"));
}

TEST_F(EventStoreTest, TailsDoNotPileUpWithoutMaintain) {
  store_.reset();
  StoreOptions options;
  options.directory = directory_.path();
  options.segment_rows = 10;
  absl::StatusOr<std::unique_ptr<EventStore>> opened = EventStore::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  store_ = *std::move(opened);
  Records records;
  for (int i = 0; i < 100; ++i) records.AddEvent(MakeEvent(std::to_string(i)));
  ApplyAll(records);
  EXPECT_EQ(store_->GetStats().segments, 5u);
  EXPECT_EQ(store_->TakeSnapshot()->parts().size(), 10u);
}

TEST_F(EventStoreTest, EventThatCannotBeProjectedIsRefusedBeforeAnythingIsWritten) {
  store_.reset();
  StoreOptions options;
  options.directory = directory_.path();
  options.projection = [](const v1::Event&, RowDraft&) {};
  absl::StatusOr<std::unique_ptr<EventStore>> opened = EventStore::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  store_ = *std::move(opened);
  Records records;
  records.AddEvent(MakeEvent("a")).body = "\xff";
  EXPECT_EQ(store_->Apply(records.inputs(), 0).status().code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(store_->health().ok());
  EXPECT_EQ(ApplyEvent(MakeEvent("a")).sequence, 1u);
}

TEST_F(EventStoreTest, ReceiptTimeNeverGoesBack) {
  Records first;
  first.AddEvent(MakeEvent("a"));
  ApplyAll(first, 5000);
  Open();
  Records second;
  second.AddEvent(MakeEvent("b"));
  ApplyAll(second, 4000);
  ASSERT_TRUE(store_->TakeSnapshot()
                  ->Read(2,
                         [](const LogRecord& record) {
                           EXPECT_EQ(record.received_ms, 5000);
                           return true;
                         })
                  .ok());
}

TEST_F(EventStoreTest, KeysAreFoundAcrossRunsAndReopens) {
  // More than one run of the key index, so that some keys are in RocksDB and some in memory.
  constexpr int kCount = 150'000;
  for (int start = 0; start < kCount; start += 10'000) {
    Records records;
    for (int i = start; i < start + 10'000; ++i) records.AddEvent(MakeEvent(std::to_string(i)));
    ApplyAll(records);
  }
  for (const bool reopened : {false, true}) {
    if (reopened) Open();
    Records records;
    for (int i = 0; i < kCount; i += 997) records.AddEvent(MakeEvent(std::to_string(i)));
    for (const Applied& applied : ApplyAll(records)) {
      EXPECT_EQ(applied.decision, Decision::kDuplicate);
    }
    EXPECT_EQ(ApplyEvent(MakeEvent(reopened ? "new 2" : "new 1")).decision, Decision::kStored);
  }
}

TEST_F(EventStoreTest, SecondOpenOfOneDirectorySaysWho) {
  StoreOptions options;
  options.directory = directory_.path();
  const absl::Status status = EventStore::Open(options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(status.message()), HasSubstr("in use by another process"));
}

// Every file of the directory with its content.
std::map<std::string, std::string> Contents(const std::string& directory) {
  std::map<std::string, std::string> contents;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    std::ifstream file(entry.path(), std::ios::binary);
    contents[entry.path()] = std::string(std::istreambuf_iterator<char>(file), {});
  }
  return contents;
}

TEST_F(EventStoreTest, NewerFormatIsRefusedWithBothVersionsAndLeftAsItIs) {
  ApplyEvent(MakeEvent("a"));
  store_.reset();
  std::ofstream(directory_.File("FORMAT")) << "oxus-format 3\n";
  const auto before = Contents(directory_.path());
  StoreOptions options;
  options.directory = directory_.path();
  const absl::Status status = EventStore::Open(options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(
      std::string(status.message()),
      AllOf(HasSubstr(directory_.path()), HasSubstr("has format 3; this program reads up to 2")));
  EXPECT_EQ(Contents(directory_.path()), before);
}

TEST_F(EventStoreTest, DirectoryOfSomethingElseIsRefusedAndLeftAsItIs) {
  oxus::test::TemporaryDirectory other;
  std::ofstream(other.File("readme.txt")) << "mine\n";
  const auto before = Contents(other.path());
  StoreOptions options;
  options.directory = other.path();
  EXPECT_EQ(EventStore::Open(options).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Contents(other.path()), before);
}

TEST_F(EventStoreTest, DamagedChunkIsDataLossNamingTheSequence) {
  ApplyEvent(MakeEvent("a"));
  store_.reset();
  StoreOptions options;
  options.directory = directory_.path();
  {
    absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(options);
    ASSERT_TRUE(database.ok());
    std::string chunk;
    ASSERT_TRUE((*database)->Get({}, Family::kLog, BigEndian64(1), &chunk).ok());
    chunk[chunk.size() / 2] = static_cast<char>(chunk[chunk.size() / 2] ^ 1);
    rocksdb::WriteBatch batch;
    ASSERT_TRUE(batch.Put((*database)->family(Family::kLog), BigEndian64(1), chunk).ok());
    ASSERT_TRUE((*database)->Write(batch, true).ok());
  }
  const absl::Status status = EventStore::Open(options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("sequence 1"));
}

TEST_F(EventStoreTest, ChunkReplacedByAnotherIsNoticed) {
  for (const char* id : {"a", "b", "c"}) ApplyEvent(MakeEvent(id));
  store_.reset();
  StoreOptions options;
  options.directory = directory_.path();
  {
    absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(options);
    ASSERT_TRUE(database.ok());
    // A sound chunk, but not the one that stood there.
    ChunkWriter writer(2, 1000, 0);
    ChunkRecord record;
    const std::string body = MakeEvent("b", 1, "forged").SerializeAsString();
    record.body = body;
    writer.Add(record);
    uint64_t chain = 0;
    const std::string chunk = std::move(writer).Finish(&chain);
    rocksdb::WriteBatch batch;
    ASSERT_TRUE(batch.Put((*database)->family(Family::kLog), BigEndian64(2), chunk).ok());
    ASSERT_TRUE((*database)->Write(batch, true).ok());
  }
  // Opening reads the end of the log again.
  const absl::Status opened = EventStore::Open(options).status();
  EXPECT_EQ(opened.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(opened.message()), HasSubstr("sequence 2"));
}

TEST_F(EventStoreTest, LogThatLostItsEndIsNotContinued) {
  Records records;
  for (size_t i = 0; i < KeyIndex::kRunEntries; ++i) {
    records.AddEvent(MakeEvent(std::to_string(i)));
  }
  ApplyAll(records);
  // The run of the key index says how far the log had got.
  ASSERT_TRUE(store_->Maintain().ok());
  store_.reset();
  StoreOptions options;
  options.directory = directory_.path();
  {
    absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(options);
    ASSERT_TRUE(database.ok());
    rocksdb::WriteBatch batch;
    const auto it = (*database)->NewIterator({}, Family::kLog);
    it->SeekToLast();
    ASSERT_TRUE(it->Valid());
    ASSERT_TRUE(batch.Delete((*database)->family(Family::kLog), it->key()).ok());
    ASSERT_TRUE((*database)->Write(batch, true).ok());
  }
  const absl::Status status = EventStore::Open(options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("are missing"));
}

TEST_F(EventStoreTest, DirectoryThatCannotBeMadeIsNamed) {
  StoreOptions options;
  options.directory = "/proc/oxus-cannot-be-here";
  const absl::Status status = EventStore::Open(options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/proc/oxus-cannot-be-here"));
}

}  // namespace
}  // namespace oxus::storage
