#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace oxus::filter {

enum class ValueType { kText, kInteger, kNumber, kBoolean, kTime };

// A constant or a field's value. Times are milliseconds since 1970-01-01T00:00:00, on the clock
// that Field::local_time names.
using Value = std::variant<std::string, int64_t, double, bool>;

// A field that filters may name.
struct Field {
  std::string name;
  ValueType type = ValueType::kText;
  // The words the field may hold, when it is an enumeration; any text otherwise. A constant is
  // compared with them without regard to case and takes the spelling given here.
  std::vector<std::string> words;
  // How many of `words`, from the first, are in order: they may be compared with <, <=, > and >=.
  // The words after them ("not known") have no place in that order: such a value satisfies no
  // comparison and such a constant is refused. 0: the words have no order.
  size_t ordered_words = 0;
  // Optional, for kText. Brings a constant into the form the field holds ("tj" -> "TJ"), or says
  // in one sentence why it cannot be right. Must leave its own answer as it is. Called for whole
  // constants only: not for one with '*' in it, nor for ':' on a field without words, which looks
  // for a part of the text.
  std::function<std::optional<std::string>(std::string& constant)> normalise;
  // For kTime. True: values are what the event's local clock showed, so 18:45 at +05:00 and
  // 18:45 at +03:00 are the same value, and a constant with an offset is refused. False: values
  // are UTC; a constant may have an offset and is UTC without one.
  bool local_time = true;
};

// An argument of a function. A kTime argument is the start of what the constant names, in UTC.
struct Parameter {
  std::string name;
  ValueType type = ValueType::kText;
};

// A function that filters may call where a term may stand; the row answers it.
struct Function {
  std::string name;
  // At most kMaxArguments.
  std::vector<Parameter> parameters;
  // For people.
  std::string description;
  // Optional. Brings the arguments, one of its type for each parameter, into the form the row
  // expects, keeping number and types, or says in one sentence why they cannot be right. Must
  // leave its own answer as it is.
  std::function<std::optional<std::string>(std::vector<Value>& arguments)> check;
};

// What a filter is checked against. The index of a field or function is its position. A field
// and a function may have the same name.
struct Schema {
  std::vector<Field> fields;
  std::vector<Function> functions;
};

// One row as a filter sees it. A field may hold no value (absent), one or several.
class Row {
 public:
  virtual ~Row() = default;
  // Appends the values of the field to `values`, in the field's type (kTime as int64_t). A value
  // of another type satisfies no term but !=.
  virtual void Read(size_t field, std::vector<Value>& values) const = 0;
  // Whether the function holds for the row. The arguments are as Function::check left them. Rows
  // of a schema without functions are never asked.
  virtual bool Call(size_t /*function*/, std::span<const Value> /*arguments*/) const {
    return false;
  }
};

}  // namespace oxus::filter
