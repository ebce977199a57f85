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

Value ToMessage(const filter::Value& from) {
  Value value;
  if (const auto* text = std::get_if<std::string>(&from)) value.set_text(*text);
  if (const auto* integer = std::get_if<int64_t>(&from)) value.set_integer(*integer);
  if (const auto* number = std::get_if<double>(&from)) value.set_number(*number);
  if (const auto* boolean = std::get_if<bool>(&from)) value.set_boolean(*boolean);
  return value;
}

}  // namespace

std::string RowEncoder::Group(const OptionalValue& value) {
  std::string group;
  const std::string encoded = value ? ToMessage(*value).SerializeAsString() : std::string();
  AppendMessage(Row::kGroupFieldNumber, encoded, &group);
  return group;
}

void RowEncoder::AddMetric(const Cell& cell) {
  uint8_t value[kMostNumberBytes];
  uint8_t* end = value;
  if (cell.is_real()) {
    end = WireFormatLite::WriteDoubleToArray(Value::kNumberFieldNumber, cell.real(), value);
  } else if (cell.is_set()) {
    end = WireFormatLite::WriteInt64ToArray(Value::kIntegerFieldNumber, cell.integer(), value);
  }
  const std::string_view encoded(reinterpret_cast<const char*>(value),
                                 static_cast<size_t>(end - value));
  AppendMessage(Row::kMetricsFieldNumber, encoded, &row_);
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
