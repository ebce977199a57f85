#pragma once

#include <string>

#include "oxus/v1/query_service.pb.h"

namespace oxus::test {

// Where two answers to the request differ, in words; empty when they do not. What a server did for
// an answer (segments, rows, time) is not compared. Where events are spread, the order of rows and
// the last digits are not either, as rounding decides them.
std::string DifferenceOf(const v1::AggregateRequest& request, const v1::AggregateResponse& expected,
                         const v1::AggregateResponse& actual);

}  // namespace oxus::test
