#include "server/filter/canonical.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/filter/debug_string.h"
#include "tests/filter/random_filter.h"
#include "tests/filter/sample_schema.h"

namespace oxus::filter {
namespace {

Filter Parsed(const std::string& text) {
  const absl::StatusOr<Filter> filter = Filter::Parse(text, SampleSchema());
  EXPECT_TRUE(filter.ok()) << text << ": " << filter.status();
  return filter.ok() ? *filter : Filter();
}

std::string CanonicalOf(const std::string& text) { return Canonical(Parsed(text), SampleSchema()); }

std::string Meaning(const Filter& filter) {
  return DebugString(filter, SampleSchema(), ChildOrder::kSorted);
}

TEST(FilterCanonical, IsWrittenByRule) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {" ", ""},
      {"killed=3", "killed = 3"},
      {"killed > -3", "killed > -3"},
      {"score<=2.50", "score <= 2.5"},
      {"score = 1e300", "score = 1e+300"},
      {"score = -0.1", "score = -0.1"},
      {"contested : TRUE", "contested = true"},
      {"kind:incident", "kind = \"INCIDENT\""},
      {"country = tj", "country = \"TJ\""},
      {"precision<=near", "precision <= \"NEAR\""},
      {"source : 'RIA'", "source:\"ria\""},
      {"source = Ria", "source = \"Ria\""},
      {"tag : *", "tag:*"},
      {"source != a*", "source != \"a*\""},
      {"source = '*'", "source = \"**\""},
      {R"(source = '\*"\\\'*')", R"(source = "\*\"\\'*")"},
      {"occurred = 2025-11-30", "occurred = \"2025-11-30\""},
      {"occurred != '2025-11-30 18:45'", "occurred != \"2025-11-30T18:45\""},
      {"occurred = '2025-11-30T00:00:00'", "occurred = \"2025-11-30T00:00:00\""},
      {"occurred = '2025-11-30T00:00:00.0'", "occurred = \"2025-11-30T00:00:00.000\""},
      {"occurred <= 2025-11-30", "occurred < \"2025-12-01\""},
      {"occurred > 1969-11-30", "occurred >= \"1969-12-01\""},
      {"occurred < '1969-11-30T18:45:10.25'", "occurred < \"1969-11-30T18:45:10.250\""},
      {"occurred <= 9999-12-31", "occurred <= \"9999-12-31T23:59:59.999\""},
      {"occurred > 9999-12-31", "occurred > \"9999-12-31T23:59:59.999\""},
      {"occurred >= 0000-01-01", "occurred >= \"0000-01-01\""},
      {"received >= '2025-11-30T02:00+05:00'", "received >= \"2025-11-29T21:00\""},
      {"mentions('Camp')", "mentions(\"camp\")"},
      {"within_km(-1.50,2,3)", "within_km(-1.5, 2, 3)"},
      {"stored(2025-11-30,FALSE)", "stored(\"2025-11-30\", false)"},
      {"undated ( )", "undated()"},
      {"-undated()", "NOT undated()"},
      {"score = 1 killed = 2 OR killed = 1 AND kind = contact",
       "(killed = 1 OR killed = 2) AND kind = \"CONTACT\" AND score = 1"},
      {"NOT (killed = 2 killed = 1)", "NOT (killed = 1 AND killed = 2)"},
      {"NOT NOT killed = 1", "NOT NOT killed = 1"},
  };
  for (const auto& [text, canonical] : cases) EXPECT_EQ(CanonicalOf(text), canonical) << text;
}

TEST(FilterCanonical, FiltersThatMeanDifferentThingsDiffer) {
  const std::vector<std::string> filters = {
      "",
      "killed = 1",
      "killed != 1",
      "NOT killed = 1",
      "killed = 1 AND killed = 2 OR killed = 3",
      "(killed = 1 AND killed = 2) OR killed = 3",
      "score = 1",
      "source = a",
      "source = A",
      "source:a",
      "source(a)",
      "source = \"a*\"",
      "source = \"*a\"",
      "source = \"*a*\"",
      "source = \"a\\*\"",
      "source = \"a\\\\*\"",
      "source = \"a\\\"\"",
      "source = \"a\\\" OR source = \\\"b\"",
      "source = a OR source = b",
      "source:*",
      "source:\"\\*\"",
      "source = \"*\"",
      "tag = a",
      "occurred = 2025-11-30",
      "occurred = \"2025-11-30T00:00\"",
      "occurred = \"2025-11-30T00:00:00\"",
      "occurred = \"2025-11-30T00:00:00.000\"",
      "occurred < 2025-11-30",
      "occurred <= 2025-11-30",
      "received < 2025-11-30",
      "mentions(\"a, b\")",
      "mentions(\"a\\\", \\\"b\")",
      "killed_between(1, 2)",
      "killed_between(2, 1)",
  };
  std::map<std::string, std::string> seen;
  for (const std::string& filter : filters) {
    const auto [other, added] = seen.emplace(CanonicalOf(filter), filter);
    EXPECT_TRUE(added) << filter << " and " << other->second;
  }
}

// The same filter with the operands of every AND and OR in another order.
Tree Shuffled(Tree tree, Generator& generator) {
  for (size_t i = tree.children.size(); i > 1; --i) {
    std::swap(tree.children[i - 1],
              tree.children[static_cast<size_t>(generator.Below(static_cast<int>(i)))]);
  }
  for (Tree& child : tree.children) child = Shuffled(std::move(child), generator);
  return tree;
}

TEST(FilterCanonical, OrderBlanksQuotesAndCaseDoNotShow) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  Generator generator(seed);
  Writer writer(generator);
  for (int round = 0; round < 2000; ++round) {
    const Tree tree = generator.RandomTree(3);
    const std::string one = writer.Write(tree);
    const std::string other = writer.Write(Shuffled(tree, generator));
    ASSERT_EQ(CanonicalOf(one), CanonicalOf(other)) << one << "\n" << other;
  }
}

// So no two filters that mean different things share a canonical text: it would mean both.
TEST(FilterCanonical, IsAFilterThatMeansTheSame) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  Generator generator(seed);
  Writer writer(generator);
  for (int round = 0; round < 2000; ++round) {
    const std::string text = writer.Write(generator.RandomTree(3));
    const Filter filter = Parsed(text);
    const std::string canonical = Canonical(filter, SampleSchema());
    const Filter again = Parsed(canonical);
    ASSERT_EQ(Meaning(again), Meaning(filter)) << text;
    ASSERT_EQ(Canonical(again, SampleSchema()), canonical) << text;
    for (int i = 0; i < 5; ++i) {
      const SampleRow row(generator.RandomRow());
      ASSERT_EQ(again.Matches(row), filter.Matches(row)) << text << "\n" << canonical;
    }
  }
}

TEST(FilterCanonical, RandomFiltersThatMeanDifferentThingsDiffer) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  Generator generator(seed);
  Writer writer(generator);
  std::map<std::string, std::string> meanings;
  int again = 0;
  // Small ones, so that the same comes up often.
  for (int round = 0; round < 5000; ++round) {
    const std::string text = writer.Write(generator.RandomTree(1));
    const Filter filter = Parsed(text);
    const std::string meaning = Meaning(filter);
    const auto [known, added] = meanings.emplace(Canonical(filter, SampleSchema()), meaning);
    again += added ? 0 : 1;
    ASSERT_EQ(known->second, meaning) << text;
  }
  EXPECT_GT(again, 1000);
}

}  // namespace
}  // namespace oxus::filter
