#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "server/query/columns/kernels.h"
#include "server/query/columns/number_range.h"
#include "server/query/columns/term_predicates.h"
#include "server/query/columns/value_test.h"
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
using storage::Column;
using storage::ColumnData;

using ContainsPoint = std::function<bool(double lat, double lon)>;

const std::string& Text(const Node& node, size_t argument) {
  return std::get<std::string>(node.arguments[argument]);
}
double Number(const Node& node, size_t argument) {
  return std::get<double>(node.arguments[argument]);
}

// Its point, if there is one, is a centroid that says nothing of where in there it happened.
bool IsCentroid(int64_t geo_precision) {
  return geo_precision == oxus::v1::GEO_PRECISION_ADMIN1 ||
         geo_precision == oxus::v1::GEO_PRECISION_AREA ||
         geo_precision == oxus::v1::GEO_PRECISION_COUNTRY ||
         geo_precision == oxus::v1::GEO_PRECISION_INTERNATIONAL;
}

// Bounds of an area, and the area itself.
struct Area {
  RealRange lat;
  RealRange lon;
  ContainsPoint contains;
};

class RowsInArea final : public BoundPredicate {
 public:
  RowsInArea(const Area& area, const ColumnData& lat, const ColumnData& lon,
             const ColumnData* precision)
      : area_(area),
        lat_(lat),
        lon_(lon),
        precision_(precision),
        lat_test_(RealRangeTest(lat, area.lat.low, area.lat.high)),
        lon_test_(RealRangeTest(lon, area.lon.low, area.lon.high)) {}

  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t* interest,
                        uint8_t* out) override {
    lat_test_->Run(begin, count, out);
    kernels::And(out, interest, count);
    near_.resize(count);
    lon_test_->Run(begin, count, near_.data());
    kernels::And(out, near_.data(), count);
    candidates_.resize(count + 16);
    const uint32_t found = kernels::Select(out, count, candidates_.data());
    for (uint32_t k = 0; k < found; ++k) {
      const uint32_t i = candidates_[k];
      out[i] = IsInside(begin + i);
    }
    return absl::OkStatus();
  }

 private:
  bool IsInside(uint32_t row) const {
    if (precision_ != nullptr && storage::IsSet(*precision_, row) &&
        IsCentroid(storage::IntegerAt(*precision_, row))) {
      return false;
    }
    return area_.contains(storage::RealAt(lat_, row), storage::RealAt(lon_, row));
  }

  const Area& area_;
  const ColumnData& lat_;
  const ColumnData& lon_;
  const ColumnData* const precision_;
  const std::unique_ptr<ValueTest> lat_test_;
  const std::unique_ptr<ValueTest> lon_test_;
  std::vector<uint8_t> near_;
  std::vector<uint32_t> candidates_;
};

class AreaPredicate final : public Predicate {
 public:
  explicit AreaPredicate(Area area) : area_(std::move(area)) {}

  absl::StatusOr<Binding> Bind(SegmentReader& reader, Leniency leniency) const override {
    if (reader.zone(Column::kLat).all_absent()) return Binding{Binding::Outcome::kNone, nullptr};
    auto lat = reader.Load(Column::kLat);
    if (!lat.ok()) return lat.status();
    auto lon = reader.Load(Column::kLon);
    if (!lon.ok()) return lon.status();
    const ColumnData* precision = nullptr;
    if (!leniency.places && reader.zone(Column::kGeoPrecision).any_set) {
      auto loaded = reader.Load(Column::kGeoPrecision);
      if (!loaded.ok()) return loaded.status();
      precision = *loaded;
    }
    return Binding{Binding::Outcome::kSome,
                   std::make_unique<RowsInArea>(area_, **lat, **lon, precision)};
  }
  double cost() const override { return 3; }

 private:
  const Area area_;
};

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
  return std::make_unique<AreaPredicate>(std::move(area));
}

// Kilometres per degree of latitude, on the small side: bounds must not be too narrow.
constexpr double kKmPerDegree = 110;

