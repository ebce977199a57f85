#include "bench/event_vocabulary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string_view>

#include "bench/skewed_choice.h"
#include "codes/code_tables.h"
#include "codes/labels.h"
#include "server/reference/actors.h"
#include "server/reference/country_shapes.h"
#include "server/reference/shape_table.h"

namespace oxus::bench {
namespace {

constexpr uint64_t kPlacesSeed = 20260101;
constexpr size_t kRegionsPerCountry = 20;
// A country's list starts at this place, so that TJ-KT is the busiest region of Tajikistan.
constexpr size_t kFirstRegion = 2;
constexpr size_t kActors = 2000;
constexpr size_t kSources = 300;

constexpr std::array<const char*, 60> kCountries = {
    "AF", "UA", "SY", "MM", "PK", "TJ", "IN", "NG", "IQ", "SO", "YE", "ML", "BF", "SD", "CD",
    "ET", "RU", "MX", "CO", "IR", "PH", "KG", "UZ", "IL", "LB", "LY", "TR", "CN", "BD", "NE",
    "CM", "CF", "SS", "KE", "MZ", "EG", "TH", "ID", "BR", "HT", "VE", "AM", "AZ", "GE", "KZ",
    "TM", "TD", "ZA", "DZ", "TN", "JO", "SA", "US", "FR", "DE", "GR", "RS", "KP", "JP", "GB"};

struct TypeWords {
  const char* label;
  std::initializer_list<const char*> cameo;
};

// Types with the CAMEO codes their events carry.
constexpr TypeWords kIncidentTypes[] = {
    {"ARMED_CLASH", {"190", "193", "194", "192", "191"}},
    {"ATTACK_ON_CIVILIANS", {"180", "182", "1822", "18", "1823"}},
    {"SHELLING", {"194", "195", "190", "196"}},
    {"PROTEST_PEACEFUL", {"141", "140", "1411", "1412", "1413", "1414"}},
    {"AIR_STRIKE", {"195", "1951", "1952", "204"}},
    {"IED_OR_MINE", {"183", "1832", "1833", "1834"}},
    {"ARREST", {"173", "174", "172", "1722"}},
    {"BORDER_VIOLATION", {"150", "154", "191", "153"}},
    {"DRONE_STRIKE", {"1952", "195", "2042"}},
    {"ABDUCTION", {"181", "184", "1831"}},
    {"RIOT", {"145", "1451", "1452", "1453", "1454"}},
    {"PROPERTY_SEIZED", {"171", "1711", "1712", "170"}},
    {"TARGETED_KILLING", {"186", "185", "1823"}},
    {"DEPLOYMENT", {"152", "154", "155", "151"}},
    {"RESTRICTION", {"1723", "1724", "1721", "175", "172"}},
};
constexpr TypeWords kContactKinds[] = {
    {"COMMENT", {"010", "012", "013", "014", "011"}},
    {"TALKS", {"040", "036", "041", "04"}},
    {"MULTILATERAL_MEETING", {"046", "042", "044", "045", "05"}},
    {"REQUEST", {"020", "026", "0234", "028", "0231", "022"}},
    {"DEMAND", {"100", "106", "1042", "105", "1012"}},
    {"PROMISE", {"030", "0331", "0314", "036", "0334", "032"}},
    {"REFUSE", {"120", "129", "1221", "125", "126"}},
    {"CRITICISE", {"111", "110", "11", "116"}},
    {"VISIT", {"042", "043", "050"}},
};

void AddType(const TypeWords& words, EventVocabulary& vocabulary) {
  EventVocabulary::Type& type = vocabulary.types.emplace_back();
  type.label = words.label;
  type.type = codes::IncidentTypeFromLabel(words.label).value_or(type.type);
  type.kind = codes::ContactKindFromLabel(words.label).value_or(type.kind);
  type.first_sub_type = static_cast<uint32_t>(vocabulary.sub_types.size());
  type.sub_type_count = static_cast<uint32_t>(words.cameo.size());
  for (const char* code : words.cameo) {
    const codes::CameoCode* const cameo = codes::FindCameo(code);
    if (cameo == nullptr) throw std::out_of_range(code);
    vocabulary.sub_types.push_back(
        {code, static_cast<int32_t>(std::lround(cameo->goldstein * 10))});
  }
}

struct Box {
  int32_t south = std::numeric_limits<int32_t>::max();
  int32_t north = std::numeric_limits<int32_t>::min();
  int32_t west = std::numeric_limits<int32_t>::max();
  int32_t east = std::numeric_limits<int32_t>::min();
};

Box BoxOf(std::string_view alpha2) {
  Box box;
  for (const reference::ShapeRow& shape : reference::Shapes()) {
    if (shape.alpha2 != alpha2) continue;
    int vertices = 0;
    for (int ring = 0; ring < shape.ring_count; ++ring) {
      vertices += reference::RingSizes()[shape.first_ring + ring];
    }
    for (int i = 0; i < vertices; ++i) {
      const reference::Vertex& vertex = reference::Vertices()[shape.first_vertex + i];
      box.south = std::min(box.south, vertex.lat_e6 / 100);
      box.north = std::max(box.north, vertex.lat_e6 / 100);
      box.west = std::min(box.west, vertex.lon_e6 / 100);
      box.east = std::max(box.east, vertex.lon_e6 / 100);
    }
  }
  return box;
}

// Puts a region at a random point of its country.
void Place(const std::string& country, const Box& box, RandomStream& random,
           EventVocabulary::Region& region) {
  do {
    region.lat_e4 = box.south + static_cast<int32_t>(random.Below(box.north - box.south));
    region.lon_e4 = box.west + static_cast<int32_t>(random.Below(box.east - box.west));
  } while (reference::DistanceToCountryKm(country, region.lat_e4 / 1e4, region.lon_e4 / 1e4) !=
           0.0);
}

std::vector<std::string> RegionCodes(std::string_view alpha2) {
  std::vector<std::string> found;
  for (const codes::SubdivisionRow& row : codes::Subdivisions()) {
    if (row.nested || row.subdivision.code.substr(0, 2) != alpha2) continue;
    found.emplace_back(row.subdivision.code);
  }
  std::rotate(found.begin(), found.begin() + kFirstRegion, found.end());
  if (found.size() > kRegionsPerCountry) found.resize(kRegionsPerCountry);
  return found;
}

void AddCountry(const char* alpha2, EventVocabulary& vocabulary) {
  const uint32_t index = static_cast<uint32_t>(vocabulary.countries.size());
  EventVocabulary::Country& country = vocabulary.countries.emplace_back();
  country.alpha2 = alpha2;
  country.alpha3 = codes::FindCountryByAlpha2(alpha2)->alpha3;
  country.first_region = static_cast<uint32_t>(vocabulary.regions.size());
  const Box box = BoxOf(alpha2);
  RandomStream random(kPlacesSeed + index);
  for (std::string& code : RegionCodes(alpha2)) {
    EventVocabulary::Region& region = vocabulary.regions.emplace_back();
    region.code = std::move(code);
    region.country = index;
    Place(country.alpha2, box, random, region);
  }
  country.region_count = static_cast<uint32_t>(vocabulary.regions.size()) - country.first_region;
}

// A role in each country, then the next role: all of them known to oxus.
void AddActors(EventVocabulary& vocabulary) {
  for (const codes::CameoActorRole& role : codes::CameoActorRoles()) {
    for (const EventVocabulary::Country& country : vocabulary.countries) {
      std::string actor = fmt::format("{}-{}", country.alpha3, role.code);
      if (vocabulary.actors.size() < kActors && reference::IsKnownActor(actor)) {
        vocabulary.actors.push_back(std::move(actor));
      }
    }
  }
  if (vocabulary.actors.size() < kActors) throw std::out_of_range("too few actors");
}

template <typename Row, typename Member>
uint32_t IndexOf(const std::vector<Row>& rows, Member member, const std::string& word) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.*member == word; });
  if (found == rows.end()) throw std::out_of_range(word);
  return static_cast<uint32_t>(found - rows.begin());
}

}  // namespace

