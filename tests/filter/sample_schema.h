#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "server/filter/schema.h"

namespace oxus::filter {

// A schema with a field of every sort: an enumeration (kind), a normalised code (country), free
// texts (source, tag with several values), whole numbers (killed), numbers (score), booleans
// (contested), local time (occurred), UTC (received) and an enumeration whose first four words are
// in order (precision). With functions of every type of parameter, and of none.
const Schema& SampleSchema();

// A row whose values are given by field name; a name that is not there is absent. "point" holds
// latitude and longitude.
class SampleRow : public Row {
 public:
  explicit SampleRow(std::map<std::string, std::vector<Value>> values)
      : values_(std::move(values)) {}

  void Read(size_t field, std::vector<Value>& values) const override;

  // within_km(lat, lon, km): latitude and longitude of the values "point" differ by `km` degrees
  // in all. mentions(text): a tag contains the text, which is lower case. killed_between(low,
  // high) includes both. stored(since, contested): received no earlier, and contested as said.
  // undated(): occurred is absent. source(text): the one source is the text.
  bool Call(size_t function, std::span<const Value> arguments) const override;

 private:
  const std::vector<Value>& ValuesOf(const std::string& name) const;
  bool Within(double lat, double lon, double km) const;
  bool Mentions(const std::string& text) const;
  bool AnyBetween(const std::string& name, int64_t low, int64_t high) const;

  std::map<std::string, std::vector<Value>> values_;
};

}  // namespace oxus::filter
