#include "server/query/columns/partial_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace oxus::query {
namespace {

using Extent = PartialCache::Extent;

std::shared_ptr<const Partial> PartialOf(size_t events) {
  auto partial = std::make_shared<Partial>();
  partial->events.resize(events);
  return partial;
}

using Reach = PartialCache::Reach;

PartialCache::Run RunOf(size_t extents) {
  PartialCache::Run run;
  run.extents.resize(extents);
  run.skipped = extents;
  return run;
}

TEST(PartialCache, AnswersWhatWasPut) {
  PartialCache cache(1 << 20);
  const auto partial = PartialOf(3);
  const Extent extent{100, 0, 50, 2};
  cache.Put("question", extent, partial);
  const auto found = cache.Get("question", extent);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->partial, partial);
  EXPECT_EQ(found->extent, extent);
  EXPECT_FALSE(cache.Get("another", extent));
}

TEST(PartialCache, RemembersThatNothingMatches) {
  PartialCache cache(1 << 20);
  cache.Put("question", {100, 0, 50, 2}, nullptr);
  const auto found = cache.Get("question", {100, 0, 50, 2});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->partial, nullptr);
}

TEST(PartialCache, HoldsForTheVeryExtentOnly) {
  PartialCache cache(1 << 20);
  cache.Put("question", {100, 10, 50, 2}, PartialOf(1));
  EXPECT_FALSE(cache.Get("question", {101, 10, 50, 2}));
  EXPECT_FALSE(cache.Get("question", {100, 11, 50, 2}));
  EXPECT_FALSE(cache.Get("question", {100, 10, 51, 2}));
  EXPECT_FALSE(cache.Get("question", {100, 10, 49, 2}));
  EXPECT_FALSE(cache.Get("question", {100, 10, 50, 3}));
  EXPECT_FALSE(cache.Get("question", {100, 10, 50, 1}));
}

TEST(PartialCache, APieceMayBeShorterButNeverLonger) {
  PartialCache cache(1 << 20);
  cache.Put("question", {100, 10, 50, 2}, PartialOf(1));
  for (const uint32_t rows : {50, 51, 5'000}) {
    const auto piece = cache.GetPiece("question", {100, 10, rows, 2});
    ASSERT_TRUE(piece);
    EXPECT_EQ(piece->extent.rows, 50u);
  }
  EXPECT_FALSE(cache.GetPiece("question", {100, 10, 49, 2}));
  EXPECT_FALSE(cache.GetPiece("question", {100, 10, 60, 3}));
}

TEST(PartialCache, TheNewerExtentOfAStartTakesThePlaceOfTheOlder) {
  PartialCache cache(1 << 20);
  cache.Put("question", {100, 0, 50, 2}, PartialOf(1));
  const size_t before = cache.bytes();
  cache.Put("question", {100, 0, 60, 3}, PartialOf(1));
  EXPECT_EQ(cache.bytes(), before);
  EXPECT_FALSE(cache.Get("question", {100, 0, 50, 2}));
  EXPECT_TRUE(cache.Get("question", {100, 0, 60, 3}));
}

TEST(PartialCache, WhatIsKnownOfANewerStateStays) {
  const Extent newest{100, 0, 50, 2};
  for (const Extent& older :
       {Extent{100, 0, 50, 1}, Extent{100, 0, 49, 2}, Extent{100, 0, 40, 0}}) {
    PartialCache cache(1 << 20);
    cache.Put("question", newest, PartialOf(3));
    cache.Put("question", older, PartialOf(7));
    EXPECT_TRUE(cache.Get("question", newest));
    EXPECT_FALSE(cache.Get("question", older));
    cache.Put("another", older, PartialOf(7));
    EXPECT_TRUE(cache.Get("another", older)) << "of another question nothing newer is known";
  }
}

TEST(PartialCache, ASegmentTakesThePlaceOfItsPieces) {
  PartialCache cache(1 << 20);
  cache.Put("question", {100, 0, 60, 2}, PartialOf(9));
  cache.Put("question", {200, 10, 5, 0}, PartialOf(4));
  const size_t before = cache.bytes();
  // As a tail grows, and as other segments do.
  cache.Put("question", {100, 0, 60, 2}, PartialOf(9));
  cache.Put("question", {100, 60, 30, 2}, PartialOf(500));
  cache.Put("question", {100, 90, 5, 2}, nullptr);
  EXPECT_TRUE(cache.GetPiece("question", {100, 90, 10, 2}));
  cache.Put("question", {100, 0, 95, 2}, PartialOf(9));
  EXPECT_EQ(cache.bytes(), before);
  EXPECT_TRUE(cache.Get("question", {100, 0, 95, 2}));
  EXPECT_FALSE(cache.GetPiece("question", {100, 60, 35, 2}));
  EXPECT_FALSE(cache.GetPiece("question", {100, 90, 5, 2}));
  EXPECT_TRUE(cache.Get("question", {200, 10, 5, 0})) << "another segment's pieces stay";
}

TEST(PartialCache, PiecesFollowTheSegmentThatTookTheirPlace) {
  PartialCache cache(1 << 20);
  cache.Put("question", {100, 0, 60, 2}, PartialOf(1));
  cache.Put("question", {100, 60, 30, 2}, PartialOf(1));
  cache.Put("question", {100, 0, 95, 2}, PartialOf(1));
  cache.Put("question", {100, 95, 7, 2}, PartialOf(1));
  const auto first = cache.GetPiece("question", {100, 0, 102, 2});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->extent.rows, 95u);
  EXPECT_TRUE(cache.Get("question", {100, 95, 7, 2}));
}

