#include "tests/query/same_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "google/protobuf/util/message_differencer.h"
#include "tests/query/answer_text.h"

namespace oxus::test {
namespace {

using google::protobuf::util::MessageDifferencer;
using Row = v1::AggregateResponse::Row;

double NumberOf(const v1::Value& value) {
  return value.kind_case() == v1::Value::kInteger ? static_cast<double>(value.integer())
                                                  : value.number();
}

bool IsNumber(const v1::Value& value) {
  return value.kind_case() == v1::Value::kInteger || value.kind_case() == v1::Value::kNumber;
}

bool AreSame(const v1::Value& a, const v1::Value& b, bool exactly) {
  if (exactly || !IsNumber(a) || !IsNumber(b)) return MessageDifferencer::Equals(a, b);
  const double larger = std::max(std::abs(NumberOf(a)), std::abs(NumberOf(b)));
  return std::abs(NumberOf(a) - NumberOf(b)) <= 1e-9 * std::max(larger, 1.0);
}

bool AreSame(const Row& a, const Row& b, bool exactly) {
  bool same = a.is_other() == b.is_other() && a.group_size() == b.group_size() &&
              a.metrics_size() == b.metrics_size();
  for (int i = 0; same && i < a.group_size(); ++i) same = AreSame(a.group(i), b.group(i), true);
  for (int i = 0; same && i < a.metrics_size(); ++i) {
    same = AreSame(a.metrics(i), b.metrics(i), exactly);
  }
  return same;
}

std::string TextOf(const Row& row) {
  std::string text;
  for (const auto& value : row.group()) text += ValueText(value) + " | ";
  for (const auto& value : row.metrics()) text += ValueText(value) + " ";
  return text + (row.is_other() ? "(other)" : "");
}

std::string TextOf(const v1::AggregateResponse& answer) {
  constexpr int kMostRows = 20;
  std::string text;
  for (int i = 0; i < std::min(answer.rows_size(), kMostRows); ++i) {
    text += TextOf(answer.rows(i)) + "\n";
  }
  return text + answer.footnote().ShortDebugString() + "\n";
}

std::vector<Row> RowsOf(const v1::AggregateResponse& answer, bool by_key) {
  std::vector<Row> rows(answer.rows().begin(), answer.rows().end());
  const auto key_of = [](const Row& row) {
    std::string key;
    for (const auto& value : row.group()) key += value.SerializeAsString() + "|";
    return key;
  };
  if (by_key) {
    std::sort(rows.begin(), rows.end(),
              [&](const Row& a, const Row& b) { return key_of(a) < key_of(b); });
  }
  return rows;
}

// What is compared apart from the rows.
v1::AggregateResponse HeadOf(const v1::AggregateResponse& answer) {
  v1::AggregateResponse head = answer;
  head.clear_rows();
  v1::Footnote& footnote = *head.mutable_footnote();
  footnote.clear_rows_scanned();
  footnote.clear_elapsed_us();
  footnote.clear_segments_scanned();
  footnote.clear_segments_skipped();
  footnote.clear_segments_cached();
  return head;
}

}  // namespace

std::string DifferenceOf(const v1::AggregateRequest& request, const v1::AggregateResponse& expected,
                         const v1::AggregateResponse& actual) {
  std::string difference;
  MessageDifferencer heads;
  heads.ReportDifferencesToString(&difference);
  if (!heads.Compare(HeadOf(expected), HeadOf(actual))) {
    return difference + "\nexpected:\n" + TextOf(expected) + "\ngot:\n" + TextOf(actual);
  }
  const bool is_spread = request.imprecise() == v1::IMPRECISE_TIMES_SPREAD;
  const std::vector<Row> wanted = RowsOf(expected, is_spread);
  const std::vector<Row> found = RowsOf(actual, is_spread);
  for (size_t i = 0; i < std::max(wanted.size(), found.size()); ++i) {
    if (i < wanted.size() && i < found.size() && AreSame(wanted[i], found[i], !is_spread)) continue;
    return fmt::format("row {} of {}: expected {}, got {}", i, wanted.size(),
                       i < wanted.size() ? TextOf(wanted[i]) : "none",
                       i < found.size() ? TextOf(found[i]) : "none");
  }
  return "";
}

}  // namespace oxus::test
