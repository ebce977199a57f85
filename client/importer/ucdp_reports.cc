#include "client/importer/ucdp_reports.h"

#include <string>

#include "client/importer/column_map.h"
#include "client/importer/row_values.h"
#include "client/importer/utf8.h"

namespace oxus::importer {
namespace {

constexpr std::size_t kMaxReports = 64;
constexpr std::size_t kMaxNameBytes = 256;

std::vector<std::string_view> SplitList(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = text.find(';');
    const std::string_view part = Trimmed(text.substr(0, end));
    if (!part.empty()) parts.push_back(part);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return parts;
}

bool Holds(const std::vector<oxus::v1::Report>& reports, const oxus::v1::Report& report) {
  for (const oxus::v1::Report& held : reports) {
    if (held.source_id() == report.source_id() && held.published_ms() == report.published_ms()) {
      return true;
    }
  }
  return false;
}

oxus::v1::Report MakeReport(std::string_view source, std::string_view original, bool clear) {
  oxus::v1::Report report;
  report.set_source_id(std::string(ClipUtf8(source, kMaxNameBytes)));
  const std::string_view quoted = ClipUtf8(Trimmed(original), kMaxNameBytes);
  // An outlet does not quote itself.
  if (!quoted.empty() && !EqualWithoutCase(quoted, report.source_id())) {
    report.add_quotes(std::string(quoted));
  }
  report.set_stance(oxus::v1::STANCE_ASSERTS);
  if (!clear) report.set_credibility(oxus::v1::CREDIBILITY_POSSIBLY_TRUE);
  return report;
}

}  // namespace

std::vector<oxus::v1::Report> UcdpReports(const UcdpSourceFields& fields) {
  const std::vector<std::string_view> offices = SplitList(fields.office);
  const std::vector<std::string_view> dates = SplitList(fields.date);
  std::vector<oxus::v1::Report> reports;
  for (std::size_t i = 0; i < offices.size() && reports.size() < kMaxReports; ++i) {
    oxus::v1::Report report = MakeReport(offices[i], fields.original, fields.clear);
    if (dates.size() == offices.size()) {
      report.set_published_ms(MomentMs(dates[i]).value_or(0));
    }
    if (!Holds(reports, report)) reports.push_back(std::move(report));
  }
  if (reports.empty()) {
    reports.push_back(MakeReport("UCDP", fields.original, fields.clear));
    reports.back().set_source_type(oxus::v1::SOURCE_TYPE_DATASET);
  }
  return reports;
}

}  // namespace oxus::importer