TEST(PartialCache, WhatIsPutAgainIsChargedOnce) {
  PartialCache cache(1 << 20);
  for (const uint32_t rows : {0, 10}) {
    cache.Put("question", {100, rows, rows, 0}, PartialOf(7));
    const size_t before = cache.bytes();
    for (int i = 0; i < 5; ++i) cache.Put("question", {100, rows, rows, 0}, PartialOf(7));
    EXPECT_EQ(cache.bytes(), before);
  }
  cache.PutRun("question", RunOf(9));
  const size_t before = cache.bytes();
  for (int i = 0; i < 5; ++i) cache.PutRun("question", RunOf(9));
  EXPECT_EQ(cache.bytes(), before);
}

TEST(PartialCache, KeepsOneRunAQuestion) {
  PartialCache cache(1 << 20);
  EXPECT_TRUE(cache.GetRun("question").extents.empty());
  cache.PutRun("question", RunOf(2));
  cache.PutRun("question", RunOf(3));
  EXPECT_EQ(cache.GetRun("question").extents.size(), 3u);
  EXPECT_EQ(cache.GetRun("question").skipped, 3u);
  EXPECT_TRUE(cache.GetRun("another").extents.empty());
}

TEST(PartialCache, ARunOfFewerSegmentsOrMarksDoesNotTakeThePlaceOfANewerOne) {
  PartialCache cache(1 << 20);
  PartialCache::Run newest = RunOf(3);
  newest.extents[1].marks = 4;
  cache.PutRun("question", newest);
  cache.PutRun("question", RunOf(2));
  EXPECT_EQ(cache.GetRun("question").extents, newest.extents);
  cache.PutRun("question", RunOf(3));
  EXPECT_EQ(cache.GetRun("question").extents, newest.extents);
  newest.extents[0].marks = 1;
  cache.PutRun("question", newest);
  EXPECT_EQ(cache.GetRun("question").extents, newest.extents);
  cache.PutRun("question", RunOf(4));
  EXPECT_EQ(cache.GetRun("question").extents.size(), 4u);
}

TEST(PartialCache, ARunOfFewerRowsOfItsLastSegmentDoesNotEither) {
  PartialCache cache(1 << 20);
  PartialCache::Run newest = RunOf(3);
  newest.extents.back().rows = 5;
  cache.PutRun("question", newest, Reach::kTail);
  PartialCache::Run older = newest;
  older.extents.back().rows = 4;
  cache.PutRun("question", older, Reach::kTail);
  EXPECT_EQ(cache.GetRun("question", Reach::kTail).extents, newest.extents);
  newest.extents.back().rows = 6;
  cache.PutRun("question", newest, Reach::kTail);
  EXPECT_EQ(cache.GetRun("question", Reach::kTail).extents, newest.extents);
}

