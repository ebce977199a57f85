#include "server/query/query_field.h"

#include <algorithm>

#include "codes/labels.h"

namespace oxus::query {
namespace {

constexpr std::string_view kUnknown = "UNKNOWN";

void AddDistinct(filter::Value value, Values& values) {
  if (std::find(values.begin(), values.end(), value) == values.end()) {
    values.push_back(std::move(value));
  }
}

}  // namespace

QueryField QueryField::Words(std::vector<std::string> words) && {
  filter.words = std::move(words);
  return std::move(*this);
}

QueryField QueryField::Normalised(
    std::optional<std::string> (*normalise)(std::string& constant)) && {
  filter.normalise = normalise;
  return std::move(*this);
}

QueryField QueryField::InUtc() && {
  filter.local_time = false;
  return std::move(*this);
}

QueryField QueryField::FilterOnly() && {
  groupable = false;
  return std::move(*this);
}

int ElementCount(Scope scope, const oxus::v1::Event& event) {
  switch (scope) {
    case Scope::kEvent:
      return 1;
    case Scope::kParticipant:
      return event.participants_size();
    case Scope::kCasualty:
      return event.incident().casualties_size();
    case Scope::kFacilityLink:
      return event.incident().facility().links_size();
    case Scope::kReport:
      return event.reports_size();
  }
  return 0;
}

void ReadField(const QueryField& field, const EventRow& row, Values& values) {
  if (field.scope == Scope::kEvent) return field.read_event(row, values);
  const int count = ElementCount(field.scope, row.event());
  for (int element = 0; element < count; ++element) {
    if (auto value = field.read_element(row, element)) AddDistinct(std::move(*value), values);
  }
}

void AddText(std::string_view text, Values& values) {
  if (!text.empty()) values.emplace_back(std::string(text));
}

void AddDistinctText(std::string_view text, Values& values) {
  if (!text.empty()) AddDistinct(std::string(text), values);
}

void AddWord(const google::protobuf::EnumDescriptor* type, int number, Values& values) {
  if (auto word = WordValue(type, number)) values.push_back(std::move(*word));
}

OptionalValue TextValue(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

OptionalValue WordValue(const google::protobuf::EnumDescriptor* type, int number) {
  if (number == 0) return std::nullopt;
  const std::string_view word = codes::Label(type, number);
  return word == kUnknown ? std::nullopt : TextValue(word);
}

std::vector<std::string> WordsOf(const google::protobuf::EnumDescriptor* type) {
  std::vector<std::string> words;
  for (const std::string_view word : codes::Labels(type)) {
    if (word != kUnknown) words.emplace_back(word);
  }
  return words;
}

}  // namespace oxus::query
