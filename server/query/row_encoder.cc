#include "server/query/row_encoder.h"

#include <cstdint>
#include <variant>

#include "google/protobuf/wire_format_lite.h"
#include "oxus/v1/query_service.pb.h"
#include "server/query/wire_message.h"

namespace oxus::query {
namespace {

using google::protobuf::internal::WireFormatLite;
using oxus::v1::AggregateResponse;
using oxus::v1::Value;
using Row = AggregateResponse::Row;

// A tag and a varint.
constexpr size_t kMostNumberBytes = 1 + 10;

// A Value that holds a number, encoded.
class NumberValue {
 public:
  explicit NumberValue(int64_t integer)
      : size_(SizeTo(
            WireFormatLite::WriteInt64ToArray(Value::kIntegerFieldNumber, integer, bytes_))) {}
  explicit NumberValue(double number)
      : size_(
            SizeTo(WireFormatLite::WriteDoubleToArray(Value::kNumberFieldNumber, number, bytes_))) {
  }
  explicit NumberValue(bool boolean)
      : size_(
            SizeTo(WireFormatLite::WriteBoolToArray(Value::kBooleanFieldNumber, boolean, bytes_))) {
  }

  std::string_view encoded() const { return {reinterpret_cast<const char*>(bytes_), size_}; }

 private:
  size_t SizeTo(const uint8_t* end) const { return static_cast<size_t>(end - bytes_); }

  uint8_t bytes_[kMostNumberBytes];
  size_t size_;
};

std::string Encode(const filter::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    std::string encoded;
    AppendMessage(Value::kTextFieldNumber, *text, &encoded);
    return encoded;
  }
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    return std::string(NumberValue(*integer).encoded());
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return std::string(NumberValue(*number).encoded());
  }
  return std::string(NumberValue(std::get<bool>(value)).encoded());
}

}  // namespace

std::string RowEncoder::Group(const OptionalValue& value) {
  std::string group;
  AppendMessage(Row::kGroupFieldNumber, value ? Encode(*value) : std::string(), &group);
  return group;
}

void RowEncoder::AddMetric(const Cell& cell) {
  const auto add = [this](std::string_view value) {
    AppendMessage(Row::kMetricsFieldNumber, value, &row_);
  };
  if (!cell.is_set()) return add("");
  if (cell.is_real()) return add(NumberValue(cell.real()).encoded());
  add(NumberValue(cell.integer()).encoded());
}

void RowEncoder::SetOther() {
  uint8_t flag[kMostNumberBytes];
  const uint8_t* const end = WireFormatLite::WriteBoolToArray(Row::kIsOtherFieldNumber, true, flag);
  row_.append(reinterpret_cast<const char*>(flag), static_cast<size_t>(end - flag));
}

void RowEncoder::FinishRow(std::string* response) {
  AppendMessage(AggregateResponse::kRowsFieldNumber, row_, response);
  row_.clear();
}

}  // namespace oxus::query
