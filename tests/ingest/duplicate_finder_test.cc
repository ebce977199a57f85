#include "server/ingest/duplicate_finder.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"

namespace oxus::ingest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Candidate = DuplicateFinder::Candidate;

// The same story told by a producer, some days later or earlier.
v1::Event Told(const std::string& producer, int days = 0) {
  v1::Event event = test::GoodIncident();
  *event.mutable_key() = test::Key(producer, "1");
  event.mutable_occurred()->set_start_ms(test::kStartMs + days * test::kDayMs);
  return event;
}

// Known to a span of days only.
v1::Event ToldOfSpan(const std::string& producer, int first_day, int days) {
  v1::Event event = Told(producer, first_day);
  event.mutable_occurred()->set_precision(v1::TIME_PRECISION_RANGE);
  event.mutable_occurred()->set_end_ms(event.occurred().start_ms() + days * test::kDayMs - 1);
  return event;
}

TEST(DuplicateFinder, FindsTheStoryOfAnotherProducer) {
  DuplicateFinder finder;
  finder.Add(7, MakeTraits(Told("a")));
  EXPECT_THAT(finder.Find(MakeTraits(Told("b"))), ElementsAre(Candidate{7, 100}));
}

TEST(DuplicateFinder, FindsNothingInItself) {
  DuplicateFinder finder;
  EXPECT_THAT(finder.Find(MakeTraits(Told("a"))), IsEmpty());
  finder.Add(1, MakeTraits(Told("a")));
  EXPECT_THAT(finder.Find(MakeTraits(Told("a"))), IsEmpty());
  finder.Add(2, MakeTraits(Told("b", 50)));
  EXPECT_THAT(finder.Find(MakeTraits(Told("a"))), IsEmpty());
}

TEST(DuplicateFinder, LooksAtTheDaysBeforeAndAfter) {
  DuplicateFinder finder;
  finder.Add(1, MakeTraits(Told("a", -2)));
  finder.Add(2, MakeTraits(Told("a", -1)));
  finder.Add(3, MakeTraits(Told("a", 1)));
  finder.Add(4, MakeTraits(Told("a", 2)));
  EXPECT_THAT(finder.Find(MakeTraits(Told("b"))), ElementsAre(Candidate{2, 85}, Candidate{3, 85}));
}

TEST(DuplicateFinder, FindsSpansThatOverlapOrTouch) {
  const struct {
    int first_day;
    int days;
    bool found;
  } cases[] = {
      {-1, 2, true},     {-9, 10, true},   {-29, 30, true},    {0, 30, true},   {1, 10, true},
      {2, 10, false},    {-10, 10, true},  {-10, 9, false},    {-40, 41, true}, {-364, 365, true},
      {-200, 365, true}, {-90, 60, false}, {-300, 9000, true},
  };
  for (const auto& [first_day, days, found] : cases) {
    SCOPED_TRACE(testing::Message() << first_day << " for " << days << " days");
    DuplicateFinder spans;
    spans.Add(1, MakeTraits(ToldOfSpan("a", first_day, days)));
    EXPECT_THAT(spans.Find(MakeTraits(Told("b"))), SizeIs(found ? 1 : 0));
  }
}

TEST(DuplicateFinder, ASpanFindsTheDaysInIt) {
  DuplicateFinder finder;
  for (int day = -3; day <= 10; ++day) {
    finder.Add(static_cast<uint64_t>(10 + day), MakeTraits(Told("a", day)));
  }
  // Days 0 to 6, and 1 on each side; the five best, older first.
  const auto found = finder.Find(MakeTraits(ToldOfSpan("b", 0, 7)));
  EXPECT_THAT(found, ElementsAre(Candidate{10, 95}, Candidate{11, 95}, Candidate{12, 95},
                                 Candidate{13, 95}, Candidate{14, 95}));
}

