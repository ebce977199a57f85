#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "oxus/v1/event.pb.h"
#include "server/filter/schema.h"
#include "server/query/query_field.h"
#include "storage/columns/column.h"
#include "storage/columns/row_draft.h"
#include "storage/dictionary.h"

namespace oxus::test {

// One event read through the fields of the field table from the columns it is projected to, one
// value at a time. Refers to the event, which must outlive it.
class ProjectedRow : public filter::Row {
 public:
  static constexpr int64_t kSequence = 42;
  static constexpr int64_t kReceivedMs = 1'764'000'000'000;
  static constexpr char kPrincipal[] = "monitor";

  // Quarantined, of kSequence, received at kReceivedMs from kPrincipal.
  explicit ProjectedRow(const v1::Event& event);

  void Read(size_t field, std::vector<filter::Value>& values) const override;
  std::vector<filter::Value> Read(const query::QueryField& field) const;

 private:
  void Take(const storage::Cell& cell);
  const std::vector<int64_t>& IntegersOf(storage::Column column) const;
  int64_t IntegerOf(storage::Column column) const { return IntegersOf(column).at(0); }
  int64_t StartMs() const;

  const v1::Event& event_;
  storage::Dictionary dictionary_;
  // What the row has of each column, the elements of lists in order.
  std::map<storage::Column, std::vector<int64_t>> integers_;
  std::map<storage::Column, double> reals_;
};

}  // namespace oxus::test
