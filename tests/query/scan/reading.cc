#include "tests/query/scan/reading.h"

#include <algorithm>

#include "codes/labels.h"

namespace oxus::scan {

OptionalValue Text(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

OptionalValue Word(const google::protobuf::EnumDescriptor* type, int number) {
  if (number == 0) return std::nullopt;
  const std::string_view word = codes::Label(type, number);
  return word == "UNKNOWN" ? std::nullopt : Text(word);
}

Elements Distinct(const Elements& elements) {
  Elements distinct;
  for (const OptionalValue& element : elements) {
    const bool is_new = std::find(distinct.begin(), distinct.end(), element) == distinct.end();
    if (element && is_new) distinct.push_back(element);
  }
  return distinct;
}

}  // namespace oxus::scan
