#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/filter/schema.h"
#include "server/query/query_field.h"

namespace oxus::query {

// Every field that queries know, in the order ListFields shows them. Made on first use, unchanging
// from then on; any thread. An index into it is a field's number in a filter.
const std::vector<QueryField>& Fields();

// What filters may call; the numbers are those of Node::function.
enum class FilterFunction : size_t {
  kWithinBox,     // south, west, north, east
  kWithinKm,      // lat, lon, km
  kBorderWithin,  // border, km
  kGraded,        // grade
  kPlace,         // text
  kActor,         // text
};

// The same fields, and the functions, as filters are checked against.
const filter::Schema& FieldSchema();

std::optional<size_t> FindField(std::string_view name);

// "text", "integer", "number", "boolean" or "time".
std::string_view TypeName(filter::ValueType type);

}  // namespace oxus::query