TEST(PartialCache, RunsOfBothReachesAreHeldAndChargedByThemselves) {
  PartialCache cache(1 << 20);
  cache.PutRun("question", RunOf(3));
  const size_t sealed = cache.bytes();
  cache.PutRun("question", RunOf(4), Reach::kTail);
  EXPECT_EQ(cache.GetRun("question").extents.size(), 3u);
  EXPECT_EQ(cache.GetRun("question", Reach::kTail).extents.size(), 4u);
  const size_t both = cache.bytes();
  EXPECT_GT(both, sealed);
  EXPECT_LT(cache.RoomForRun("question", Reach::kSealed), cache.capacity_bytes());
  cache.PutRun("question", RunOf(4), Reach::kTail);
  EXPECT_EQ(cache.bytes(), both);
  cache.PutRun("question", RunOf(5));
  EXPECT_EQ(cache.GetRun("question", Reach::kTail).extents.size(), 4u);
}

TEST(PartialCache, OfASegmentOnlySoManyPiecesAreHeld) {
  PartialCache cache(1 << 20);
  cache.Put("question", {100, 7, 1, 0}, PartialOf(200));
  size_t most = 0;
  for (uint32_t row = 0; row < 10 * PartialCache::kMostPieces; ++row) {
    cache.Put("question", {1, row, 1, 0}, PartialOf(200));
    EXPECT_TRUE(cache.Get("question", {1, row, 1, 0}));
    if (row + 1 == PartialCache::kMostPieces) most = cache.bytes();
    if (most != 0) {
      EXPECT_LE(cache.bytes(), most);
    }
  }
  EXPECT_TRUE(cache.Get("question", {100, 7, 1, 0})) << "of another segment";
}

