#include "codes/labels.h"

#include <algorithm>
#include <string>

#include "oxus/v1/options.pb.h"

namespace oxus::codes {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;

struct ValueWords {
  std::string_view label;
  std::string_view class_label;
  oxus::v1::Polarity polarity = oxus::v1::POLARITY_UNSPECIFIED;
};

// The options of an enum's values by number. The numbers reach from 0 to about a thousand, so
// a plain array is smaller than a map and a look-up is one load.
class WordsByNumber {
 public:
  explicit WordsByNumber(const EnumDescriptor* type) {
    for (int i = 0; i < type->value_count(); ++i) {
      const EnumValueDescriptor* value = type->value(i);
      const size_t number = static_cast<size_t>(value->number());
      if (number >= words_.size()) words_.resize(number + 1);
      words_[number] = {value->options().GetExtension(oxus::v1::label),
                        value->options().GetExtension(oxus::v1::class_label),
                        value->options().GetExtension(oxus::v1::polarity)};
    }
  }

  // No words for a number the enum does not have.
  ValueWords Of(int number) const {
    const size_t index = static_cast<size_t>(number);
    return index < words_.size() ? words_[index] : ValueWords{};
  }

  std::optional<int> NumberOf(std::string_view label) const {
    if (label.empty()) return std::nullopt;
    const auto found = std::find_if(words_.begin(), words_.end(),
                                    [&](const ValueWords& words) { return words.label == label; });
    if (found == words_.end()) return std::nullopt;
    return static_cast<int>(found - words_.begin());
  }

 private:
  std::vector<ValueWords> words_;
};

const WordsByNumber& TypeWords() {
  static const WordsByNumber words(oxus::v1::IncidentType_descriptor());
  return words;
}

const WordsByNumber& KindWords() {
  static const WordsByNumber words(oxus::v1::ContactKind_descriptor());
  return words;
}

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

// The length of "GEO_PRECISION_" for GeoPrecision: each word but the first adds an underscore.
size_t PrefixSize(const EnumDescriptor* type) {
  const std::string& name = type->name();
  return name.size() + static_cast<size_t>(std::count_if(name.begin(), name.end(), IsUpper));
}

std::string_view WithoutPrefix(const EnumValueDescriptor* value) {
  return std::string_view(value->name()).substr(PrefixSize(value->type()));
}

}  // namespace

std::string_view Label(oxus::v1::IncidentType type) { return TypeWords().Of(type).label; }
std::string_view Label(oxus::v1::ContactKind kind) { return KindWords().Of(kind).label; }

std::string_view ClassLabel(oxus::v1::IncidentType type) {
  return TypeWords().Of(type).class_label;
}

std::string_view ClassLabel(oxus::v1::ContactKind kind) { return KindWords().Of(kind).class_label; }

oxus::v1::Polarity PolarityOf(oxus::v1::ContactKind kind) { return KindWords().Of(kind).polarity; }

std::optional<oxus::v1::IncidentType> IncidentTypeFromLabel(std::string_view label) {
  const std::optional<int> number = TypeWords().NumberOf(label);
  if (!number) return std::nullopt;
  return static_cast<oxus::v1::IncidentType>(*number);
}

std::optional<oxus::v1::ContactKind> ContactKindFromLabel(std::string_view label) {
  const std::optional<int> number = KindWords().NumberOf(label);
  if (!number) return std::nullopt;
  return static_cast<oxus::v1::ContactKind>(*number);
}

std::string_view Label(const EnumDescriptor* type, int number) {
  const EnumValueDescriptor* value = type->FindValueByNumber(number);
  return value == nullptr ? std::string_view() : WithoutPrefix(value);
}

std::optional<int> NumberFromLabel(const EnumDescriptor* type, std::string_view label) {
  for (int i = 0; i < type->value_count(); ++i) {
    const EnumValueDescriptor* value = type->value(i);
    if (label == value->name() || label == WithoutPrefix(value)) return value->number();
  }
  return std::nullopt;
}

std::vector<std::string_view> Labels(const EnumDescriptor* type) {
  std::vector<const EnumValueDescriptor*> values;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() != 0) values.push_back(type->value(i));
  }
  std::sort(values.begin(), values.end(),
            [](const auto* a, const auto* b) { return a->number() < b->number(); });
  std::vector<std::string_view> labels;
  labels.reserve(values.size());
  for (const EnumValueDescriptor* value : values) labels.push_back(WithoutPrefix(value));
  return labels;
}

}  // namespace oxus::codes
