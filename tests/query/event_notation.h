#pragma once

#include <string>
#include <vector>

#include "oxus/v1/event.pb.h"

namespace oxus::test {

// Splits a line at blanks; blanks between double quotes do not split, and the quotes are left out.
// A single quote works the same.
std::vector<std::string> SplitWords(const std::string& line);

// An event in the notation of tests/cases/README.md: its id, then NAME=VALUE words. Its producer is
// "case". Throws std::runtime_error for a word that means nothing.
struct NotedEvent {
  v1::Event event;
  bool quarantined = false;
};
NotedEvent ParseEvent(const std::vector<std::string>& words);

// "SOURCE", "SOURCE/C3" or "SOURCE/C3/DENIES"; the grade may be empty.
v1::Report ParseReport(const std::string& text);

v1::EventKey CaseKey(const std::string& id);

}  // namespace oxus::test
