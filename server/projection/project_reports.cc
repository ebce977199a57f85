#include "server/projection/derived.h"
#include "server/projection/parts.h"

namespace oxus::projection {
namespace {

using oxus::v1::Report;
using storage::Column;

// What a report says of itself, UNSPECIFIED read as the model says.
void ProjectGrades(const Report& report, storage::RowDraft& row) {
  const auto stance = report.stance();
  const auto reliability = report.reliability();
  const auto credibility = report.credibility();
  row.SetInteger(Column::kStance,
                 stance == oxus::v1::STANCE_UNSPECIFIED ? oxus::v1::STANCE_ASSERTS : stance);
  row.SetInteger(Column::kReliability, reliability == oxus::v1::RELIABILITY_UNSPECIFIED
                                           ? oxus::v1::RELIABILITY_F
                                           : reliability);
  row.SetInteger(Column::kCredibility, credibility == oxus::v1::CREDIBILITY_UNSPECIFIED
                                           ? oxus::v1::CREDIBILITY_CANNOT_BE_JUDGED
                                           : credibility);
}

void ProjectReport(const Report& report, storage::RowDraft& row) {
  row.AddElement(storage::List::kReport);
  row.SetText(Column::kSource, report.source_id());
  row.SetText(Column::kOrigin, OriginOf(report));
  SetEnum(Column::kSourceType, report.source_type(), row);
  ProjectGrades(report, row);
  if (report.published_ms() != 0) row.SetInteger(Column::kPublishedMs, report.published_ms());
  row.SetText(Column::kLanguage, report.language());
}

}  // namespace

void ProjectReports(const oxus::v1::Event& event, storage::RowDraft& row) {
  row.SetInteger(Column::kReportCount, event.reports_size());
  row.SetInteger(Column::kOriginCount, OriginCountOf(event));
  SetFlag(Column::kContested, IsContested(event), row);
  for (const Report& report : event.reports()) ProjectReport(report, row);
}

}  // namespace oxus::projection
