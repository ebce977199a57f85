#pragma once

#include "oxus/v1/event.pb.h"
#include "storage/columns/row_draft.h"

namespace oxus::projection {

// Adds the cells of one event to a draft: every column of storage/columns/column.h that an event
// fills, with the meaning that the query fields give it. Enums are their proto numbers, absent
// when UNSPECIFIED; where the model names a default for that, the default stands instead. Those of
// the record (type, quarantined, received, previous, principal) are the store's. Pure; any thread.
void ProjectEvent(const oxus::v1::Event& event, storage::RowDraft& row);

}  // namespace oxus::projection
