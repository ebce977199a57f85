#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "server/filter/schema.h"

namespace oxus::filter {

// A schema with a field of every sort: an enumeration (kind), a normalised code (country), free
// texts (source, tag with several values), whole numbers (killed), numbers (score), booleans
// (contested), local time (occurred) and UTC (received).
const Schema& SampleSchema();

// A row whose values are given by field name; a name that is not there is absent.
class SampleRow : public Row {
 public:
  explicit SampleRow(std::map<std::string, std::vector<Value>> values)
      : values_(std::move(values)) {}

  void Read(size_t field, std::vector<Value>& values) const override;

 private:
  std::map<std::string, std::vector<Value>> values_;
};

}  // namespace oxus::filter
