#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace oxus::filter {

enum class ValueType { kText, kInteger, kNumber, kBoolean, kTime };

// A constant or a field's value. Times are milliseconds since 1970-01-01T00:00:00Z.
using Value = std::variant<std::string, int64_t, double, bool>;

// A field that filters may name.
struct Field {
  std::string name;
  ValueType type = ValueType::kText;
  // The words the field may hold, when it is an enumeration; any text otherwise.
  std::vector<std::string> words;
  // Optional. Brings a constant into the form the field holds ("tj" -> "TJ"), or says in one
  // sentence why it cannot be right.
  std::function<std::optional<std::string>(std::string& constant)> normalise;
};

// The fields a filter is checked against. A field's index is its position.
using Schema = std::vector<Field>;

// One row as a filter sees it. A field may hold no value (absent), one or several.
class Row {
 public:
  virtual ~Row() = default;
  // Appends the values of the field to `values`, in the field's type (kTime as int64_t).
  virtual void Read(size_t field, std::vector<Value>& values) const = 0;
};

}  // namespace oxus::filter
