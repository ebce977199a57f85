#pragma once

#include "oxus/v1/event.pb.h"
#include "tests/projection/row_text.h"

namespace oxus::test {

// The row of an event, told a second time and without a thought for speed: each column from what
// column.h and the event model say of it.
RowText ExpectedRow(const v1::Event& event);

}  // namespace oxus::test
