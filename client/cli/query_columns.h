#pragma once

#include <string>
#include <vector>

#include "client/cli/output.h"
#include "oxus/v1/query_service.pb.h"

namespace oxus::cli {

// What the rows of an aggregate's answer consist of.
struct AnswerColumns {
  std::vector<std::string> groups;
  std::vector<std::string> metrics;
  // Each metric is followed by NAME_previous, NAME_delta and NAME_ratio.
  bool compared = false;
  // There may be rows that hold what `top` cut.
  bool with_other = false;
};

// Of the first part of the answer to `request`.
AnswerColumns ColumnsOfAnswer(const oxus::v1::AggregateRequest& request,
                              const oxus::v1::AggregateResponse& first);

// Whether every row has a value for every column.
bool Fits(const oxus::v1::AggregateResponse& part, const AnswerColumns& columns);

// For programs. With `with_other` the last column, "is_other", tells those rows from a group that
// is called so.
std::vector<Column> PlainColumns(const AnswerColumns& columns);
Row PlainRow(const oxus::v1::AggregateResponse::Row& row, const AnswerColumns& columns);

// For people: short titles where there is one metric, "~" before those of `estimated` metrics. A
// group column is right-aligned when all it holds in `rows` are numbers. The groups of an other row
// are in parentheses.
using AnswerRows = std::vector<oxus::v1::AggregateResponse::Row>;
std::vector<Column> TableColumns(const AnswerColumns& columns, const AnswerRows& rows,
                                 const std::vector<std::string>& estimated);
Row TableRow(const oxus::v1::AggregateResponse::Row& row);

}  // namespace oxus::cli
