#include "server/query/field_table.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

std::vector<QueryField> MakeFields() {
  std::vector<QueryField> fields;
  for (const auto& make : {DetailFields, PlaceFields, ParticipantFields, CasualtyFields,
                           FacilityFields, ReportFields, RecordFields}) {
    auto made = make();
    std::move(made.begin(), made.end(), std::back_inserter(fields));
  }
  return fields;
}

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

const std::vector<QueryField>& Fields() {
  static const auto* const fields = new std::vector<QueryField>(MakeFields());
  return *fields;
}

const filter::Schema& FieldSchema() {
  static const auto* const schema = [] {
    auto* made = new filter::Schema;
    for (const QueryField& field : Fields()) made->push_back(field.filter);
    return made;
  }();
  return *schema;
}

std::optional<size_t> FindField(std::string_view name) {
  const auto& fields = Fields();
  const auto found = std::find_if(fields.begin(), fields.end(), [name](const QueryField& field) {
    return field.filter.name == name;
  });
  if (found == fields.end()) return std::nullopt;
  return static_cast<size_t>(found - fields.begin());
}

std::string_view TypeName(filter::ValueType type) {
  switch (type) {
    case filter::ValueType::kText:
      return "text";
    case filter::ValueType::kInteger:
      return "integer";
    case filter::ValueType::kNumber:
      return "number";
    case filter::ValueType::kBoolean:
      return "boolean";
    case filter::ValueType::kTime:
      return "time";
  }
  return "";
}

std::string_view NearestName(std::string_view name, const std::vector<std::string_view>& names) {
  // A third of the letters may differ; names much longer than any field are not compared.
  constexpr size_t kLongest = 64;
  if (name.size() > kLongest) return "";
  std::string_view nearest;
  size_t least = name.size() / 3 + 1;
  for (const std::string_view candidate : names) {
    const size_t distance = EditDistance(name, candidate);
    if (distance > least || (distance == least && !nearest.empty())) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace oxus::query
