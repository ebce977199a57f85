// A data directory of format 1, as the first version wrote it: it must open for ever. Part of it
// is in SST files, its last record only in the write-ahead log.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "storage/event_store.h"
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

}  // namespace
}  // namespace oxus::storage
