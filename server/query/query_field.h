#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "oxus/v1/event.pb.h"
#include "server/filter/schema.h"
#include "storage/columns/column.h"
#include "storage/dictionary.h"

namespace oxus::query {

using Values = std::vector<filter::Value>;
using OptionalValue = std::optional<filter::Value>;

// What a number in a column stands for: the text of a code, the word of an enum value, the class
// of a type. 0 stands for absent. Nullopt: unknown.
using SymbolReader = OptionalValue (*)(const storage::Dictionary& dictionary, int64_t stored);
// Appends the distinct values of a field that no column holds, read from the event itself.
using DocumentReader = void (*)(const oxus::v1::Event& event, Values& values);

// A field that filters, and mostly group_by, may name, and where its values are. Built once, then
// unchanging.
struct QueryField {
  enum class Kind {
    kSymbol,    // `column` holds codes or small integers; `symbol` says what they stand for
    kInteger,   // the integers of `column`
    kReal,      // the doubles of `column`
    kScaled,    // the integers of `column` divided by `scale`
    kStart,     // local milliseconds at which the event began, of three columns
    kEnd,       // its last local millisecond
    kSequence,  // of the record
    kDocument,  // read from the log: a filter on it looks at every event the rest leaves
  };

  filter::Field filter;
  std::string description;
  // Only kSymbol fields are.
  bool groupable = true;
  Kind kind = Kind::kSymbol;
  storage::Column column = storage::Column::kRecordType;
  SymbolReader symbol = nullptr;
  // Different numbers never stand for the same value, so groups need not be merged by value.
  bool is_injective = true;
  double scale = 1;
  DocumentReader document = nullptr;

  // The repeated part the field belongs to. Grouped by two fields of one list, an event falls into
  // the pairs its elements hold, never into a cross product.
  storage::List list() const {
    return kind == Kind::kDocument ? storage::List::kNone : storage::InfoOf(column).list;
  }

  QueryField Normalised(std::optional<std::string> (*normalise)(std::string& constant)) &&;
  // Of these words, the first `ordered` in order.
  QueryField Words(std::vector<std::string> words, size_t ordered = 0) &&;
  // A time in UTC, not the event's own.
  QueryField InUtc() &&;
};

// Makers, by kind; only kSymbol fields group.
QueryField SymbolField(std::string name, storage::Column column, SymbolReader symbol,
                       std::string description, filter::ValueType type = filter::ValueType::kText);
QueryField IntegerField(std::string name, storage::Column column, std::string description,
                        filter::ValueType type = filter::ValueType::kInteger);
QueryField RealField(std::string name, storage::Column column, std::string description);
QueryField ScaledField(std::string name, storage::Column column, double scale,
                       std::string description);
QueryField DocumentField(std::string name, DocumentReader document, std::string description,
                         filter::ValueType type = filter::ValueType::kText);
// True unless the number is 0 or absent. `is_injective` says that the number is 0 or 1.
QueryField FlagField(std::string name, storage::Column column, std::string description,
                     bool is_injective = true);

// The text of a code of the column.
template <storage::Column column>
OptionalValue ReadCode(const storage::Dictionary& dictionary, int64_t stored);
template <storage::Column column>
QueryField CodeField(std::string name, std::string description) {
  return SymbolField(std::move(name), column, ReadCode<column>, std::move(description));
}

// Names the type of an enum: oxus::v1::Role_descriptor.
using EnumType = const google::protobuf::EnumDescriptor* (*)();
// The word of a value of the enum.
template <EnumType type>
OptionalValue ReadWord(const storage::Dictionary& dictionary, int64_t stored);
// A field whose words are those of the enum in its own order.
template <EnumType type>
QueryField WordField(std::string name, storage::Column column, std::string description);

// For readers. Text that is empty and words numbered 0 or called UNKNOWN are absent.
OptionalValue TextValue(std::string_view text);
OptionalValue WordValue(const google::protobuf::EnumDescriptor* type, int64_t number);
void AddDistinct(OptionalValue value, Values& values);

// The words of an enum without UNKNOWN.
std::vector<std::string> WordsOf(const google::protobuf::EnumDescriptor* type);
// Whether each of its words has one number: no UNKNOWN, which is as absent as 0 is.
bool IsInjective(const google::protobuf::EnumDescriptor* type);

template <storage::Column column>
OptionalValue ReadCode(const storage::Dictionary& dictionary, int64_t stored) {
  return TextValue(
      dictionary.Text(storage::InfoOf(column).dictionary, static_cast<uint32_t>(stored)));
}

template <EnumType type>
OptionalValue ReadWord(const storage::Dictionary& /*dictionary*/, int64_t stored) {
  return WordValue(type(), stored);
}

template <EnumType type>
QueryField WordField(std::string name, storage::Column column, std::string description) {
  QueryField field = SymbolField(std::move(name), column, ReadWord<type>, std::move(description));
  field.is_injective = IsInjective(type());
  return std::move(field).Words(WordsOf(type()));
}

}  // namespace oxus::query
