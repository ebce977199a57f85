#include "tests/filter/sample_schema.h"

#include <optional>

namespace oxus::filter {
namespace {

std::optional<std::string> NormaliseCountry(std::string& constant) {
  if (constant.size() != 2) return "'" + constant + "' is no ISO 3166-1 alpha-2 code";
  for (char& c : constant) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return std::nullopt;
}

Field Make(std::string name, ValueType type) {
  Field field;
  field.name = std::move(name);
  field.type = type;
  return field;
}

Schema MakeSchema() {
  Schema schema;
  schema.push_back(Make("kind", ValueType::kText));
  schema.back().words = {"INCIDENT", "CONTACT"};
  schema.push_back(Make("tactic", ValueType::kText));
  schema.back().words = {"DRONE", "GRENADE", "FIREARM", "SHELLING"};
  schema.push_back(Make("country", ValueType::kText));
  schema.back().normalise = NormaliseCountry;
  schema.push_back(Make("source", ValueType::kText));
  schema.push_back(Make("tag", ValueType::kText));
  schema.push_back(Make("killed", ValueType::kInteger));
  schema.push_back(Make("score", ValueType::kNumber));
  schema.push_back(Make("contested", ValueType::kBoolean));
  schema.push_back(Make("occurred", ValueType::kTime));
  schema.push_back(Make("received", ValueType::kTime));
  schema.back().local_time = false;
  return schema;
}

}  // namespace

const Schema& SampleSchema() {
  static const Schema schema = MakeSchema();
  return schema;
}

void SampleRow::Read(size_t field, std::vector<Value>& values) const {
  const auto found = values_.find(SampleSchema().at(field).name);
  if (found == values_.end()) return;
  values.insert(values.end(), found->second.begin(), found->second.end());
}

}  // namespace oxus::filter
