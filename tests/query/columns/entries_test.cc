#include "server/query/columns/entries.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "server/query/field_table.h"
#include "tests/query/columns/random_rows.h"

namespace oxus::query {
namespace {

using storage::List;
using Random = std::mt19937_64;

// The values of one entry, an axis each.
using Combination = std::vector<OptionalValue>;

struct Found {
  size_t entries = 0;
  size_t counted = 0;
  bool operator==(const Found&) const = default;
};
using Combinations = std::map<Combination, Found>;

std::ostream& operator<<(std::ostream& out, const Found& found) {
  return out << found.entries << " entries, " << found.counted << " counted";
}

constexpr std::string_view kFields[] = {"initiator",     "initiator_country",
                                        "target",        "target_country",
                                        "actor",         "participant_role",
                                        "actor_country", "nationality",
                                        "victim_role",   "tag",
                                        "country",       "class"};

class EntriesTest : public testing::Test {
 protected:
  void MakeAxes() {
    fields_.clear();
    groups_.clear();
    axes_.clear();
    for (size_t i = 0; i < 1 + random_() % 4; ++i) {
      const auto at = FindField(kFields[random_() % std::size(kFields)]);
      if (!at) continue;
      fields_.push_back(&Fields()[*at]);
      groups_.push_back(std::make_unique<SymbolGroups>(*fields_.back(), dictionary_));
      axes_.push_back(Axis{groups_.back().get()});
    }
  }

  std::string Name() const {
    std::string name;
    for (const QueryField* field : fields_) name += field->filter.name + " ";
    return name;
  }

  // What the axes of a list tell of a row: each combination once, with how many elements have it.
  std::map<std::map<size_t, OptionalValue>, size_t> ChoicesOf(const SampleRow& row, List list) {
    std::map<std::map<size_t, OptionalValue>, size_t> choices;
    std::vector<SampleElement> elements(1);
    if (list == List::kNone) {
      elements = {row.values};
    } else if (const auto found = row.elements.find(list); found != row.elements.end()) {
      elements = found->second;
    }
    for (const SampleElement& element : elements) {
      std::map<size_t, OptionalValue> choice;
      for (size_t axis = 0; axis < fields_.size(); ++axis) {
        if (fields_[axis]->list() != list) continue;
        choice[axis] = ValueIn(*fields_[axis], element, dictionary_);
      }
      ++choices[choice];
    }
    return choices;
  }

  Combinations Expected(const SampleRow& row) {
    std::vector<std::pair<Combination, Found>> combinations = {
        {Combination(fields_.size()), {1, 1}}};
    std::set<List> lists;
    for (const QueryField* field : fields_) lists.insert(field->list());
    for (const List list : lists) {
      std::vector<std::pair<Combination, Found>> crossed;
      for (const auto& [combination, found] : combinations) {
        for (const auto& [choice, elements] : ChoicesOf(row, list)) {
          crossed.emplace_back(combination, found);
          for (const auto& [axis, value] : choice) crossed.back().first[axis] = value;
          // Each casualty adds its figures.
          if (list == List::kCasualty) crossed.back().second.entries *= elements;
        }
      }
      combinations = std::move(crossed);
    }
    return {combinations.begin(), combinations.end()};
  }

  // What an axis says of an entry.
  OptionalValue ValueAt(size_t axis, const BoundAxis& bound, const Entries& entries, size_t entry) {
    const List list = axes_[axis].list();
    uint32_t index = entries.rows[entry];
    if (list != List::kNone) index = entries.elements[static_cast<size_t>(list)].at(entry);
    const uint32_t local =
        index == Entries::kNoElement ? bound.unknown_local() : bound.LocalAt(index);
    return groups_[axis]->ValueOf(bound.groups()[local]);
  }

  void ExpectEntries(const std::vector<SampleRow>& rows, const storage::SegmentPart& part) {
    SegmentReader reader(part);
    std::vector<BoundAxis> bound;
    for (const Axis& axis : axes_) bound.push_back(BoundAxis::Bind(axis, reader).value());
    const EntryMaker maker = EntryMaker::Make(axes_, bound, reader).value();
    std::vector<uint32_t> chosen;
    for (uint32_t row = 0; row < rows.size(); ++row) {
      if (random_() % 3 != 0) chosen.push_back(row);
    }
    Entries entries;
    // What an earlier vector left must not show.
    maker.Expand(chosen.data(), static_cast<uint32_t>(chosen.size() / 2), &entries);
    maker.Expand(chosen.data(), static_cast<uint32_t>(chosen.size()), &entries);
    std::map<uint32_t, Combinations> found;
    bool has_casualties = false;
    for (const Axis& axis : axes_) has_casualties |= axis.list() == List::kCasualty;
    EXPECT_TRUE(has_casualties || entries.counts.empty());
    for (size_t entry = 0; entry < entries.size(); ++entry) {
      Combination combination;
      for (size_t axis = 0; axis < axes_.size(); ++axis) {
        combination.push_back(ValueAt(axis, bound[axis], entries, entry));
      }
      Found& here = found[entries.rows[entry]][combination];
      ++here.entries;
      here.counted += entries.counts.empty() ? 1 : entries.counts[entry];
    }
    ASSERT_TRUE(std::is_sorted(entries.rows.begin(), entries.rows.end()));
    ASSERT_EQ(found.size(), chosen.size());
    for (const uint32_t row : chosen) ASSERT_EQ(found[row], Expected(rows[row])) << "row " << row;
    if (!maker.expands()) {
      EXPECT_EQ(entries.rows, chosen);
    }
  }

  const uint64_t seed_ = std::random_device()();
  const testing::ScopedTrace trace_{__FILE__, __LINE__, testing::Message() << "seed " << seed_};
  Random random_{seed_};
  storage::Dictionary dictionary_;
  std::vector<const QueryField*> fields_;
  std::vector<std::unique_ptr<SymbolGroups>> groups_;
  std::vector<Axis> axes_;
};

TEST_F(EntriesTest, AreEachCombinationOfARowsElementsOnce) {
  for (int repeat = 0; repeat < 40 && !HasFailure(); ++repeat) {
    const std::vector<SampleRow> rows = RandomRows(random_, RandomHabits(random_), 120);
    const SampleSegment segment(1, rows, dictionary_);
    for (int question = 0; question < 8 && !HasFailure(); ++question) {
      MakeAxes();
      SCOPED_TRACE(Name());
      for (const storage::SegmentPart& part : segment.Both()) ExpectEntries(rows, part);
    }
  }
}

TEST_F(EntriesTest, OfRowsWithoutListsAreTheRows) {
  const SampleSegment segment(1, std::vector<SampleRow>(5), dictionary_);
  SegmentReader reader(segment.tail());
  const EntryMaker maker = EntryMaker::Make({}, {}, reader).value();
  EXPECT_FALSE(maker.expands());
  Entries entries;
  const uint32_t rows[] = {1, 3, 4};
  maker.Expand(rows, 3, &entries);
  EXPECT_EQ(entries.rows, std::vector<uint32_t>(rows, rows + 3));
  EXPECT_TRUE(entries.counts.empty());
}

}  // namespace
}  // namespace oxus::query
