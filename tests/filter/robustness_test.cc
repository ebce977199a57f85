// Whatever is thrown at it, Parse answers a filter that can be used or a message with a position.
// Seeds are fixed, so that a failure repeats.
#include <charconv>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/filter/canonical.h"
#include "server/filter/filter.h"
#include "server/filter/utf8.h"
#include "tests/filter/debug_string.h"
#include "tests/filter/sample_schema.h"

namespace oxus::filter {
namespace {

const std::vector<std::string>& Seeds() {
  static const std::vector<std::string> seeds = {
      "kind = INCIDENT AND country = \"TJ\"",
      "(killed >= 3 OR score < -5.5) AND NOT tactic:DRONE",
      "occurred >= \"2025-11-01\" AND occurred < \"2025-12-01T00:00:00.000\"",
      "received > '2025-11-30T18:45+05:00' -contested = true",
      "source = \"*asia\\\"plus*\" OR tag:\"Хатлон\" OR tag:*",
      "NOT (NOT (NOT (killed = 1 AND killed = 2) OR -(killed != 3)))",
      "within_km(-12.5, 68, 40) OR NOT mentions(\"Costa Rica\") (-undated())",
      "precision <= NEAR AND stored(2025-11-30, true) AND -killed_between(-1, 3)",
  };
  return seeds;
}

const std::vector<std::string>& Fragments() {
  static const std::vector<std::string> fragments = {"(",
                                                     ")",
                                                     " AND ",
                                                     " OR ",
                                                     " NOT ",
                                                     "-",
                                                     "=",
                                                     "!=",
                                                     "<",
                                                     "<=",
                                                     ">",
                                                     ">=",
                                                     ":",
                                                     "\"",
                                                     "'",
                                                     "\\",
                                                     "*",
                                                     " ",
                                                     "killed",
                                                     "source",
                                                     "kind",
                                                     "tactic",
                                                     "score",
                                                     "tag:*",
                                                     "occurred",
                                                     "1e9",
                                                     "-1",
                                                     "true",
                                                     "null",
                                                     "\u201C",
                                                     "\u00A0",
                                                     "\xFF",
                                                     "\xD0",
                                                     "INCIDENT",
                                                     "and",
                                                     ",",
                                                     "&&",
                                                     "==",
                                                     "\x7F",
                                                     "9999-12-31",
                                                     "0000-01-01",
                                                     "+99:99",
                                                     std::string(1, '\0'),
                                                     "99999999999999999999",
                                                     "1e400",
                                                     "undated()",
                                                     "mentions(",
                                                     "within_km(1, -2, 3)",
                                                     "killed_between",
                                                     "precision",
                                                     "UNKNOWN",
                                                     "9999-12-31T23:59-23:59"};
  return fragments;
}

const std::vector<SampleRow>& Rows() {
  static const std::vector<SampleRow> rows = {
      SampleRow({}),
      SampleRow({{"kind", {std::string("INCIDENT")}},
                 {"tactic", {std::string("DRONE"), std::string("GRENADE")}},
                 {"country", {std::string("TJ")}},
                 {"source", {std::string("asia\"plus")}},
                 {"tag", {std::string("Хатлон"), std::string("")}},
                 {"killed", {int64_t{1}, int64_t{3}}},
                 {"score", {-9.5}},
                 {"contested", {true}},
                 {"occurred", {int64_t{1'764'499'500'000}}},
                 {"received", {int64_t{1'764'510'300'000}}},
                 {"precision", {std::string("NEAR"), std::string("UNKNOWN")}},
                 {"point", {-12.0, 68.5}}}),
  };
  return rows;
}

void ExpectPositionedMessage(const std::string& text, const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const std::string message(status.message());
  ASSERT_TRUE(message.starts_with("at ")) << message;
  size_t position = 0;
  const auto [end, error] =
      std::from_chars(message.data() + 3, message.data() + message.size(), position);
  ASSERT_EQ(error, std::errc()) << message;
  EXPECT_TRUE(std::string_view(end).starts_with(": ")) << message;
  EXPECT_GE(position, 1u);
  EXPECT_LE(position, text.size() + 1) << message;
  EXPECT_EQ(FirstInvalidUtf8(message), message.size()) << message;
  EXPECT_LT(message.size(), 600u) << message;
}

// A filter and its negation never agree.
void ExpectNegationOpposite(const std::string& text, const Filter& filter) {
  const absl::StatusOr<Filter> negation = Filter::Parse("NOT (" + text + ")", SampleSchema());
  // The negation may pass a limit that the filter does not.
  if (!negation.ok()) return;
  for (const SampleRow& row : Rows()) EXPECT_NE(negation->Matches(row), filter.Matches(row));
}

void ExpectCanonicalMeansTheSame(const Filter& filter) {
  const std::string canonical = Canonical(filter, SampleSchema());
  const absl::StatusOr<Filter> again = Filter::Parse(canonical, SampleSchema());
  if (!again.ok()) {
    // Longer or deeper than the filter, it may pass a limit.
    EXPECT_THAT(std::string(again.status().message()),
                testing::AnyOf(testing::HasSubstr("nested deeper"), testing::HasSubstr("bytes")))
        << canonical;
    return;
  }
  EXPECT_EQ(DebugString(*again, SampleSchema(), ChildOrder::kSorted),
            DebugString(filter, SampleSchema(), ChildOrder::kSorted));
}

// True when the text is a filter.
bool Check(const std::string& text) {
  SCOPED_TRACE(testing::PrintToString(text));
  const absl::StatusOr<Filter> filter = Filter::Parse(text, SampleSchema());
  if (!filter.ok()) {
    ExpectPositionedMessage(text, filter.status());
    return false;
  }
  EXPECT_FALSE(DebugString(*filter, SampleSchema()).empty());
  ExpectCanonicalMeansTheSame(*filter);
  if (filter->root() == nullptr) {
    EXPECT_TRUE(filter->Matches(Rows().front()));
  } else {
    ExpectNegationOpposite(text, *filter);
  }
  return true;
}

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  size_t Below(size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random_);
  }

