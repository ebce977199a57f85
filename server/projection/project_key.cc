#include <algorithm>

#include "server/projection/parts.h"

namespace oxus::projection {

using storage::Column;

void ProjectKey(const oxus::v1::EventKey& key, storage::RowDraft& row) {
  row.SetText(Column::kProducer, key.producer_id());
  row.SetInteger(Column::kRevision, std::max(key.revision(), 1u));
}

}  // namespace oxus::projection