std::unique_ptr<Predicate> WithinKm(const Node& node) {
  const double lat = Number(node, 0);
  const double km = Number(node, 2);
  const reference::Circle circle(lat, Number(node, 1), km);
  const double off = km / kKmPerDegree;
  return std::make_unique<AreaPredicate>(
      Area{{lat - off, lat + off}, {}, [circle](double at_lat, double at_lon) {
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
  return std::make_unique<AreaPredicate>(
      Area{{bounds.south, bounds.north}, {}, [near](double lat, double lon) {
             return near->Contains(lat, lon);
           }});
}

// Rows with a report of at least the grade.
class GradedRows final : public BoundPredicate {
 public:
  GradedRows(std::unique_ptr<ValueTest> reliability, std::unique_ptr<ValueTest> credibility,
             const storage::ListShape& shape)
      : reliability_(std::move(reliability)),
        credibility_(std::move(credibility)),
        offsets_(shape.offsets) {}

  absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t*, uint8_t* out) override {
    const uint32_t first = offsets_ == nullptr ? begin : offsets_[begin];
    const uint32_t end = offsets_ == nullptr ? begin + count : offsets_[begin + count];
    const uint32_t elements = end - first;
    passed_.resize(elements + 1);
    other_.resize(elements + 1);
    reliability_->Run(first, elements, passed_.data());
    credibility_->Run(first, elements, other_.data());
    kernels::And(passed_.data(), other_.data(), elements);
    for (uint32_t i = 0; i < count; ++i) {
      if (offsets_ == nullptr) {
        out[i] = passed_[i];
        continue;
      }
      out[i] = 0;
      for (uint32_t e = offsets_[begin + i]; e < offsets_[begin + i + 1]; ++e) {
        out[i] |= passed_[e - first];
      }
    }
    return absl::OkStatus();
  }

 private:
  const std::unique_ptr<ValueTest> reliability_;
  const std::unique_ptr<ValueTest> credibility_;
  const uint32_t* const offsets_;
  std::vector<uint8_t> passed_;
  std::vector<uint8_t> other_;
};

class GradePredicate final : public Predicate {
 public:
  // "C3": reliability A to C, credibility 1 to 3, as the enums number them.
  explicit GradePredicate(const std::string& grade)
      : reliability_(grade[0] - 'A' + 1), credibility_(grade[1] - '0') {}

  absl::StatusOr<Binding> Bind(SegmentReader& reader, Leniency leniency) const override {
    if (leniency.grades) return Binding{Binding::Outcome::kAll, nullptr};
    if (reader.zone(Column::kReliability).all_absent() ||
        reader.zone(Column::kCredibility).all_absent()) {
      return Binding{Binding::Outcome::kNone, nullptr};
    }
    auto reliability = reader.Load(Column::kReliability);
    if (!reliability.ok()) return reliability.status();
    auto credibility = reader.Load(Column::kCredibility);
    if (!credibility.ok()) return credibility.status();
    auto shape = reader.LoadShape(storage::List::kReport);
    if (!shape.ok()) return shape.status();
    return Binding{
        Binding::Outcome::kSome,
        std::make_unique<GradedRows>(IntegerRangeTest(**reliability, 1, reliability_),
                                     IntegerRangeTest(**credibility, 1, credibility_), **shape)};
  }
  double cost() const override { return 3; }

 private:
  const int64_t reliability_;
  const int64_t credibility_;
};

// A field by name; those asked for here are in the table.
const QueryField& FieldNamed(std::string_view name) { return Fields()[*FindField(name)]; }

std::unique_ptr<Predicate> TextSearch(std::string_view field_name, const PredicateContext& context,
                                      std::function<bool(const std::string& text)> matches) {
  const QueryField& field = FieldNamed(field_name);
  return AnySymbolPasses(
      field,
      std::make_shared<SymbolTest>(
          field, context.dictionary(), [matches = std::move(matches)](const OptionalValue& value) {
            const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
            return text != nullptr && matches(*text);
          }));
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
  return TextSearch("actor", context,
                    [search](const std::string& id) { return search->Matches(id); });
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
      return std::make_unique<GradePredicate>(Text(node, 0));
    case FilterFunction::kPlace:
      return Place(node, context);
    case FilterFunction::kActor:
      return Actor(node, context);
  }
  return nullptr;
}

}  // namespace oxus::query
