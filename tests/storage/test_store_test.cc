// What tests of the layers above lean on.
#include "tests/support/test_store.h"

#include <gtest/gtest.h>

namespace oxus::test {
namespace {

TEST(TestStore, TakesCorrectionsInAnyOrder) {
  TestStore store;
  EXPECT_EQ(store.Add(MakeEvent("a")), 1u);
  EXPECT_EQ(store.Add(MakeEvent("a", 3)), 2u);
  EXPECT_EQ(store.Add(MakeEvent("a", 1)), 3u);
  EXPECT_EQ(store.Attach(MakeReport("a", "")), 4u);
  EXPECT_EQ(store.Attach(MakeReport("a", "")), 5u);
  EXPECT_EQ(store.Retract(MakeRetraction("a")), 6u);
  EXPECT_EQ(store.Add(MakeEvent("a")), 7u);
  EXPECT_EQ(store.Retract(MakeRetraction("a")), 8u);
  EXPECT_EQ(store.last_sequence(), 8u);
  EXPECT_EQ(store.GetStats().retracted_events, 1u);
}

TEST(TestStore, DamagedRecordsHaveColumnsButNoBody) {
  TestStore store([](const v1::Event& event, storage::RowDraft& row) {
    row.SetText(storage::Column::kProducer, event.key().producer_id());
  });
  const uint64_t sequence = store.AddDamaged(MakeEvent("a"));
  v1::Event event;
  const auto snapshot = store.TakeSnapshot();
  EXPECT_EQ(snapshot->ReadEvent(sequence, &event).code(), absl::StatusCode::kDataLoss);
  ASSERT_EQ(snapshot->parts().size(), 1u);
  const auto producers = snapshot->parts()[0].segment->Load(storage::Column::kProducer);
  ASSERT_TRUE(producers.ok());
  EXPECT_EQ(storage::IntegerAt(**producers, 0), 1);
}

}  // namespace
}  // namespace oxus::test
