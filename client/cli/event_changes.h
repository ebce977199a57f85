#pragma once

#include <string>
#include <vector>

#include "oxus/v1/event.pb.h"

namespace oxus::cli {

// What differs between two states of one record, one line each, with paths as the server writes
// them: "incident.casualties[0].killed.best: 3 -> 5", "reports[1]: added, from Asia-Plus".
// Empty when nothing does. Of a retraction just "retracted: FALSE_REPORT", with the record it was
// merged into and the note, if any.
std::vector<std::string> DescribeChanges(const oxus::v1::StoredEvent& before,
                                         const oxus::v1::StoredEvent& after);

}  // namespace oxus::cli
