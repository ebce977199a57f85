#include "server/projection/local_span.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {
namespace {

Elements Occurred(const State& state) {
  return {projection::LocalSpanOf(state.event.occurred()).start_ms};
}

Elements Ended(const State& state) {
  return {projection::LocalSpanOf(state.event.occurred()).last_ms};
}

Elements Precision(const State& state) {
  const auto precision = state.event.occurred().precision();
  const bool is_stated = precision != v1::TIME_PRECISION_UNSPECIFIED;
  return {Word(v1::TimePrecision_descriptor(), is_stated ? precision : v1::TIME_PRECISION_DAY)};
}

Elements SpanDays(const State& state) {
  const int64_t length_ms = projection::LocalSpanOf(state.event.occurred()).length_ms;
  return {static_cast<double>(length_ms) / static_cast<double>(projection::kDayMs)};
}

Elements UtcOffset(const State& state) {
  return {int64_t{state.event.occurred().utc_offset_min()}};
}

Elements Received(const State& state) { return {state.received_ms}; }

}  // namespace

std::vector<Reading> TimeReadings() {
  return {
      {"occurred", "", Occurred},  {"ended", "", Ended},          {"time_precision", "", Precision},
      {"span_days", "", SpanDays}, {"utc_offset", "", UtcOffset}, {"received", "", Received},
  };
}

}  // namespace oxus::scan
