#pragma once

#include "oxus/v1/query_service.pb.h"
#include "tests/query/scan/groups.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/question.h"

namespace oxus::scan {

// The groups of a question, before they are finished, and its footnote: what was counted, and
// what was left out for which reason.
struct Recount {
  Groups groups;
  v1::Footnote footnote;
  // Something counted in parts.
  bool in_parts = false;
};

Recount Count(const History& history, const Question& question);

}  // namespace oxus::scan
