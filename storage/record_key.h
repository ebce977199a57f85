#pragma once

#include "absl/status/status.h"
#include "oxus/v1/event.pb.h"
#include "storage/chunk.h"

namespace oxus::storage {

// The key inside a record's body, without parsing the rest of it. DATA_LOSS when the body is no
// message.
absl::Status ReadKey(const ChunkRecord& record, oxus::v1::EventKey* key);

}  // namespace oxus::storage
