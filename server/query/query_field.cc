#include "server/query/query_field.h"

#include <algorithm>

#include "codes/labels.h"

namespace oxus::query {
namespace {

using filter::ValueType;

constexpr std::string_view kUnknown = "UNKNOWN";

QueryField MakeField(std::string name, QueryField::Kind kind, ValueType type,
                     std::string description) {
  QueryField field;
  field.filter.name = std::move(name);
  field.filter.type = type;
  field.description = std::move(description);
  field.kind = kind;
  field.groupable = kind == QueryField::Kind::kSymbol;
  return field;
}

OptionalValue ReadFlag(const storage::Dictionary& /*dictionary*/, int64_t stored) {
  return stored != 0;
}

}  // namespace

QueryField QueryField::Normalised(
    std::optional<std::string> (*normalise)(std::string& constant)) && {
  filter.normalise = normalise;
  return std::move(*this);
}

QueryField QueryField::Words(std::vector<std::string> words, size_t ordered) && {
  filter.words = std::move(words);
  filter.ordered_words = ordered;
  return std::move(*this);
}

QueryField QueryField::InUtc() && {
  filter.local_time = false;
  return std::move(*this);
}

QueryField SymbolField(std::string name, storage::Column column, SymbolReader symbol,
                       std::string description, ValueType type) {
  QueryField field =
      MakeField(std::move(name), QueryField::Kind::kSymbol, type, std::move(description));
  field.column = column;
  field.symbol = symbol;
  return field;
}

QueryField IntegerField(std::string name, storage::Column column, std::string description,
                        ValueType type) {
  QueryField field =
      MakeField(std::move(name), QueryField::Kind::kInteger, type, std::move(description));
  field.column = column;
  return field;
}

QueryField RealField(std::string name, storage::Column column, std::string description) {
  QueryField field = MakeField(std::move(name), QueryField::Kind::kReal, ValueType::kNumber,
                               std::move(description));
  field.column = column;
  return field;
}

QueryField ScaledField(std::string name, storage::Column column, double scale,
                       std::string description) {
  QueryField field = MakeField(std::move(name), QueryField::Kind::kScaled, ValueType::kNumber,
                               std::move(description));
  field.column = column;
  field.scale = scale;
  return field;
}

QueryField DocumentField(std::string name, DocumentReader document, std::string description,
                         ValueType type) {
  QueryField field =
      MakeField(std::move(name), QueryField::Kind::kDocument, type, std::move(description));
  field.document = document;
  return field;
}

QueryField FlagField(std::string name, storage::Column column, std::string description,
                     bool is_injective) {
  QueryField field =
      SymbolField(std::move(name), column, ReadFlag, std::move(description), ValueType::kBoolean);
  field.is_injective = is_injective;
  return field;
}

OptionalValue TextValue(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

OptionalValue WordValue(const google::protobuf::EnumDescriptor* type, int64_t number) {
  if (number == 0) return std::nullopt;
  const std::string_view word = codes::Label(type, static_cast<int>(number));
  return word == kUnknown ? std::nullopt : TextValue(word);
}

void AddDistinct(OptionalValue value, Values& values) {
  if (value && std::find(values.begin(), values.end(), *value) == values.end()) {
    values.push_back(*std::move(value));
  }
}

std::vector<std::string> WordsOf(const google::protobuf::EnumDescriptor* type) {
  std::vector<std::string> words;
  for (const std::string_view word : codes::Labels(type)) {
    if (word != kUnknown) words.emplace_back(word);
  }
  return words;
}

bool IsInjective(const google::protobuf::EnumDescriptor* type) {
  return !codes::NumberFromLabel(type, kUnknown).has_value();
}

}  // namespace oxus::query
