#include "server/query/field_table.h"

#include <algorithm>
#include <iterator>

#include "server/query/fields/functions.h"
#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

std::vector<QueryField> MakeFields() {
  std::vector<QueryField> fields;
  // An error shows the first fields only, so those that every question needs come first.
  for (const auto& make :
       {TimeFields, DetailFields, PlaceFields, ParticipantFields, CasualtyFields, FacilityFields,
        ContactFields, ReportFields, ClaimFields, RelationFields, RecordFields}) {
    auto made = make();
    std::move(made.begin(), made.end(), std::back_inserter(fields));
  }
  return fields;
}

}  // namespace

const std::vector<QueryField>& Fields() {
  static const auto* const fields = new std::vector<QueryField>(MakeFields());
  return *fields;
}

const filter::Schema& FieldSchema() {
  static const auto* const schema = [] {
    auto* made = new filter::Schema;
    for (const QueryField& field : Fields()) made->fields.push_back(field.filter);
    made->functions = FilterFunctions();
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

}  // namespace oxus::query
