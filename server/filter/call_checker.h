#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "server/filter/filter.h"
#include "server/filter/parser.h"

namespace oxus::filter {

// The checked kCall of a function that was found, at `index` of the schema: the arguments have
// the number and types of the parameters and the form Function::check gives them.
// INVALID_ARGUMENT with the position of the first mistake.
absl::StatusOr<Node> CheckCall(const Syntax& syntax, const Function& function, size_t index);

// "within_km(lat, lon, km)".
std::string Signature(const Function& function);

}  // namespace oxus::filter
