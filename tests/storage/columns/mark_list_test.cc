#include "storage/columns/mark_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>
#include <vector>

#include "storage/columns/segment.h"

namespace oxus::storage {
namespace {

TEST(MarkList, IsEmptyAtFirst) {
  const MarkList marks;
  EXPECT_EQ(marks.CountAt(~uint64_t{0}), 0u);
  EXPECT_EQ(marks.bytes(), 0u);
}

TEST(MarkList, WhatWasKnownAtASequenceIsAPrefix) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  MarkList marks;
  std::vector<MarkList::Mark> model;
  uint64_t by = 100;
  for (uint32_t i = 0; i < 5000; ++i) {
    by += random() % 3;
    model.push_back({by, static_cast<uint32_t>(random() % kSegmentRows)});
    marks.Add(model.back().row, by);
  }
  for (uint64_t as_of = 98; as_of < by + 3; ++as_of) {
    const auto count = static_cast<uint32_t>(std::count_if(
        model.begin(), model.end(), [as_of](const auto& mark) { return mark.by <= as_of; }));
    ASSERT_EQ(marks.CountAt(as_of), count) << as_of;
  }
  for (uint32_t i = 0; i < model.size(); ++i) {
    ASSERT_EQ(marks[i].row, model[i].row);
    ASSERT_EQ(marks[i].by, model[i].by);
  }
}

TEST(MarkList, HasRoomForEveryRowOfASegment) {
  MarkList marks;
  for (uint32_t row = 0; row < kSegmentRows; ++row) marks.Add(row, row + 1);
  EXPECT_EQ(marks.CountAt(kSegmentRows), kSegmentRows);
  EXPECT_EQ(marks[kSegmentRows - 1].row, kSegmentRows - 1);
}

TEST(MarkList, ReadersSeeWholeMarksWhileTheWriterAdds) {
  constexpr uint32_t kMarks = 40'000;
  MarkList marks;
  std::atomic<uint64_t> published{0};
  const auto read = [&] {
    uint32_t before = 0;
    while (before < kMarks) {
      const uint64_t as_of = published.load(std::memory_order_acquire);
      const uint32_t count = marks.CountAt(as_of);
      ASSERT_EQ(count, as_of);
      ASSERT_GE(count, before);
      for (uint32_t i = before; i < count; ++i) {
        ASSERT_EQ(marks[i].by, i + 1);
        ASSERT_EQ(marks[i].row, i ^ 1);
      }
      before = count;
    }
  };
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 2; ++reader) readers.emplace_back(read);
  for (uint32_t i = 0; i < kMarks; ++i) {
    marks.Add(i ^ 1, i + 1);
    published.store(i + 1, std::memory_order_release);
  }
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace oxus::storage
