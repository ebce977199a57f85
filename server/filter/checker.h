#pragma once

#include "absl/status/statusor.h"
#include "server/filter/filter.h"
#include "server/filter/parser.h"

namespace oxus::filter {

// Looks up the fields and functions of a filter, checks that operators, constants and arguments
// fit their types, and brings constants into the form rows have them in. INVALID_ARGUMENT with the
// position of the first mistake, what was found and what was expected.
absl::StatusOr<Node> Check(const Syntax& syntax, const Schema& schema);

}  // namespace oxus::filter
