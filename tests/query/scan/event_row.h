#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "server/filter/schema.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {

// How a field of the field table is read. Aborts for a field that has no reading.
const Reading& ReadingOf(size_t field);
const Reading& ReadingOf(std::string_view field_name);

// Which functions judge more kindly than they should, to tell what was left out only by them.
struct Leniency {
  // Places known as ADMIN1 or coarser are judged by their point.
  bool places = false;
  // Every event is graded well enough.
  bool grades = false;
};

// One state as a filter sees it. Refers to the state.
class EventRow : public filter::Row {
 public:
  explicit EventRow(const State& state, Leniency leniency = {})
      : state_(state), leniency_(leniency) {}

  void Read(size_t field, std::vector<filter::Value>& values) const override;
  bool Call(size_t function, std::span<const filter::Value> arguments) const override;

 private:
  const State& state_;
  Leniency leniency_;
};

}  // namespace oxus::scan
