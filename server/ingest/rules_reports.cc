#include "fmt/format.h"
#include "server/ingest/rules.h"

namespace oxus::ingest {
namespace {

using oxus::v1::Event;
using oxus::v1::Report;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool StartsWithoutCase(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (size_t i = 0; i < prefix.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
    if (c != prefix[i]) return false;
  }
  return true;
}

bool IsWebAddress(std::string_view url) {
  const size_t scheme_bytes = StartsWithoutCase(url, "https://")  ? 8
                              : StartsWithoutCase(url, "http://") ? 7
                                                                  : 0;
  if (scheme_bytes == 0 || url.size() == scheme_bytes) return false;
  return std::none_of(url.begin(), url.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
}

// The shape of a BCP 47 tag: a language of 2 to 8 letters (or "x" or "i" and more), then
// subtags of 1 to 8 letters and digits. Whether a subtag is registered is not looked at.
bool IsLanguageTag(std::string_view tag) {
  size_t begin = 0;
  int subtags = 0;
  while (true) {
    const size_t end = std::min(tag.find('-', begin), tag.size());
    const std::string_view subtag = tag.substr(begin, end - begin);
    if (subtag.empty() || subtag.size() > 8) return false;
    for (const char c : subtag) {
      if (!IsLetter(c) && (subtags == 0 || !IsDigit(c))) return false;
    }
    const bool single = subtags == 0 && subtag.size() == 1;
    if (single &&
        (end == tag.size() || std::string_view("xXiI").find(subtag[0]) == std::string_view::npos)) {
      return false;
    }
    if (end == tag.size()) return true;
    begin = end + 1;
    ++subtags;
  }
}

// Rule 15: outlet < quoted < ... < origin, nobody twice.
void CheckQuotes(const Report& report, const FieldPath& path, const RuleContext& context) {
  int size = report.quotes_size();
  if (size > kMaxQuotes) {
    context.sink.Add(reasons::kQuotesTooMany, path.Field("quotes"),
                     fmt::format("has {} names; at most {} are allowed", size, kMaxQuotes));
    size = kMaxQuotes;
  }
  for (int i = 0; i < size; ++i) {
    const std::string& quote = report.quotes(i);
    if (quote.empty()) {
      context.sink.Add(reasons::kQuoteEmpty, path.Item("quotes", i),
                       "is empty; expected whom the outlet quotes");
      continue;
    }
    bool repeated = quote == report.source_id();
    for (int j = 0; j < i && !repeated; ++j) repeated = report.quotes(j) == quote;
    if (repeated) {
      context.sink.Add(reasons::kQuoteRepeated, path.Item("quotes", i),
                       fmt::format("{} stands earlier in the chain from source_id; expected each "
                                   "name once",
                                   Quoted(quote)));
    }
  }
}

void CheckPublished(const Report& report, const FieldPath& path, const RuleContext& context) {
  const int64_t published_ms = report.published_ms();
  const FieldPath field = path.Field("published_ms");
  if (published_ms < kEarliestMs || published_ms >= kLatestMs) {
    context.sink.Add(reasons::kPublishedRange, field,
                     fmt::format("{} is {}; expected 1900-01-01 to 2199-12-31, or 0 for unknown",
                                 published_ms, TimeText(published_ms)));
  } else if (published_ms > context.now_ms + kDayMs) {
    context.sink.Add(reasons::kPublishedInFuture, field,
                     fmt::format("{} is more than a day after receipt at {}",
                                 TimeText(published_ms), TimeText(context.now_ms)));
  }
}

void CheckAddress(const Report& report, const FieldPath& path, const RuleContext& context) {
  if (report.url().size() > kMaxUrlBytes) {
    context.sink.Add(reasons::kUrlTooLong, path.Field("url"),
                     fmt::format("{} has {} bytes; expected at most {}", Quoted(report.url()),
                                 report.url().size(), kMaxUrlBytes));
  }
  if (!report.url().empty() && !IsWebAddress(report.url())) {
    context.sink.Add(reasons::kUrlFormat, path.Field("url"),
                     fmt::format("{} is no web address; expected http:// or https:// and no "
                                 "spaces",
                                 Quoted(report.url())));
  }
  if (!report.language().empty() && !IsLanguageTag(report.language())) {
    context.sink.Add(reasons::kLanguageFormat, path.Field("language"),
                     fmt::format("{} is no BCP 47 tag; expected e.g. \"ru\" or \"zh-Hant\"",
                                 Quoted(report.language())));
  }
}

// Rule 14: news of an act cannot be older than the act. A plan is told beforehand.
void CheckForecast(const Event& event, int size, const FieldPath& path,
                   const RuleContext& context) {
  const int64_t start_ms = event.occurred().start_ms();
  const bool told_beforehand = event.modality() == oxus::v1::MODALITY_PLANNED ||
                               event.modality() == oxus::v1::MODALITY_HYPOTHETICAL;
  if (told_beforehand || start_ms < kEarliestMs) return;
  for (int i = 0; i < size; ++i) {
    const int64_t published_ms = event.reports(i).published_ms();
    if (published_ms == 0 || published_ms >= start_ms - kDayMs) continue;
    const FieldPath item = path.Item("reports", i);
    context.sink.Add(
        reasons::kPublishedBeforeEvent, item.Field("published_ms"),
        fmt::format("{} is more than a day before the event at {}; a forecast has modality "
                    "PLANNED or HYPOTHETICAL",
                    TimeText(published_ms), TimeText(start_ms)));
  }
}

void CheckReportId(const Event& event, int i, const FieldPath& path, const RuleContext& context) {
  const std::string& id = event.reports(i).report_id();
  if (id.empty()) return;
  for (int j = 0; j < i; ++j) {
    if (event.reports(j).report_id() != id) continue;
    context.sink.Add(
        reasons::kReportIdRepeated, path.Field("report_id"),
        fmt::format("{} is also the id of reports[{}]; expected an id of its own", Quoted(id), j));
    return;
  }
}

bool IsDenial(const Event& event) {
  return event.has_contact() && event.contact().kind() == oxus::v1::CONTACT_KIND_DENIAL;
}

}  // namespace

void CheckReport(const Report& report, const FieldPath& path, const RuleContext& context) {
  if (report.source_id().empty()) {
    context.sink.Add(reasons::kSourceMissing, path.Field("source_id"),
                     "is empty; expected the outlet");
  }
  CheckEnum(report.source_type(), oxus::v1::SourceType_IsValid, Zero::kAllowed,
            path.Field("source_type"), context);
  CheckPublished(report, path, context);
  CheckAddress(report, path, context);
  if (report.quotes_size() > 0) CheckQuotes(report, path, context);
  CheckEnum(report.stance(), oxus::v1::Stance_IsValid, Zero::kAllowed, path.Field("stance"),
            context);
  CheckEnum(report.reliability(), oxus::v1::Reliability_IsValid, Zero::kAllowed,
            path.Field("reliability"), context);
  CheckEnum(report.credibility(), oxus::v1::Credibility_IsValid, Zero::kAllowed,
            path.Field("credibility"), context);
  if (report.has_extraction_confidence()) {
    CheckConfidence(report.extraction_confidence(), path.Field("extraction_confidence"), context);
  }
  const int claims = CheckedSize(report.claims_size(), kMaxRepeated, path.Field("claims"), context);
  for (int i = 0; i < claims; ++i) {
    CheckCasualty(report.claims(i), path.Item("claims", i), context);
  }
}

void CheckReports(const Event& event, const FieldPath& path, const RuleContext& context) {
  const FieldPath reports = path.Field("reports");
  if (event.reports_size() == 0) {
    context.sink.Add(reasons::kReportMissing, reports,
                     "is empty; expected one report at least that tells of the event");
    return;
  }
  const int size = CheckedSize(event.reports_size(), kMaxRepeated, reports, context);
  bool only_denials = true;
  for (int i = 0; i < size; ++i) {
    const FieldPath item = path.Item("reports", i);
    CheckReport(event.reports(i), item, context);
    if (i > 0) CheckReportId(event, i, item, context);
    only_denials &= event.reports(i).stance() == oxus::v1::STANCE_DENIES;
  }
  if (event.has_occurred()) CheckForecast(event, size, path, context);
  if (only_denials && !IsDenial(event)) {
    context.sink.Add(reasons::kOnlyDenials, reports,
                     "every report denies the event; expected one that asserts it, or a contact "
                     "of kind DENIAL");
  }
}

}  // namespace oxus::ingest
