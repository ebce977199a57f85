#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "server/query/columns/symbol_test.h"
#include "storage/columns/column_data.h"

namespace oxus::query {

// A question about single values, tied to one column of one segment. Values are numbered as in
// ColumnData: by row or by element. One thread; the column must outlive it.
class ValueTest {
 public:
  virtual ~ValueTest() = default;
  // out[i] = whether value first + i passes, 0 or 1.
  virtual void Run(uint32_t first, uint32_t count, uint8_t* out) const = 0;
  // The same where interest[i] is 1; elsewhere 0 or 1.
  virtual void RunWhere(uint32_t first, uint32_t count, const uint8_t* /*interest*/,
                        uint8_t* out) const {
    Run(first, count, out);
  }
};

// Whole numbers in [low, high]; absent ones do not pass.
std::unique_ptr<ValueTest> IntegerRangeTest(const storage::ColumnData& data, int64_t low,
                                            int64_t high);
// Doubles in [low, high]; absent ones do not pass.
std::unique_ptr<ValueTest> RealRangeTest(const storage::ColumnData& data, double low, double high);
// Numbers that stand for something that passes; absent ones are judged as 0. `zone` bounds the
// integers that are set.
std::unique_ptr<ValueTest> SymbolsTest(const storage::ColumnData& data,
                                       std::shared_ptr<const SymbolTest> symbols,
                                       const storage::Zone& zone);
// Values that are set. Codes: not 0.
std::unique_ptr<ValueTest> PresenceTest(const storage::ColumnData& data, bool is_code);

}  // namespace oxus::query
