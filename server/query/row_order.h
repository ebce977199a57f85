#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "server/query/request_error.h"

namespace oxus::query {

// The columns of an aggregate's answer.
struct AnswerColumns {
  std::vector<std::string> group;
  std::vector<std::string> metrics;
  bool has_bucket = false;
};

struct SortKey {
  bool is_metric = false;
  // Into AnswerColumns::group or metrics.
  size_t column = 0;
  bool descending = false;
};

// The order that `order_by` asks for, completed by the group columns ascending, so that no two
// groups tie. Empty: the bucket, the first metric descending, the group columns. A part that is
// no column of the answer, or is named twice, is a fault in "order_by".
std::vector<SortKey> ParseRowOrder(std::string_view order_by, const AnswerColumns& columns,
                                   RequestFaults& faults);

}  // namespace oxus::query
