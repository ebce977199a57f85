#include "server/projection/derived.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {
namespace {

using v1::Report;

template <OptionalValue (*read)(const Report&)>
Elements OfEach(const State& state) {
  Elements elements;
  for (const Report& report : state.event.reports()) elements.push_back(read(report));
  return elements;
}

OptionalValue Source(const Report& report) { return Text(report.source_id()); }
OptionalValue Origin(const Report& report) { return Text(projection::OriginOf(report)); }
OptionalValue SourceType(const Report& report) {
  return Word(v1::SourceType_descriptor(), report.source_type());
}
OptionalValue Published(const Report& report) {
  if (report.published_ms() == 0) return std::nullopt;
  return int64_t{report.published_ms()};
}
OptionalValue Language(const Report& report) { return Text(report.language()); }
OptionalValue ReportId(const Report& report) { return Text(report.report_id()); }
OptionalValue Url(const Report& report) { return Text(report.url()); }
OptionalValue ExtractionConfidence(const Report& report) {
  if (!report.has_extraction_confidence()) return std::nullopt;
  return int64_t{report.extraction_confidence()};
}

OptionalValue Stance(const Report& report) {
  const bool is_stated = report.stance() != v1::STANCE_UNSPECIFIED;
  return Word(v1::Stance_descriptor(), is_stated ? report.stance() : v1::STANCE_ASSERTS);
}
OptionalValue Reliability(const Report& report) {
  const bool is_stated = report.reliability() != v1::RELIABILITY_UNSPECIFIED;
  return Word(v1::Reliability_descriptor(), is_stated ? report.reliability() : v1::RELIABILITY_F);
}
OptionalValue Credibility(const Report& report) {
  const bool is_stated = report.credibility() != v1::CREDIBILITY_UNSPECIFIED;
  return Word(v1::Credibility_descriptor(),
              is_stated ? report.credibility() : v1::CREDIBILITY_CANNOT_BE_JUDGED);
}

Elements Quoted(const State& state) {
  Elements names;
  for (const Report& report : state.event.reports()) {
    for (const std::string& name : report.quotes()) names.push_back(Text(name));
  }
  return names;
}

Elements Reports(const State& state) { return {int64_t{state.event.reports_size()}}; }
Elements Origins(const State& state) { return {int64_t{projection::OriginCountOf(state.event)}}; }
Elements Contested(const State& state) { return {projection::IsContested(state.event)}; }

}  // namespace

std::vector<Reading> ReportReadings() {
  return {
      {"source", "reports", OfEach<Source>},
      {"origin", "reports", OfEach<Origin>},
      {"source_type", "reports", OfEach<SourceType>},
      {"reports", "", Reports},
      {"origins", "", Origins},
      {"contested", "", Contested},
      {"published", "reports", OfEach<Published>},
      {"language", "reports", OfEach<Language>},
      {"stance", "reports", OfEach<Stance>},
      {"reliability", "reports", OfEach<Reliability>},
      {"credibility", "reports", OfEach<Credibility>},
      {"report_id", "reports", OfEach<ReportId>},
      {"url", "reports", OfEach<Url>},
      {"quoted", "quotes", Quoted},
      {"extraction_confidence", "reports", OfEach<ExtractionConfidence>},
  };
}

}  // namespace oxus::scan
