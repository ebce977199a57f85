#include "tests/query/random_filters.h"

#include <fmt/format.h>

#include <variant>

#include "server/filter/filter.h"
#include "server/query/calendar.h"
#include "server/query/field_table.h"
#include "tests/query/scan/clock.h"
#include "tests/query/scan/event_row.h"
#include "tests/support/random_pick.h"

namespace oxus::test {
namespace {

using filter::Field;
using filter::Value;
using filter::ValueType;

constexpr const char* kBorders[] = {"AF-TJ", "KG-TJ", "CN-TJ", "tj-uz"};
constexpr const char* kPlaces[] = {"istiqlol", "шах", "khatlon", "darvoz", "tj-kt", "o"};
constexpr const char* kActors[] = {"taliban", "china", "khatlon", "TJK", "группа", "a"};
constexpr const char* kComparisons[] = {"<", "<=", ">", ">="};
constexpr const char* kTexts[] = {"TJ", "border", "e1", "CHN", "", "Ж"};
constexpr const char* kTimes[] = {"2025-11-26", "2024-02-29T12:30", "1969-12-31",
                                  "2025-12-01T00:00"};

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '*') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

bool IsSound(const std::string& filter) {
  return filter::Filter::Parse(filter, query::FieldSchema()).ok();
}

std::string TimeText(int64_t ms, bool whole_day) {
  const int64_t day = scan::BucketOf(v1::BUCKET_DAY, ms);
  const std::string date = scan::BucketText(v1::BUCKET_DAY, day);
  if (whole_day) return date;
  const int64_t minutes = (ms - day) / query::kMinuteMs;
  return Quoted(fmt::format("{}T{:02}:{:02}", date, minutes / 60, minutes % 60));
}

}  // namespace

scan::OptionalValue RandomFilters::ValueOf(size_t field) {
  for (int attempt = 0; attempt < 8; ++attempt) {
    const scan::State& state = states_[Below(random_, states_.size())];
    const scan::Elements values = scan::Distinct(scan::ReadingOf(field).read(state));
    if (!values.empty()) return values[Below(random_, values.size())];
  }
  return std::nullopt;
}

std::string RandomFilters::Term() {
  const auto& fields = query::FieldSchema().fields;
  const size_t index = Below(random_, fields.size());
  const Field& field = fields[index];
  if (OneIn(random_, 12)) return field.name + ":*";
  const scan::OptionalValue value = ValueOf(index);
  const bool is_ordered = field.words.empty() || field.ordered_words > 0;
  std::string op = OneIn(random_, 3) ? "!=" : "=";
  if (OneIn(random_, 8)) op = ":";
  if (is_ordered && field.type != ValueType::kBoolean && OneIn(random_, 2)) {
    op = PickOf(random_, kComparisons);
  }
  std::string constant;
  switch (field.type) {
    case ValueType::kText: {
      std::string text = value ? std::get<std::string>(*value) : PickOf(random_, kTexts);
      const bool has_star = field.words.empty() && (op == "=" || op == "!=") && OneIn(random_, 4);
      if (!has_star) {
        constant = Quoted(text);
      } else if (OneIn(random_, 2)) {
        constant = "\"*" + Quoted(text.substr(text.size() / 2)).substr(1);
      } else {
        constant = Quoted(text.substr(0, text.size() / 2));
        constant.insert(constant.size() - 1, "*");
      }
      break;
    }
    case ValueType::kInteger: {
      const int64_t number = value ? std::get<int64_t>(*value) : int64_t{Below(random_, 5)};
      constant = fmt::format("{}", number + Below(random_, 3) - 1);
      break;
    }
    case ValueType::kNumber: {
      const double number = value ? std::get<double>(*value) : 1.5;
      constant = fmt::format("{}", OneIn(random_, 3) ? number + 0.5 : number);
      break;
    }
    case ValueType::kBoolean:
      constant = OneIn(random_, 2) ? "true" : "false";
      break;
    case ValueType::kTime: {
      const int64_t ms = value ? std::get<int64_t>(*value) : 0;
      const bool is_made_up = ms == scan::kNever || OneIn(random_, 3);
      constant = is_made_up ? Quoted(PickOf(random_, kTimes)) : TimeText(ms, OneIn(random_, 2));
      break;
    }
  }
  return fmt::format("{} {} {}", field.name, op, constant);
}

std::string RandomFilters::Geography(const v1::Place& place) {
  const double lat = place.has_lat() ? place.lat() : 38.5;
  const double lon = place.has_lon() ? place.lon() : 70.0;
  constexpr double kSizes[] = {0.01, 5, 200, 3000, 15'000};
  const double km = PickOf(random_, kSizes);
  switch (Below(random_, 3)) {
    case 0: {
      const double half = km / 111;
      const double east = lon + half > 180 ? lon + half - 360 : lon + half;
      return fmt::format("within_box({:.5f}, {:.5f}, {:.5f}, {:.5f})", std::max(lat - half, -90.0),
                         lon - half, std::min(lat + half, 90.0), east);
    }
    case 1:
      return fmt::format("within_km({:.6f}, {:.6f}, {})", lat, lon, km);
    default:
      return fmt::format("border_within({}, {})", PickOf(random_, kBorders), km);
  }
}

std::string RandomFilters::Call() {
  switch (Below(random_, 5)) {
    case 0:
      return fmt::format("graded({}{})", static_cast<char>('A' + Below(random_, 5)),
                         1 + Below(random_, 5));
    case 1:
      return fmt::format("place({})", Quoted(PickOf(random_, kPlaces)));
    case 2:
      return fmt::format("actor({})", Quoted(PickOf(random_, kActors)));
    default:
      return Geography(states_[Below(random_, states_.size())].event.place());
  }
}

// Some constants drawn are of no country, or a box is off the globe.
std::string RandomFilters::SoundTerm() {
  while (true) {
    const std::string term = OneIn(random_, 4) ? Call() : Term();
    if (IsSound(term)) return term;
  }
}

std::string RandomFilters::Tree(int depth) {
  if (depth == 0 || OneIn(random_, 3)) {
    return OneIn(random_, 5) ? "NOT " + SoundTerm() : SoundTerm();
  }
  const std::string joint = OneIn(random_, 2) ? " AND " : " OR ";
  std::string tree = OneIn(random_, 6) ? "NOT (" : "(";
  const uint32_t children = 2 + Below(random_, 2);
  for (uint32_t i = 0; i < children; ++i) tree += (i == 0 ? "" : joint) + Tree(depth - 1);
  return tree + ")";
}

std::string RandomFilters::Next() {
  return OneIn(random_, 4) ? "" : Tree(static_cast<int>(Below(random_, 3)));
}

}  // namespace oxus::test
