#include "tests/query/columns/random_rows.h"

#include <algorithm>
#include <iterator>

namespace oxus::query {
namespace {

using storage::Column;
using storage::List;
using Random = std::mt19937_64;

class RowMaker {
 public:
  RowMaker(Random& random, const RowHabits& habits) : random_(random), habits_(habits) {}

  SampleRow Make() {
    SampleRow row;
    if (random_() % 12 == 0) return row;
    const auto days = static_cast<uint64_t>(habits_.days);
    row.values.push_back(
        {Column::kDay, habits_.first_day + static_cast<int64_t>(random_() % days)});
    MaybeInteger(Column::kMinute, 0, 1439, row.values);
    MaybeInteger(Column::kUtcOffset, 0, 600, row.values);
    MaybeInteger(Column::kAct, 1, 4, row.values);
    MaybeInteger(Column::kContested, 0, 1, row.values);
    MaybeInteger(Column::kDuplicateLinks, 1, 3, row.values);
    MaybeText(Column::kCountry, row.values);
    Elements(List::kInitiator, {Column::kInitiator}, {}, row);
    Elements(List::kTarget, {Column::kTarget}, {}, row);
    Elements(List::kParticipant, {Column::kParticipant}, {Column::kParticipantRole}, row);
    Elements(List::kCasualty, {Column::kNationality}, {Column::kVictimRole}, row);
    Elements(List::kTag, {Column::kTag}, {}, row);
    return row;
  }

 private:
  bool IsAbsent() { return habits_.absent != 0 && random_() % habits_.absent == 0; }

  void MaybeInteger(Column column, int64_t low, int64_t high, std::vector<SampleValue>& values) {
    if (IsAbsent()) return;
    values.push_back({column, std::uniform_int_distribution<int64_t>(low, high)(random_)});
  }

  void MaybeText(Column column, std::vector<SampleValue>& values) {
    if (IsAbsent()) return;
    const uint64_t number = random_() % habits_.variety;
    const char* const actors[] = {"AFG-TAL", "TJK-GOV", "AFG-GOV", "CHN-GOV", "TJK-MIL"};
    const bool known = number < std::size(actors);
    values.push_back({column, 0, known ? actors[number] : "text " + std::to_string(number)});
  }

  void Elements(List list, std::initializer_list<Column> texts,
                std::initializer_list<Column> integers, SampleRow& row) {
    const size_t count = random_() % (habits_.most_elements + 1);
    for (size_t i = 0; i < count; ++i) {
      SampleElement& element = row.elements[list].emplace_back();
      for (const Column column : texts) MaybeText(column, element);
      for (const Column column : integers) MaybeInteger(column, 0, 2, element);
    }
  }

  Random& random_;
  const RowHabits& habits_;
};

}  // namespace

RowHabits RandomHabits(Random& random) {
  const uint32_t elements[] = {0, 1, 3, 6};
  const uint32_t varieties[] = {1, 2, 5, 400};
  const uint32_t absents[] = {0, 2, 10};
  const int64_t days[] = {1, 100, 1'000, 100'000};
  RowHabits habits;
  habits.most_elements = elements[random() % std::size(elements)];
  habits.variety = varieties[random() % std::size(varieties)];
  habits.absent = absents[random() % std::size(absents)];
  habits.days = days[random() % std::size(days)];
  habits.first_day = random() % 2 == 0 ? -habits.days / 2 : 19'000;
  return habits;
}

std::vector<SampleRow> RandomRows(Random& random, const RowHabits& habits, size_t count) {
  RowMaker maker(random, habits);
  std::vector<SampleRow> rows(count);
  std::generate(rows.begin(), rows.end(), [&maker] { return maker.Make(); });
  return rows;
}

OptionalValue ValueIn(const QueryField& field, const std::vector<SampleValue>& values,
                      const storage::Dictionary& dictionary) {
  const storage::ColumnInfo& info = storage::InfoOf(field.column);
  for (const SampleValue& value : values) {
    if (value.column != field.column) continue;
    if (info.type == storage::ColumnType::kInteger) return field.symbol(dictionary, value.integer);
    return field.symbol(dictionary, dictionary.Find(info.dictionary, value.text));
  }
  return field.symbol(dictionary, 0);
}

}  // namespace oxus::query
