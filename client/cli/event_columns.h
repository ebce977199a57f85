#pragma once

#include <vector>

#include "client/cli/output.h"
#include "oxus/v1/event.pb.h"

namespace oxus::cli {

// Columns for stored events in a format: a few for the eye in tables, every plain field in CSV.
std::vector<Column> EventColumns(OutputFormat format);

// The row for those columns; in JSON formats the whole event in the protobuf JSON mapping.
Row EventRow(OutputFormat format, const oxus::v1::StoredEvent& stored);

}  // namespace oxus::cli