EventVocabulary EventVocabulary::Make() {
  EventVocabulary vocabulary;
  for (const TypeWords& words : kIncidentTypes) AddType(words, vocabulary);
  vocabulary.incident_types = static_cast<uint32_t>(vocabulary.types.size());
  for (const TypeWords& words : kContactKinds) AddType(words, vocabulary);
  for (const char* country : kCountries) AddCountry(country, vocabulary);
  AddActors(vocabulary);
  for (size_t i = 1; i <= kSources; ++i) {
    vocabulary.sources.push_back(fmt::format("outlet-{:03}.example", i));
  }
  return vocabulary;
}

uint32_t EventVocabulary::CountryIndex(const std::string& alpha2) const {
  return IndexOf(countries, &Country::alpha2, alpha2);
}

uint32_t EventVocabulary::RegionIndex(const std::string& code) const {
  return IndexOf(regions, &Region::code, code);
}

uint32_t EventVocabulary::TypeIndex(const std::string& label) const {
  return IndexOf(types, &Type::label, label);
}

uint32_t EventVocabulary::ActorIndex(const std::string& actor) const {
  const auto found = std::find(actors.begin(), actors.end(), actor);
  if (found == actors.end()) throw std::out_of_range(actor);
  return static_cast<uint32_t>(found - actors.begin());
}

}  // namespace oxus::bench