  std::string RandomBytes(size_t size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(Below(256));
    return bytes;
  }

  std::string RandomFragments(size_t count) {
    std::string text;
    for (size_t i = 0; i < count; ++i) text += Fragments()[Below(Fragments().size())];
    return text;
  }

  std::string Mutated(std::string text) {
    for (size_t changes = 1 + Below(4); changes > 0; --changes) Change(text);
    return text;
  }

 private:
  void Change(std::string& text) {
    const size_t at = Below(text.size() + 1);
    const size_t size = Below(text.size() - at + 1);
    switch (Below(6)) {
      case 0:
        text.insert(at, Fragments()[Below(Fragments().size())]);
        break;
      case 1:
        text.erase(at, 1 + Below(4));
        break;
      case 2:
        text.insert(at, text.substr(at, size));
        break;
      case 3:
        text.resize(at);
        break;
      case 4:
        text.replace(at, size, Fragments()[Below(Fragments().size())]);
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(Below(256));
        break;
    }
  }

  std::mt19937 random_;
};

TEST(FilterRobustness, TheSeedsAreFilters) {
  for (const std::string& seed : Seeds()) EXPECT_TRUE(Check(seed)) << seed;
}

TEST(FilterRobustness, MutatedFilters) {
  Mutator mutator(160);
  int filters = 0;
  for (int round = 0; round < 20'000 && !HasFailure(); ++round) {
    filters += Check(mutator.Mutated(Seeds()[mutator.Below(Seeds().size())])) ? 1 : 0;
  }
  // Some mutants live on, so that both answers are seen.
  EXPECT_GT(filters, 500);
  EXPECT_LT(filters, 19'500);
}

TEST(FilterRobustness, RandomFragments) {
  Mutator mutator(161);
  for (int round = 0; round < 5'000 && !HasFailure(); ++round) {
    Check(mutator.RandomFragments(1 + mutator.Below(30)));
  }
}

TEST(FilterRobustness, RandomBytes) {
  Mutator mutator(162);
  for (int round = 0; round < 5'000 && !HasFailure(); ++round) {
    Check(mutator.RandomBytes(mutator.Below(200)));
  }
}

TEST(FilterRobustness, EveryPrefixOfAFilter) {
  for (const std::string& seed : Seeds()) {
    for (size_t size = 0; size <= seed.size(); ++size) Check(seed.substr(0, size));
  }
}

TEST(FilterRobustness, FullLengthOfOneFragment) {
  for (const std::string& fragment : Fragments()) {
    std::string text;
    while (text.size() + fragment.size() <= kMaxFilterBytes) text += fragment;
    Check(text);
    Check("source = \"" + text.substr(0, kMaxFilterBytes - 11) + "\"");
    Check(text + text);
  }
}

}  // namespace
}  // namespace oxus::filter
