#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using filter::ValueType;
using oxus::v1::Event;
using storage::Column;

void ReadLinkTo(const Event& event, Values& values) {
  for (const auto& link : event.links()) {
    AddDistinct(link.to().producer_id() + "/" + link.to().external_id(), values);
  }
}

void ReadLinkConfidence(const Event& event, Values& values) {
  for (const auto& link : event.links()) {
    if (link.has_confidence()) AddDistinct(int64_t{link.confidence()}, values);
  }
}

}  // namespace

std::vector<QueryField> RelationFields() {
  return {
      WordField<oxus::v1::LinkKind_descriptor>("link_kind", Column::kLinkKind,
                                               "How it relates to another event, each link."),
      DocumentField("link_to", ReadLinkTo,
                    "The event that each link points at: its producer, '/', its external id."),
      DocumentField("link_confidence", ReadLinkConfidence, "How sure each link is, 0..100.",
                    ValueType::kInteger),
      FlagField("is_duplicate", Column::kDuplicateLinks,
                "True when a DUPLICATE_OF link says that another record tells of the same event.",
                /*is_injective=*/false),
      WordField<oxus::v1::CodeScheme_descriptor>(
          "code_scheme", Column::kCodeScheme,
          "Whose code list each code of another data set belongs to."),
      CodeField<Column::kForeignCode>(
          "code",
          "Each code of another data set, a text: leading zeros count. A filter on it and on "
          "code_scheme may hold by two different codes."),
  };
}

}  // namespace oxus::query
