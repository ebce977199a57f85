#include <algorithm>

#include "server/projection/parts.h"

namespace oxus::projection {

using storage::Column;
using storage::List;

void ProjectLinks(const oxus::v1::Event& event, storage::RowDraft& row) {
  int duplicates = 0;
  for (const oxus::v1::Link& link : event.links()) {
    duplicates += link.kind() == oxus::v1::LINK_KIND_DUPLICATE_OF;
    row.AddElement(List::kLink);
    SetEnum(Column::kLinkKind, link.kind(), row);
  }
  if (duplicates > 0) row.SetInteger(Column::kDuplicateLinks, duplicates);
}

void ProjectCodes(const oxus::v1::Event& event, storage::RowDraft& row) {
  for (const oxus::v1::Code& code : event.codes()) {
    row.AddElement(List::kForeignCode);
    SetEnum(Column::kCodeScheme, code.scheme(), row);
    row.SetText(Column::kForeignCode, code.code());
  }
}

void ProjectTags(const oxus::v1::Event& event, storage::RowDraft& row) {
  const auto& tags = event.tags();
  for (auto tag = tags.begin(); tag != tags.end(); ++tag) {
    if (tag->empty() || std::find(tags.begin(), tag, *tag) != tag) continue;
    row.AddElement(List::kTag);
    row.SetText(Column::kTag, *tag);
  }
}

}  // namespace oxus::projection