TEST(PartialCache, TellsHowMuchRoomThereIsForARun) {
  PartialCache cache(10'000);
  EXPECT_EQ(cache.RoomForRun("question"), 10'000u);
  cache.Put("question", {1, 0, 10, 0}, PartialOf(200));
  const size_t room = cache.RoomForRun("question");
  EXPECT_EQ(room, 10'000 - cache.bytes());
  cache.PutRun("question", RunOf(5));
  EXPECT_EQ(cache.RoomForRun("question"), room) << "the run makes room for the next one";
  cache.Put("another", {1, 0, 10, 0}, PartialOf(200));
  EXPECT_EQ(cache.RoomForRun("question"), room) << "other questions do";
}

TEST(PartialCache, KeepsWhatChainsLedTo) {
  PartialCache cache(1 << 20);
  EXPECT_FALSE(cache.GetCorrected("question", {5, 2}));
  cache.PutCorrected("question", {5, 2}, {.retracted = 3});
  ASSERT_TRUE(cache.GetCorrected("question", {5, 2}));
  EXPECT_EQ(cache.GetCorrected("question", {5, 2})->retracted, 3u);
  EXPECT_FALSE(cache.GetCorrected("another", {5, 2}));
  EXPECT_FALSE(cache.GetCorrected("question", {6, 2}));
  EXPECT_FALSE(cache.GetCorrected("question", {5, 1}));
  cache.PutCorrected("question", {4, 9}, {.retracted = 1});
  EXPECT_TRUE(cache.GetCorrected("question", {5, 2})) << "that of the newer state stays";
  cache.PutCorrected("question", {6, 0}, {.retracted = 4});
  EXPECT_FALSE(cache.GetCorrected("question", {5, 2}));
  EXPECT_EQ(cache.GetCorrected("question", {6, 0})->retracted, 4u);
}

TEST(PartialCache, NeverHoldsMoreThanItsCapacity) {
  for (const size_t capacity : {0, 50, 500, 5'000, 50'000}) {
    SCOPED_TRACE(capacity);
    PartialCache cache(capacity);
    for (uint32_t i = 0; i < 300; ++i) {
      const std::string question = "question " + std::to_string(i % 7);
      cache.Put(question, {i, 0, 10, 0}, PartialOf(i % 13 * 20));
      if (i % 5 == 0) cache.PutRun(question, RunOf(i % 11 * 10));
      // Of a question that nothing else is kept of.
      if (i % 3 == 0) cache.PutCorrected("chains " + std::to_string(i), {i, 1}, {});
      ASSERT_LE(cache.bytes(), capacity);
    }
  }
}

TEST(PartialCache, ForgetsTheQuestionAskedLongestAgo) {
  PartialCache cache(8'000);
  const Extent extent{1, 0, 10, 0};
  const auto put = [&](const std::string& question) {
    cache.Put(question, extent, PartialOf(200));
  };
  put("a");
  put("b");
  put("c");
  // Asking counts, not only answering.
  ASSERT_TRUE(cache.Get("a", extent));
  put("d");
  put("e");
  EXPECT_TRUE(cache.Get("a", extent));
  EXPECT_FALSE(cache.Get("b", extent));
  EXPECT_TRUE(cache.Get("e", extent));
}

TEST(PartialCache, ForgetsAllThatBelongsToAQuestion) {
  PartialCache cache(8'000);
  cache.Put("old", {1, 0, 10, 0}, PartialOf(100));
  cache.Put("old", {2, 0, 10, 0}, PartialOf(100));
  cache.PutRun("old", RunOf(5));
  for (uint64_t i = 0; i < 6; ++i) cache.Put("new", {i, 0, 10, 0}, PartialOf(100));
  EXPECT_FALSE(cache.Get("old", {1, 0, 10, 0}));
  EXPECT_FALSE(cache.Get("old", {2, 0, 10, 0}));
  EXPECT_TRUE(cache.GetRun("old").extents.empty());
  EXPECT_TRUE(cache.Get("new", {5, 0, 10, 0}));
}

TEST(PartialCache, RefusesWhatIsLargerThanItself) {
  PartialCache cache(4'000);
  cache.Put("small", {1, 0, 10, 0}, PartialOf(10));
  cache.Put("large", {1, 0, 10, 0}, PartialOf(1'000));
  cache.PutRun("large", RunOf(1'000));
  EXPECT_FALSE(cache.Get("large", {1, 0, 10, 0}));
  // It was not pushed out for nothing.
  EXPECT_TRUE(cache.Get("small", {1, 0, 10, 0}));
}

TEST(PartialCache, AnswersOutliveWhatIsForgotten) {
  PartialCache cache(4'000);
  cache.Put("old", {1, 0, 10, 0}, PartialOf(10));
  const auto found = cache.Get("old", {1, 0, 10, 0});
  cache.Put("new", {1, 0, 10, 0}, PartialOf(400));
  ASSERT_FALSE(cache.Get("old", {1, 0, 10, 0}));
  EXPECT_EQ(found->partial->events.size(), 10u);
}

TEST(PartialCache, ManyThreadsMayUseIt) {
  PartialCache cache(20'000);
  std::atomic<uint64_t> wrong{0};
  const auto use = [&](uint32_t salt) {
    for (uint32_t i = 0; i < 2'000; ++i) {
      const std::string question = std::to_string((i * salt) % 9);
      const Extent extent{i % 5, 0, 10 + i % 3, 0};
      cache.Put(question, extent, PartialOf(extent.rows));
      const auto found = cache.GetPiece(question, extent);
      if (found && found->partial->events.size() != found->extent.rows) ++wrong;
      cache.PutRun(question, RunOf(i % 20));
      const PartialCache::Run run = cache.GetRun(question);
      if (run.skipped != run.extents.size()) ++wrong;
    }
  };
  std::vector<std::thread> threads;
  for (uint32_t salt = 1; salt <= 4; ++salt) threads.emplace_back(use, salt);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0u);
  EXPECT_LE(cache.bytes(), 20'000u);
}

}  // namespace
}  // namespace oxus::query