TEST(DuplicateFinder, AnswersWithTheBestFive) {
  DuplicateFinder finder;
  for (uint64_t sequence = 1; sequence <= 20; ++sequence) {
    v1::Event event = Told("a");
    // Each a kilometre nearer than the one before.
    event.mutable_place()->set_lat(event.place().lat() + (20.0 - sequence) / 111.195);
    finder.Add(sequence, MakeTraits(event));
  }
  const auto found = finder.Find(MakeTraits(Told("b")));
  ASSERT_THAT(found, SizeIs(DuplicateFinder::kMaxCandidates));
  EXPECT_EQ(found[0], (Candidate{20, 100}));
  EXPECT_GE(found[3].score, found[4].score);
}

TEST(DuplicateFinder, ComparesABoundedNumber) {
  DuplicateFinder finder;
  finder.Add(1, MakeTraits(Told("a")));
  v1::Event elsewhere = Told("a");
  elsewhere.mutable_place()->set_lat(39);
  for (uint64_t sequence = 2; sequence <= DuplicateFinder::kMaxCompared; ++sequence) {
    finder.Add(sequence, MakeTraits(elsewhere));
  }
  EXPECT_THAT(finder.Find(MakeTraits(Told("b"))), SizeIs(1));
  finder.Add(1000, MakeTraits(elsewhere));
  EXPECT_THAT(finder.Find(MakeTraits(Told("b"))), IsEmpty());
}

TEST(DuplicateFinder, IsNotBlindedByItsOwnProducer) {
  DuplicateFinder finder;
  finder.Add(1, MakeTraits(Told("a")));
  for (uint64_t sequence = 2; sequence < 5'000; ++sequence) {
    finder.Add(sequence, MakeTraits(Told("b")));
  }
  EXPECT_THAT(finder.Find(MakeTraits(Told("b"))), ElementsAre(Candidate{1, 100}));
}

TEST(DuplicateFinder, ForgetsWhatIsRemoved) {
  DuplicateFinder finder;
  finder.Add(3, MakeTraits(Told("a")));
  finder.Add(5, MakeTraits(Told("a")));
  finder.Add(9, MakeTraits(Told("a")));
  finder.Remove(5);
  finder.Remove(4);   // never held
  finder.Remove(10);  // not yet held
  EXPECT_THAT(finder.Find(MakeTraits(Told("b"))),
              ElementsAre(Candidate{3, 100}, Candidate{9, 100}));
}

TEST(DuplicateFinder, ForgetsWhatLeftTheWindow) {
  DuplicateFinder finder;
  finder.Add(1, MakeTraits(Told("a")));
  const DuplicateTraits other = MakeTraits(Told("b", 500));
  for (uint64_t i = 1; i < DuplicateFinder::kWindow; ++i) finder.Add(1 + i, other);
  EXPECT_THAT(finder.Find(MakeTraits(Told("b"))), ElementsAre(Candidate{1, 100}));
  finder.Add(1 + DuplicateFinder::kWindow, other);
  EXPECT_THAT(finder.Find(MakeTraits(Told("b"))), IsEmpty());
  finder.Remove(1);  // not held any more
  // Only "b" is held: a look-up of it has nothing to find, one of another producer has.
  EXPECT_THAT(finder.Find(MakeTraits(Told("b", 500))), IsEmpty());
  EXPECT_THAT(finder.Find(MakeTraits(Told("a", 500))), SizeIs(DuplicateFinder::kMaxCandidates));
}

TEST(DuplicateFinder, KeepsFindingAsTheRingTurns) {
  DuplicateFinder finder;
  const DuplicateTraits filler = MakeTraits(Told("b", 500));
  uint64_t sequence = 0;
  for (uint32_t i = 0; i < DuplicateFinder::kWindow + 1000; ++i) finder.Add(++sequence, filler);
  const uint64_t story = ++sequence;
  finder.Add(story, MakeTraits(Told("a")));
  EXPECT_THAT(finder.Find(MakeTraits(Told("b"))), ElementsAre(Candidate{story, 100}));
  finder.Remove(story);
  EXPECT_THAT(finder.Find(MakeTraits(Told("b"))), IsEmpty());
}

}  // namespace
}  // namespace oxus::ingest
