#pragma once

#include <string>

#include "absl/status/status.h"
#include "oxus/v1/query_service.pb.h"
#include "server/query/finish.h"

namespace oxus::test {

// Columns, rows and total_groups of the answer that MakeAnswer makes.
inline absl::Status WriteAnswer(const query::AggregatePlan& plan, query::GroupedResult& now,
                                query::GroupedResult* before, v1::AggregateResponse* response) {
  auto answer = query::MakeAnswer(plan, now, before, nullptr);
  if (!answer.ok()) return answer.status();
  answer->WriteColumns(response);
  std::string rows;
  for (size_t row = 0; row < answer->row_count(); ++row) answer->AppendRow(row, &rows);
  if (!response->MergeFromString(rows)) return absl::InternalError("the rows do not parse");
  response->set_total_groups(answer->total_groups());
  return absl::OkStatus();
}

}  // namespace oxus::test
