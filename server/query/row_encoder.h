#pragma once

#include <string>
#include <string_view>

#include "server/query/cell.h"
#include "server/query/query_field.h"

namespace oxus::query {

// Encodes rows of an AggregateResponse one after another: an answer may have thousands, and a
// message for each of their values takes longer to make than all the rest. One thread.
class RowEncoder {
 public:
  // An element of Row.group; the same value is encoded once and added to many rows.
  static std::string Group(const OptionalValue& value);

  void AddGroup(std::string_view encoded) { row_.append(encoded); }
  void AddMetric(const Cell& cell);
  void SetOther();
  // Appends the row, as an element of AggregateResponse.rows, and begins the next one.
  void FinishRow(std::string* response);

 private:
  std::string row_;
};

}  // namespace oxus::query
