#include "bench/synthetic_rows.h"

#include <algorithm>
#include <cmath>

namespace oxus::bench {
namespace {

using storage::Cell;
using storage::Column;
using storage::List;

constexpr int64_t kFirstDay = 19'700;
constexpr int64_t kRowsPerDay = 2'000;
constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kFirstReceivedMs = 1'704'000'000'000;

}  // namespace

int64_t SyntheticRows::Between(int64_t low, int64_t high) {
  return std::uniform_int_distribution<int64_t>(low, high)(random_);
}

uint32_t SyntheticRows::Zipf(uint32_t count) {
  // The inverse of the continuous distribution with density 1/x on [1, count + 1).
  const double part = std::uniform_real_distribution<>(0, 1)(random_);
  return std::min(count, static_cast<uint32_t>(std::pow(count + 1.0, part)));
}

void SyntheticRows::Code(Column column, uint32_t code) {
  Cell cell;
  cell.kind = Cell::Kind::kCode;
  cell.column = column;
  cell.code = code;
  cells_.push_back(cell);
}

void SyntheticRows::Integer(Column column, int64_t value) {
  Cell cell;
  cell.column = column;
  cell.integer = value;
  cells_.push_back(cell);
}

void SyntheticRows::Real(Column column, double value) {
  Cell cell;
  cell.kind = Cell::Kind::kReal;
  cell.column = column;
  cell.real = value;
  cells_.push_back(cell);
}

void SyntheticRows::Begin(List list) {
  Cell cell;
  cell.kind = Cell::Kind::kElement;
  cell.list = list;
  cells_.push_back(cell);
}

SyntheticRow SyntheticRows::Next() {
  cells_.clear();
  SyntheticRow row;
  row.head.received_ms = kFirstReceivedMs + row_ / 500 * 2;
  row.head.quarantined = Happens(1);
  row.head.principal = Zipf(8);
  if (Happens(3)) row.head.previous_sequence = Between(1, 1 + row_);
  Code(Column::kProducer, Zipf(50));
  Integer(Column::kRevision, Happens(97) ? 1 : 2);
  AddTime();
  AddPlace();
  Integer(Column::kScore, Between(0, 1'000));
  if (row_ % 4 == 3) {
    AddContact();
  } else {
    AddIncident();
  }
  AddParticipants();
  AddReports();
  AddOther();
  row.cells = cells_;
  ++row_;
  return row;
}

void SyntheticRows::AddTime() {
  day_ = kFirstDay + row_ / kRowsPerDay - Between(0, 3);
  Integer(Column::kDay, day_);
  const bool exact = Happens(60);
  Integer(Column::kTimePrecision, exact ? 1 : Zipf(4) + 1);
  Integer(Column::kUtcOffset, 30 * Between(6, 12));
  if (exact) {
    Integer(Column::kMinute, Between(0, 1'439));
    Integer(Column::kMinuteMs, Happens(90) ? 0 : 1'000 * Between(0, 59));
  }
  const int64_t span = exact ? 60'000 : kDayMs * (Happens(90) ? 1 : 30);
  Integer(Column::kSpanLengthMs, span);
  Integer(Column::kSpanRestMs, span);
}

void SyntheticRows::AddPlace() {
  const uint32_t country = Zipf(60);
  const uint32_t admin1 = Zipf(600);
  Code(Column::kCountry, country);
  Code(Column::kAdmin1, admin1);
  if (Happens(80)) Code(Column::kAdmin2, Zipf(4'000));
  if (Happens(90)) Code(Column::kPlaceName, Zipf(20'000));
  if (Happens(50)) Code(Column::kPlaceId, Zipf(20'000));
  const int64_t lat = 10'000 * (country % 50) + Between(0, 60'000);
  const int64_t lon = 10'000 * (country % 120) + Between(0, 100'000);
  Real(Column::kLat, static_cast<double>(lat) / 10'000);
  Real(Column::kLon, static_cast<double>(lon) / 10'000);
  Integer(Column::kGeoPrecision, Zipf(5));
  if (Happens(2)) Code(Column::kOriginCountry, Zipf(60));
  if (Happens(3)) Code(Column::kBorder, Zipf(40));
}

void SyntheticRows::AddCount(Column low) {
  const auto next = [low](int by) { return static_cast<Column>(static_cast<int>(low) + by); };
  const int64_t count = Zipf(60) - 1;
  const int64_t spread = Happens(10) ? Zipf(5) : 0;
  Integer(low, std::max<int64_t>(0, count - spread));
  Integer(next(1), count);
  Integer(next(2), count + spread);
}

void SyntheticRows::AddIncident() {
  Integer(Column::kAct, Zipf(24));
  Integer(Column::kModality, Zipf(12));
  Integer(Column::kIsAggregate, Happens(2));
  if (Happens(1)) Integer(Column::kConfirmedLarge, 1);
  if (Happens(60)) AddCount(Column::kKilledLow);
  if (Happens(40)) AddCount(Column::kInjuredLow);
  if (Happens(5)) AddCount(Column::kAbductedLow);
  if (Happens(20)) Integer(Column::kFacilityKind, Zipf(12));
  if (Happens(8)) Code(Column::kFacilityName, Zipf(3'000));
}

void SyntheticRows::AddContact() {
  Integer(Column::kAct, storage::kContactBase + Zipf(16));
  Integer(Column::kDomain, Zipf(10));
  Integer(Column::kChannel, Zipf(5));
  Integer(Column::kLevel, Zipf(5));
  if (Happens(60)) Integer(Column::kOutcome, Zipf(6));
  if (Happens(70)) Code(Column::kSubject, Zipf(300));
  if (Happens(10)) {
    Code(Column::kCurrency, Zipf(20));
    Integer(Column::kAmount, 100'000'000 * Between(1, 5'000));
  }
}

void SyntheticRows::AddParticipants() {
  for (const auto& [list, column] : {std::pair{List::kInitiator, Column::kInitiator},
                                     std::pair{List::kTarget, Column::kTarget}}) {
    const uint32_t actor = Zipf(3'000);
    Begin(list);
    Code(column, actor);
    Begin(List::kParticipant);
    Code(Column::kParticipant, actor);
    Integer(Column::kParticipantRole, list == List::kInitiator ? 1 : 2);
    Integer(Column::kAttribution, Zipf(4));
    Integer(Column::kConfidence, 5 * Between(8, 20));
    if (Happens(50)) Code(Column::kParticipantName, Zipf(20'000));
  }
  if (!Happens(20)) return;
  Begin(List::kCasualty);
  Code(Column::kNationality, Zipf(60));
  Integer(Column::kVictimRole, Zipf(6));
  const int64_t killed = Zipf(20) - 1;
  Integer(Column::kCasualtyKilledLow, killed);
  Integer(Column::kCasualtyKilled, killed);
  Integer(Column::kCasualtyKilledHigh, killed);
}

void SyntheticRows::AddReports() {
  const uint32_t reports = Zipf(3);
  Integer(Column::kReportCount, reports);
  Integer(Column::kOriginCount, Zipf(reports));
  if (Happens(3)) Integer(Column::kContested, 1);
  for (uint32_t report = 0; report < reports; ++report) {
    Begin(List::kReport);
    Code(Column::kSource, Zipf(500));
    Integer(Column::kSourceType, Zipf(6));
    Integer(Column::kReliability, Zipf(6));
    Integer(Column::kCredibility, Zipf(6));
    Integer(Column::kPublishedMs, day_ * kDayMs + 60'000 * Between(0, 4'320));
    Code(Column::kLanguage, Zipf(12));
  }
}

void SyntheticRows::AddOther() {
  if (Happens(30)) {
    Begin(List::kTactic);
    Integer(Column::kTactic, Zipf(12));
  }
  for (int64_t tags = Between(0, 2); tags > 0; --tags) {
    Begin(List::kTag);
    Code(Column::kTag, Zipf(1'000));
  }
  if (Happens(5)) {
    Begin(List::kLink);
    Integer(Column::kLinkKind, Zipf(4));
  }
  Begin(List::kForeignCode);
  Integer(Column::kCodeScheme, Zipf(3));
  Code(Column::kForeignCode, Zipf(200));
}

}  // namespace oxus::bench
