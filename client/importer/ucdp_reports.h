#pragma once

#include <string_view>
#include <vector>

#include "oxus/v1/event.pb.h"

namespace oxus::importer {

// The source fields of a UCDP row.
struct UcdpSourceFields {
  std::string_view office;
  std::string_view date;
  std::string_view original;
  // code_status is "Clear": the record is final, not a candidate.
  bool clear = true;
};

// One report for each office of the list "CNN;BBC" (at most 64, repeats left out), dated when
// there are as many dates as offices, quoting source_original. Without an office the report is
// UCDP's own. Candidate records are credibility POSSIBLY_TRUE. Never empty.
std::vector<oxus::v1::Report> UcdpReports(const UcdpSourceFields& fields);

}  // namespace oxus::importer
