#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "storage/columns/row_draft.h"
#include "storage/columns/tail.h"

namespace oxus::bench {

struct SyntheticRow {
  storage::RowHead head;
  std::vector<storage::Cell> cells;
};

// Rows as a feed of incidents and, every fourth, diplomatic contacts gives them: a month in about
// the order of time, names by Zipf's law, coordinates with four decimals that never repeat, one to
// three reports. What a producer leaves out is absent as often.
class SyntheticRows {
 public:
  explicit SyntheticRows(uint64_t seed) : random_(seed) {}

  SyntheticRow Next();

 private:
  int64_t Between(int64_t low, int64_t high);
  bool Happens(int percent) { return Between(1, 100) <= percent; }
  // 1..count; few of them are frequent.
  uint32_t Zipf(uint32_t count);

  void Integer(storage::Column column, int64_t value);
  void Real(storage::Column column, double value);
  void Code(storage::Column column, uint32_t code);
  void Begin(storage::List list);
  void AddTime();
  void AddPlace();
  void AddIncident();
  void AddContact();
  void AddCount(storage::Column low);
  void AddParticipants();
  void AddReports();
  void AddOther();

  std::mt19937_64 random_;
  std::vector<storage::Cell> cells_;
  int64_t row_ = 0;
  int64_t day_ = 0;
};

}  // namespace oxus::bench
