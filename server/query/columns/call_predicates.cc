#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "server/query/columns/area_predicate.h"
#include "server/query/columns/column_predicates.h"
#include "server/query/columns/grade_predicate.h"
#include "server/query/columns/term_predicates.h"
#include "server/query/field_table.h"
#include "server/reference/actor_search.h"
#include "server/reference/borders.h"
#include "server/reference/box.h"
#include "server/reference/circle.h"
#include "server/reference/near_border.h"
#include "server/reference/place_search.h"

namespace oxus::query {
namespace {

using filter::Node;

const std::string& Text(const Node& node, size_t argument) {
  return std::get<std::string>(node.arguments[argument]);
}
double Number(const Node& node, size_t argument) {
  return std::get<double>(node.arguments[argument]);
}

std::unique_ptr<Predicate> WithinBox(const Node& node) {
  const double south = Number(node, 0);
  const double west = Number(node, 1);
  const double north = Number(node, 2);
  const double east = Number(node, 3);
  const reference::Box box(south, west, north, east);
  Area area{{south, north}, {}, [box](double lat, double lon) { return box.Contains(lat, lon); }};
  // Points on a pole or on the antimeridian may be written with another longitude.
  const bool plain = west <= east && south > -90 && north < 90 && west > -180 && east < 180;
  if (plain) area.lon = {west, east};
  return PointIn(std::move(area));
}

// Kilometres per degree of latitude, on the small side: bounds must not be too narrow.
constexpr double kKmPerDegree = 110;

std::unique_ptr<Predicate> WithinKm(const Node& node) {
  const double lat = Number(node, 0);
  const double km = Number(node, 2);
  const reference::Circle circle(lat, Number(node, 1), km);
  const double off = km / kKmPerDegree;
  return PointIn(Area{{lat - off, lat + off}, {}, [circle](double at_lat, double at_lon) {
                        return circle.Contains(at_lat, at_lon);
                      }});
}

std::unique_ptr<Predicate> BorderWithin(const Node& node) {
  const std::string& pair = Text(node, 0);
  const size_t dash = pair.find('-');
  const reference::Border* const border =
      reference::FindBorder(pair.substr(0, dash), pair.substr(dash + 1));
  const double km = Number(node, 1);
  const auto near = std::make_shared<reference::NearBorder>(*border, km);
  const auto bounds = border->BoundsWithin(km);
  return PointIn(Area{{bounds.south, bounds.north}, {}, [near](double lat, double lon) {
                        return near->Contains(lat, lon);
                      }});
}

// A field by name; those asked for here are in the table.
const QueryField& FieldNamed(std::string_view name) { return Fields()[*FindField(name)]; }

std::unique_ptr<Predicate> TextSearch(std::string_view field_name, const PredicateContext& context,
                                      std::function<bool(const std::string& text)> matches) {
  const QueryField& field = FieldNamed(field_name);
  auto judge = [matches = std::move(matches)](const OptionalValue& value) {
    const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
    return text != nullptr && matches(*text);
  };
  return SymbolsPass(field.column,
                     std::make_shared<SymbolTest>(field, context.dictionary(), std::move(judge)),
                     /*negated=*/false);
}

std::unique_ptr<Predicate> Place(const Node& node, const PredicateContext& context) {
  const auto search = std::make_shared<reference::PlaceSearch>(Text(node, 0));
  const auto by_name = [search](const std::string& name) { return search->MatchesName(name); };
  std::vector<std::unique_ptr<Predicate>> parts;
  parts.push_back(TextSearch("place_name", context, by_name));
  parts.push_back(TextSearch("admin2", context, by_name));
  parts.push_back(TextSearch("admin1", context, [search](const std::string& code) {
    return search->MatchesAdmin1(code);
  }));
  return AnyOf(std::move(parts));
}

std::unique_ptr<Predicate> Actor(const Node& node, const PredicateContext& context) {
  const auto search = std::make_shared<reference::ActorSearch>(Text(node, 0));
  std::vector<std::unique_ptr<Predicate>> parts;
  parts.push_back(TextSearch("actor", context,
                             [search](const std::string& id) { return search->Matches(id); }));
  parts.push_back(TextSearch("participant_name", context, [search](const std::string& name) {
    return search->MatchesName(name);
  }));
  return AnyOf(std::move(parts));
}

}  // namespace

std::unique_ptr<Predicate> MakeCall(const Node& node, const PredicateContext& context) {
  switch (static_cast<FilterFunction>(node.function)) {
    case FilterFunction::kWithinBox:
      return WithinBox(node);
    case FilterFunction::kWithinKm:
      return WithinKm(node);
    case FilterFunction::kBorderWithin:
      return BorderWithin(node);
    case FilterFunction::kGraded:
      return GradedAtLeast(Text(node, 0));
    case FilterFunction::kPlace:
      return Place(node, context);
    case FilterFunction::kActor:
      return Actor(node, context);
  }
  return nullptr;
}

}  // namespace oxus::query
