#include "codes/labels.h"
#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using filter::ValueType;
using oxus::v1::Event;
using storage::Column;

// The Admiralty code: the sixth letter and number, "cannot be judged", are neither better nor
// worse than the five before.
constexpr size_t kJudgedGrades = 5;

template <EnumType type>
QueryField GradeField(std::string name, Column column, std::string description) {
  return WordField<type>(std::move(name), column, std::move(description))
      .Words(WordsOf(type()), kJudgedGrades);
}

// "2" -> "PROBABLY_TRUE". Leaves the rest to the list of words.
std::optional<std::string> CredibilityConstant(std::string& constant) {
  if (constant.size() == 1 && constant[0] >= '1' && constant[0] <= '6') {
    constant = std::string(codes::Label(oxus::v1::Credibility_descriptor(), constant[0] - '0'));
  }
  return std::nullopt;
}

void ReadReportId(const Event& event, Values& values) {
  for (const auto& report : event.reports()) AddDistinct(TextValue(report.report_id()), values);
}

void ReadUrl(const Event& event, Values& values) {
  for (const auto& report : event.reports()) AddDistinct(TextValue(report.url()), values);
}

void ReadQuoted(const Event& event, Values& values) {
  for (const auto& report : event.reports()) {
    for (const auto& name : report.quotes()) AddDistinct(TextValue(name), values);
  }
}

void ReadExtractionConfidence(const Event& event, Values& values) {
  for (const auto& report : event.reports()) {
    if (!report.has_extraction_confidence()) continue;
    AddDistinct(int64_t{report.extraction_confidence()}, values);
  }
}

std::vector<QueryField> GradeFields() {
  return {
      WordField<oxus::v1::Stance_descriptor>(
          "stance", Column::kStance,
          "What each report says of the event; ASSERTS when not stated."),
      GradeField<oxus::v1::Reliability_descriptor>(
          "reliability", Column::kReliability,
          "Reliability of each report's source, Admiralty code; F when not stated. Less is better: "
          "<= C takes A, B and C; F, cannot be judged, has no order. See also the function "
          "graded."),
      GradeField<oxus::v1::Credibility_descriptor>(
          "credibility", Column::kCredibility,
          "Credibility of what each report says, Admiralty code, 1 to 6 or the word; "
          "CANNOT_BE_JUDGED when not stated. Less is better: <= 2 takes CONFIRMED and "
          "PROBABLY_TRUE; CANNOT_BE_JUDGED has no order.")
          .Normalised(CredibilityConstant),
  };
}

std::vector<QueryField> TextFields() {
  return {
      DocumentField("report_id", ReadReportId, "Id of each report within the event."),
      DocumentField("url", ReadUrl, "Address of each report."),
      DocumentField("quoted", ReadQuoted, "Each name that a report quotes."),
      DocumentField("extraction_confidence", ReadExtractionConfidence,
                    "How sure the machine that read each report is, 0..100.", ValueType::kInteger),
  };
}

}  // namespace

std::vector<QueryField> ReportFields() {
  std::vector<QueryField> fields = {
      CodeField<Column::kSource>("source", "Outlet of each report."),
      CodeField<Column::kOrigin>(
          "origin",
          "Whom each report goes back to: the last name it quotes, or the outlet itself."),
      WordField<oxus::v1::SourceType_descriptor>("source_type", Column::kSourceType,
                                                 "Kind of source of each report."),
      IntegerField("reports", Column::kReportCount, "Number of reports, attached ones included."),
      IntegerField("origins", Column::kOriginCount, "Number of distinct origins."),
      FlagField("contested", Column::kContested,
                "True when a report asserts and a report denies it."),
      IntegerField("published", Column::kPublishedMs, "When each report was published, UTC.",
                   ValueType::kTime)
          .InUtc(),
      CodeField<Column::kLanguage>("language", "Language of each report, BCP 47."),
  };
  for (const auto& more : {GradeFields(), TextFields()}) {
    fields.insert(fields.end(), more.begin(), more.end());
  }
  return fields;
}

}  // namespace oxus::query
