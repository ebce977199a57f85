#include "server/query/columns/area_predicate.h"

#include <utility>
#include <vector>

#include "oxus/v1/event.pb.h"
#include "server/query/columns/kernels.h"
#include "server/query/columns/value_test.h"

namespace oxus::query {
namespace {

using storage::Column;
using storage::ColumnData;

// Its point, if there is one, is a centroid that says nothing of where in there it happened.
bool IsCentroid(int64_t geo_precision) {
  return geo_precision == oxus::v1::GEO_PRECISION_ADMIN1 ||
         geo_precision == oxus::v1::GEO_PRECISION_AREA ||
         geo_precision == oxus::v1::GEO_PRECISION_COUNTRY ||
         geo_precision == oxus::v1::GEO_PRECISION_INTERNATIONAL;
}

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

}  // namespace

std::unique_ptr<Predicate> PointIn(Area area) {
  return std::make_unique<AreaPredicate>(std::move(area));
}

}  // namespace oxus::query
