#include "server/query/derived.h"
#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using filter::ValueType;

OptionalValue ReadSource(const EventRow& row, int element) {
  return TextValue(row.event().reports(element).source_id());
}

OptionalValue ReadOrigin(const EventRow& row, int element) {
  return TextValue(OriginOf(row.event().reports(element)));
}

OptionalValue ReadSourceType(const EventRow& row, int element) {
  return WordValue(oxus::v1::SourceType_descriptor(), row.event().reports(element).source_type());
}

void ReadReports(const EventRow& row, Values& values) {
  values.emplace_back(int64_t{row.event().reports_size()});
}

void ReadOrigins(const EventRow& row, Values& values) {
  values.emplace_back(int64_t{OriginCountOf(row.event())});
}

void ReadContested(const EventRow& row, Values& values) {
  values.emplace_back(IsContested(row.event()));
}

}  // namespace

std::vector<QueryField> ReportFields() {
  return {
      QueryField("source", Scope::kReport, "Outlet of each report.", ReadSource),
      QueryField("origin", Scope::kReport,
                 "Whom each report goes back to: the last name it quotes, or the outlet itself.",
                 ReadOrigin),
      QueryField("source_type", Scope::kReport, "Kind of source of each report.", ReadSourceType)
          .Words(WordsOf(oxus::v1::SourceType_descriptor())),
      QueryField("reports", ValueType::kInteger, "Number of reports, attached ones included.",
                 ReadReports)
          .FilterOnly(),
      QueryField("origins", ValueType::kInteger, "Number of distinct origins.", ReadOrigins)
          .FilterOnly(),
      QueryField("contested", ValueType::kBoolean,
                 "True when a report asserts and a report denies it.", ReadContested),
  };
}

}  // namespace oxus::query
