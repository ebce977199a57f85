#pragma once

#include <cstddef>

#include "absl/status/statusor.h"
#include "server/filter/filter.h"
#include "server/filter/parser.h"

namespace oxus::filter {

// The checked kTerm of a field that was found, at `index` of the schema: operator and constant
// fit the field, the constant is in the form rows have it in. INVALID_ARGUMENT with the position
// of the first mistake.
absl::StatusOr<Node> CheckTerm(const Syntax& syntax, const Field& field, size_t index);

}  // namespace oxus::filter
