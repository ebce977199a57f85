#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "oxus/v1/query_service.pb.h"

namespace oxus::test {

// A second, naive account of what queries should answer, which shares no code with the engine:
// facts are plain structs, the whole history is replayed for each question, and the calendar is
// that of the C library.

struct FactFigure {
  std::optional<int64_t> low, best, high;
};

struct FactCasualty {
  std::string nationality;
  std::string role;  // "" is unknown
  FactFigure killed, injured;
};

struct FactReport {
  std::string source;
  std::string origin;
  bool denies = false;
};

struct Fact {
  std::string id;
  bool is_incident = true;
  std::string type;
  std::string country;
  std::string admin1;
  bool region_known = true;
  int64_t start_ms = 0;
  int offset_min = 0;
  std::optional<int64_t> end_ms;
  // Length in days that the precision stands for.
  int unit_days = 1;
  std::vector<std::string> initiators, targets;
  std::vector<FactCasualty> casualties;
  std::vector<FactReport> reports;
  std::string modality = "ACTUAL";
  std::string duplicate_of;  // id, or ""
  bool quarantined = false;
};

// One record of the log.
struct Step {
  enum class Kind { kTell, kWithdraw, kAttach };
  Kind kind = Kind::kTell;
  Fact fact;          // kTell
  std::string id;     // the others
  FactReport report;  // kAttach
};

struct Question {
  std::vector<std::string> group_by;
  std::string bucket;                       // "", "day", ...
  std::optional<std::string> since, until;  // "2025-11-30"
  std::vector<std::string> modalities;
  bool include_duplicates = false;
  uint64_t as_of = 0;
  bool (*matches)(const Fact& fact) = nullptr;
};

// "key | key" to "events killed_low killed killed_high injured reports origins".
struct Recount {
  std::map<std::string, std::string> groups;
  uint64_t included = 0, retracted = 0, superseded = 0, planned = 0, duplicates = 0;
  uint64_t time_imprecise = 0, quarantined_included = 0;
  // Ids that a list of the same question shows, in order of the log, whatever their modality.
  std::vector<std::string> listed;
};

Recount Answer(const std::vector<Step>& history, const Question& question);

}  // namespace oxus::test
