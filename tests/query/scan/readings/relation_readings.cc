#include <algorithm>

#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {
namespace {

using v1::Code;
using v1::Link;

template <OptionalValue (*read)(const Link&)>
Elements OfEachLink(const State& state) {
  Elements elements;
  for (const Link& link : state.event.links()) elements.push_back(read(link));
  return elements;
}

OptionalValue LinkKind(const Link& link) { return Word(v1::LinkKind_descriptor(), link.kind()); }
OptionalValue LinkTo(const Link& link) {
  return link.to().producer_id() + "/" + link.to().external_id();
}
OptionalValue LinkConfidence(const Link& link) {
  if (!link.has_confidence()) return std::nullopt;
  return int64_t{link.confidence()};
}

Elements IsDuplicate(const State& state) {
  const auto& links = state.event.links();
  return {std::any_of(links.begin(), links.end(),
                      [](const Link& link) { return link.kind() == v1::LINK_KIND_DUPLICATE_OF; })};
}

Elements CodeSchemes(const State& state) {
  Elements elements;
  for (const Code& code : state.event.codes()) {
    elements.push_back(Word(v1::CodeScheme_descriptor(), code.scheme()));
  }
  return elements;
}

Elements Codes(const State& state) {
  Elements elements;
  for (const Code& code : state.event.codes()) elements.push_back(Text(code.code()));
  return elements;
}

}  // namespace

std::vector<Reading> RelationReadings() {
  return {
      {"link_kind", "links", OfEachLink<LinkKind>},
      {"link_to", "links", OfEachLink<LinkTo>},
      {"link_confidence", "links", OfEachLink<LinkConfidence>},
      {"is_duplicate", "", IsDuplicate},
      {"code_scheme", "codes", CodeSchemes},
      {"code", "codes", Codes},
  };
}

}  // namespace oxus::scan
