// A data directory of format 1, which had no columns: it must open for ever, and gets them then.
// Part of it is in SST files, its last record only in the write-ahead log.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "storage/event_store.h"
#include "tests/storage/sample_rows.h"
#include "tests/support/temporary_directory.h"

namespace oxus::storage {
namespace {

TEST(Format1, OpensWithEverythingInIt) {
  test::TemporaryDirectory directory;
  // Opening writes; the sample stays as it is.
  std::filesystem::copy(OXUS_SOURCE_DIR "/tests/data/format_1", directory.path());
  StoreOptions options;
  options.directory = directory.path();
  absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options);
  ASSERT_TRUE(store.ok()) << store.status();
  const StoreStats stats = (*store)->GetStats();
  EXPECT_EQ(stats.last_sequence, 25u);
  EXPECT_EQ(stats.active_events, 21u);
  EXPECT_EQ(stats.retracted_events, 1u);

  const auto snapshot = (*store)->TakeSnapshot();
  uint64_t records = 0;
  ASSERT_TRUE(snapshot->Scan(1, [&](const LogRecord&) { return ++records > 0; }).ok());
  EXPECT_EQ(records, 25u);
  const absl::StatusOr<KeyEntry> revised = snapshot->FindKey("oxus-fixture", "I1");
  ASSERT_TRUE(revised.ok()) << revised.status();
  EXPECT_EQ(revised->revision, 2u);
  const absl::StatusOr<KeyEntry> retracted = snapshot->FindKey("oxus-fixture", "C13");
  ASSERT_TRUE(retracted.ok()) << retracted.status();
  EXPECT_EQ(retracted->status, KeyStatus::kRetracted);
  const absl::StatusOr<KeyEntry> grown = snapshot->FindKey("oxus-fixture", "I2");
  ASSERT_TRUE(grown.ok()) << grown.status();
  v1::Event event;
  ASSERT_TRUE(snapshot->ReadEvent(grown->latest_sequence, &event).ok());
  EXPECT_EQ(event.reports(event.reports_size() - 1).report_id(), "R99");
  EXPECT_TRUE(snapshot->FindKey("oxus-fixture", "I99").ok());
}

std::string FormatLine(const std::string& directory) {
  std::string line;
  std::ifstream file(directory + "/FORMAT");
  std::getline(file, line);
  return line;
}

TEST(Format1, BecomesTheCurrentFormatWithColumns) {
  test::TemporaryDirectory directory;
  std::filesystem::copy(OXUS_SOURCE_DIR "/tests/data/format_1", directory.path());
  ASSERT_EQ(FormatLine(directory.path()), "oxus-format 1");
  StoreOptions options;
  options.directory = directory.path();
  options.segment_rows = 10;
  options.projection = oxus::test::ProjectSample;
  // The second opening reads what the first has made.
  for (int opening = 1; opening <= 2; ++opening) {
    absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ(FormatLine(directory.path()), "oxus-format 2");
    EXPECT_EQ((*store)->GetStats().segments, 2u);
    const auto snapshot = (*store)->TakeSnapshot();
    const absl::StatusOr<std::vector<test::SampleRow>> rows = test::ReadRows(*snapshot);
    ASSERT_TRUE(rows.ok()) << rows.status();
    for (uint64_t sequence = 1; sequence <= 25; ++sequence) {
      v1::Event event;
      test::SampleRow expected;
      if (snapshot->ReadEvent(sequence, &event).ok()) test::FillSample(event, expected);
      EXPECT_EQ(rows->at(sequence - 1).producer, expected.producer) << sequence;
      EXPECT_EQ(rows->at(sequence - 1).subject, expected.subject) << sequence;
      EXPECT_EQ(rows->at(sequence - 1).reports, expected.reports) << sequence;
    }
  }
}

}  // namespace
}  // namespace oxus::storage
