#include "tests/storage/columns/random_rows.h"

#include <bit>
#include <functional>
#include <limits>

namespace oxus::storage {
namespace {

using Random = std::mt19937_64;

int64_t Between(Random& random, int64_t low, int64_t high) {
  return std::uniform_int_distribution<int64_t>(low, high)(random);
}

using Make = std::function<int64_t(Random&)>;

Make RandomIntegers(Random& random) {
  const int64_t base = Between(random, -1'000'000'000'000, 1'000'000'000'000);
  const std::vector<Make> kinds = {
      [base](Random&) { return base; },
      [](Random& r) { return Between(r, 0, 1); },
      [](Random& r) { return Between(r, 0, 255); },
      [](Random& r) { return Between(r, -128, 127); },
      [](Random& r) { return Between(r, 0, 70'000); },
      [base](Random& r) { return base + Between(r, 0, 65'535); },
      [base](Random& r) { return base + 60'000 * Between(r, 0, 1'000'000); },
      [base](Random& r) { return base + Between(r, 0, 1) * 5'000'000'000; },
      [last = base](Random& r) mutable { return last += Between(r, 0, 3) * 1000; },
      [last = base](Random& r) mutable { return last += Between(r, -2, 100'000'000); },
      [](Random& r) { return static_cast<int64_t>(r()); },
      [](Random& r) {
        return r() % 2 ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int64_t>::max();
      },
  };
  return kinds[random() % kinds.size()];
}

Make RandomCodes(Random& random) {
  const int64_t limits[] = {1, 2, 40, 255, 256, 257, 3'000, 1'000'000, 4'294'967'295};
  return [limit = limits[random() % std::size(limits)]](Random& r) { return Between(r, 1, limit); };
}

Make RandomReals(Random& random) {
  const auto bits = [](double value) { return std::bit_cast<int64_t>(value); };
  const std::vector<Make> kinds = {
      [bits](Random&) { return bits(-41.25); },
      [bits](Random&) { return bits(1.0 / 3); },
      [bits](Random& r) { return bits(static_cast<double>(Between(r, -900'000, 900'000)) / 1e4); },
      [bits](Random& r) { return bits(static_cast<double>(Between(r, 0, 1'800'000'000)) / 1e7); },
      [bits](Random& r) { return bits(std::uniform_real_distribution<>(-180, 180)(r)); },
      [bits](Random& r) { return bits(r() % 2 ? -0.0 : 0.0); },
      [bits](Random& r) { return bits(r() % 2 ? std::numeric_limits<double>::infinity() : 1e300); },
  };
  return kinds[random() % kinds.size()];
}

Make RandomValues(Random& random, ColumnType type) {
  switch (type) {
    case ColumnType::kCode:
      return RandomCodes(random);
    case ColumnType::kReal:
      return RandomReals(random);
    case ColumnType::kInteger:
      break;
  }
  return RandomIntegers(random);
}

Cell CellOf(Column column, ModelValue value) {
  Cell cell;
  cell.column = column;
  switch (InfoOf(column).type) {
    case ColumnType::kCode:
      cell.kind = Cell::Kind::kCode;
      cell.code = static_cast<uint32_t>(value);
      break;
    case ColumnType::kReal:
      cell.kind = Cell::Kind::kReal;
      cell.real = std::bit_cast<double>(value);
      break;
    case ColumnType::kInteger:
      cell.kind = Cell::Kind::kInteger;
      cell.integer = value;
      break;
  }
  return cell;
}

}  // namespace

struct RandomRows::Habit {
  // How often it is set.
  double part = 0;
  Make make;
  // Takes the value of this one when that is set.
  std::optional<Column> like;

  void Fill(Random& random, Column column, std::map<Column, ModelValue>& values) const {
    if (std::uniform_real_distribution<>(0, 1)(random) >= part) return;
    if (like && values.contains(*like)) {
      values[column] = values[*like];
    } else {
      values[column] = make(random);
    }
  }
};

std::vector<std::optional<ModelValue>> ModelRow::Of(const ColumnInfo& info) const {
  std::vector<std::optional<ModelValue>> found;
  const auto look = [&](const std::map<Column, ModelValue>& from) {
    const auto it = from.find(info.column);
    found.push_back(it == from.end() ? std::nullopt : std::optional(it->second));
  };
  if (info.list == List::kNone) {
    look(values);
  } else if (const auto it = elements.find(info.list); it != elements.end()) {
    for (const auto& element : it->second) look(element);
  }
  return found;
}

RandomRows::RandomRows(uint64_t seed) : random_(seed) {
  const double parts[] = {0, 0.01, 0.5, 0.99, 1, 1};
  for (const ColumnInfo& info : Columns()) {
    if (info.column <= Column::kPrincipal) continue;
    auto habit = std::make_unique<Habit>();
    habit->part = parts[random_() % std::size(parts)];
    habit->make = RandomValues(random_, info.type);
    habits_[info.column] = std::move(habit);
  }
  if (random_() % 2) {
    for (const Column like : {Column::kKilled, Column::kKilledHigh}) {
      habits_[like]->like = Column::kKilledLow;
      habits_[like]->part = 1;
    }
    habits_[Column::kKilledLow]->part = 1;
  }
  for (size_t list = 1; list < kListCount; ++list) {
    const int most[] = {0, 1, 1, 3, 9};
    most_elements_[static_cast<List>(list)] = most[random_() % std::size(most)];
  }
  head_.received_ms = Between(random_, 0, 2'000'000'000'000);
}

RandomRows::~RandomRows() = default;

ModelRow RandomRows::Next() {
  ModelRow row;
  head_.type = static_cast<RecordType>(Between(random_, 1, 3));
  head_.quarantined = random_() % 50 == 0;
  if (random_() % 20 == 0) head_.received_ms += Between(random_, 0, 5'000);
  head_.previous_sequence = random_() % 10 == 0 ? random_() % 1'000'000 : 0;
  head_.principal = static_cast<uint32_t>(random_() % 3);
  row.head = head_;
  row.values[Column::kRecordType] = static_cast<int64_t>(head_.type);
  row.values[Column::kQuarantined] = head_.quarantined;
  row.values[Column::kReceivedMs] = head_.received_ms;
  if (head_.previous_sequence != 0) {
    row.values[Column::kPrevious] = static_cast<int64_t>(head_.previous_sequence);
  }
  if (head_.principal != 0) row.values[Column::kPrincipal] = head_.principal;
  for (const auto& [list, most] : most_elements_) {
    const int64_t elements = Between(random_, 0, most);
    if (elements != 0) row.elements[list].resize(elements);
  }
  for (const auto& [column, habit] : habits_) {
    const List list = InfoOf(column).list;
    if (list == List::kNone) {
      habit->Fill(random_, column, row.values);
    } else if (row.elements.contains(list)) {
      for (auto& element : row.elements[list]) habit->Fill(random_, column, element);
    }
  }
  return row;
}

void AppendTo(Tail& tail, const ModelRow& row) {
  std::vector<Cell> cells;
  for (const auto& [column, value] : row.values) {
    if (column > Column::kPrincipal) cells.push_back(CellOf(column, value));
  }
  for (const auto& [list, elements] : row.elements) {
    for (const auto& element : elements) {
      Cell begin;
      begin.kind = Cell::Kind::kElement;
      begin.list = list;
      cells.push_back(begin);
      for (const auto& [column, value] : element) cells.push_back(CellOf(column, value));
    }
  }
  tail.Append(row.head, cells);
}

}  // namespace oxus::storage
