#include "tests/filter/sample_schema.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <optional>

#include "fmt/format.h"

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

std::vector<Field> MakeFields() {
  std::vector<Field> fields;
  fields.push_back(Make("kind", ValueType::kText));
  fields.back().words = {"INCIDENT", "CONTACT"};
  fields.push_back(Make("tactic", ValueType::kText));
  fields.back().words = {"DRONE", "GRENADE", "FIREARM", "SHELLING"};
  fields.push_back(Make("country", ValueType::kText));
  fields.back().normalise = NormaliseCountry;
  fields.push_back(Make("source", ValueType::kText));
  fields.push_back(Make("tag", ValueType::kText));
  fields.push_back(Make("killed", ValueType::kInteger));
  fields.push_back(Make("score", ValueType::kNumber));
  fields.push_back(Make("contested", ValueType::kBoolean));
  fields.push_back(Make("occurred", ValueType::kTime));
  fields.push_back(Make("received", ValueType::kTime));
  fields.back().local_time = false;
  fields.push_back(Make("precision", ValueType::kText));
  fields.back().words = {"EXACT", "NEAR", "ADMIN2", "COUNTRY", "UNKNOWN", "MOVING"};
  fields.back().ordered_words = 4;
  return fields;
}

std::optional<std::string> CheckWithin(std::vector<Value>& arguments) {
  const double lat = std::get<double>(arguments[0]);
  if (lat < -90 || lat > 90) return fmt::format("{} is no latitude, expected -90 to 90", lat);
  return std::nullopt;
}

std::optional<std::string> CheckMentions(std::vector<Value>& arguments) {
  auto& text = std::get<std::string>(arguments[0]);
  if (text.empty()) return "an empty text is mentioned everywhere";
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::nullopt;
}

std::vector<Function> MakeFunctions() {
  const auto number = ValueType::kNumber;
  return {
      {"within_km", {{"lat", number}, {"lon", number}, {"km", number}}, "", CheckWithin},
      {"mentions", {{"text", ValueType::kText}}, "", CheckMentions},
      {"killed_between", {{"low", ValueType::kInteger}, {"high", ValueType::kInteger}}, "", {}},
      {"stored", {{"since", ValueType::kTime}, {"contested", ValueType::kBoolean}}, "", {}},
      {"undated", {}, "", {}},
      // Has the name of a field too.
      {"source", {{"text", ValueType::kText}}, "", {}},
  };
}

}  // namespace

const Schema& SampleSchema() {
  static const Schema schema{MakeFields(), MakeFunctions()};
  return schema;
}

void SampleRow::Read(size_t field, std::vector<Value>& values) const {
  const auto& found = ValuesOf(SampleSchema().fields.at(field).name);
  values.insert(values.end(), found.begin(), found.end());
}

bool SampleRow::Call(size_t function, std::span<const Value> arguments) const {
  const std::string& name = SampleSchema().functions.at(function).name;
  if (name == "within_km") {
    return Within(std::get<double>(arguments[0]), std::get<double>(arguments[1]),
                  std::get<double>(arguments[2]));
  }
  if (name == "mentions") return Mentions(std::get<std::string>(arguments[0]));
  if (name == "killed_between") {
    return AnyBetween("killed", std::get<int64_t>(arguments[0]), std::get<int64_t>(arguments[1]));
  }
  if (name == "stored") {
    return AnyBetween("received", std::get<int64_t>(arguments[0]),
                      std::numeric_limits<int64_t>::max()) &&
           ValuesOf("contested") == std::vector<Value>{arguments[1]};
  }
  if (name == "undated") return ValuesOf("occurred").empty();
  return ValuesOf("source") == std::vector<Value>{arguments[0]};
}

const std::vector<Value>& SampleRow::ValuesOf(const std::string& name) const {
  static const std::vector<Value> absent;
  const auto found = values_.find(name);
  return found == values_.end() ? absent : found->second;
}

bool SampleRow::Within(double lat, double lon, double km) const {
  const auto& point = ValuesOf("point");
  if (point.size() != 2) return false;
  return std::abs(std::get<double>(point[0]) - lat) + std::abs(std::get<double>(point[1]) - lon) <=
         km;
}

bool SampleRow::Mentions(const std::string& text) const {
  const auto& tags = ValuesOf("tag");
  return std::any_of(tags.begin(), tags.end(), [&](const Value& tag) {
    return std::get<std::string>(tag).find(text) != std::string::npos;
  });
}

bool SampleRow::AnyBetween(const std::string& name, int64_t low, int64_t high) const {
  const auto& values = ValuesOf(name);
  return std::any_of(values.begin(), values.end(), [&](const Value& value) {
    return std::get<int64_t>(value) >= low && std::get<int64_t>(value) <= high;
  });
}

}  // namespace oxus::filter
