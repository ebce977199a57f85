// A data directory of format 2: it must open for ever. Two of its segments are sealed, one of those
// and the last two records only in the write-ahead log.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "storage/event_store.h"
#include "tests/storage/sample_rows.h"
#include "tests/support/store_submission.h"
#include "tests/support/temporary_directory.h"

namespace oxus::storage {
namespace {

using ::oxus::test::FillSample;
using ::oxus::test::MakeEvent;
using ::oxus::test::MakeReport;
using ::oxus::test::MakeRetraction;
using ::oxus::test::Records;
using ::oxus::test::SampleRow;

constexpr char kSample[] = OXUS_SOURCE_DIR "/tests/data/format_2";
constexpr int64_t kFirstMs = 1'767'225'600'000;

std::unique_ptr<EventStore> Open(const std::string& directory) {
  StoreOptions options;
  options.directory = directory;
  options.segment_rows = 4;
  options.projection = oxus::test::ProjectSample;
  absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options);
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

v1::Event FirstEvent() {
  v1::Event event = MakeEvent("a", 1, "road closed");
  event.mutable_place()->set_lat(37.94);
  event.add_tags("border");
  event.add_tags("trade");
  v1::Report* const report = event.add_reports();
  report->set_report_id("R1");
  report->set_source_id("Asia-Plus");
  report->set_published_ms(kFirstMs - 1);
  return event;
}

v1::Event RevisedEvent() {
  v1::Event event = MakeEvent("b", 2, "talks held");
  event.add_tags("trade");
  return event;
}

// The first eight records.
Records SealedRecords() {
  Records records;
  records.AddEvent(FirstEvent()).principal = "desk";
  records.AddEvent(MakeEvent("b", 1, "talks"));
  records.AddEvent(MakeEvent("c"));
  records.AddReport(MakeReport("a", "R2", "TASS"));
  records.AddEvent(RevisedEvent());
  records.AddRetraction(MakeRetraction("c", 1));
  records.AddEvent(MakeEvent("d", 1, "road closed")).quarantined = true;
  records.AddReport(MakeReport("d", "R1", "TASS"));
  return records;
}

// The other two.
Records LastRecords() {
  Records records;
  records.AddEvent(MakeEvent("e", 1, "road open")).principal = "chief";
  records.AddRetraction(MakeRetraction("a"));
  return records;
}

// Run by hand, with --gtest_also_run_disabled_tests, when the format changes before it is released.
TEST(Format2, DISABLED_WriteTheSample) {
  std::filesystem::remove_all(kSample);
  // The second opening writes what the first left in the write-ahead log to SST files.
  std::unique_ptr<EventStore> store = Open(kSample);
  ASSERT_NE(store, nullptr);
  ASSERT_TRUE(store->Apply(SealedRecords().inputs(), kFirstMs).ok());
  store = nullptr;
  store = Open(kSample);
  ASSERT_NE(store, nullptr);
  ASSERT_TRUE(store->Apply(LastRecords().inputs(), kFirstMs + 1000).ok());
  // Opening has sealed the first four.
  ASSERT_TRUE(store->Maintain().value_or(false));
  store = nullptr;
  std::filesystem::remove(std::string(kSample) + "/LOCK");
}

SampleRow Row(RecordType type, uint64_t previous, const v1::Event& event) {
  SampleRow row;
  row.type = static_cast<int64_t>(type);
  row.received_ms = kFirstMs;
  row.previous = previous;
  if (type != RecordType::kRetraction) FillSample(event, row);
  return row;
}

std::vector<SampleRow> ExpectedRows() {
  v1::Event grown = FirstEvent();
  *grown.add_reports() = MakeReport("a", "R2", "TASS").report();
  v1::Event doubtful = MakeEvent("d", 1, "road closed");
  std::vector<SampleRow> rows = {
      Row(RecordType::kEvent, 0, FirstEvent()),
      Row(RecordType::kEvent, 0, MakeEvent("b", 1, "talks")),
      Row(RecordType::kEvent, 0, MakeEvent("c")),
      Row(RecordType::kReport, 1, grown),
      Row(RecordType::kEvent, 2, RevisedEvent()),
      Row(RecordType::kRetraction, 3, {}),
      Row(RecordType::kEvent, 0, doubtful),
  };
  *doubtful.add_reports() = MakeReport("d", "R1", "TASS").report();
  rows.push_back(Row(RecordType::kReport, 7, doubtful));
  rows.push_back(Row(RecordType::kEvent, 0, MakeEvent("e", 1, "road open")));
  rows.push_back(Row(RecordType::kRetraction, 4, {}));
  rows[0].principal = "desk";
  rows[6].quarantined = rows[7].quarantined = true;
  rows[8].principal = "chief";
  rows[8].received_ms = rows[9].received_ms = kFirstMs + 1000;
  return rows;
}

TEST(Format2, OpensWithEverythingInIt) {
  test::TemporaryDirectory directory;
  // Opening writes; the sample stays as it is.
  std::filesystem::copy(kSample, directory.path());
  const std::unique_ptr<EventStore> store = Open(directory.path());
  ASSERT_NE(store, nullptr);
  // Segments are read, not made again from the log.
  EXPECT_TRUE(store->TakeRepairs().empty());
  const StoreStats stats = store->GetStats();
  EXPECT_EQ(stats.last_sequence, 10u);
  EXPECT_EQ(stats.active_events, 3u);
  EXPECT_EQ(stats.retracted_events, 2u);
  EXPECT_EQ(stats.segments, 2u);
  EXPECT_EQ(stats.tail_records, 2u);

  const auto snapshot = store->TakeSnapshot();
  const absl::StatusOr<std::vector<SampleRow>> rows = oxus::test::ReadRows(*snapshot);
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(*rows, ExpectedRows());
  std::vector<uint64_t> marked;
  for (const SegmentPart& part : snapshot->parts()) {
    const MarkList& marks = part.segment->marks();
    for (uint32_t i = 0; i < marks.CountAt(10); ++i) {
      marked.push_back(part.first_sequence() + marks[i].row);
      EXPECT_EQ(rows->at(marks[i].by - 1).previous, marked.back());
    }
  }
  EXPECT_EQ(marked, (std::vector<uint64_t>{1, 2, 3, 4, 7}));
  v1::Event event;
  ASSERT_TRUE(snapshot->ReadEvent(8, &event).ok());
  EXPECT_EQ(event.reports(0).source_id(), "TASS");
}

}  // namespace
}  // namespace oxus::storage
