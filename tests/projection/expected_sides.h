#pragma once

#include "oxus/v1/event.pb.h"
#include "tests/projection/row_text.h"

namespace oxus::test {

// The part of ExpectedRow about blocs and dyads.
void ExpectSides(const v1::Event& event, RowText& row);

}  // namespace oxus::test
