#pragma once

#include "client/cli/output.h"
#include "oxus/v1/event.pb.h"

namespace oxus::cli {

// Everything known of one event, for reading. Fields that are not set are left out; the entry
// json is not filled.
Card EventCard(const oxus::v1::StoredEvent& stored);

}  // namespace oxus::cli
