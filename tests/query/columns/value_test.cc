#include "server/query/columns/value_test.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <limits>
#include <optional>
#include <random>

#include "server/query/field_table.h"
#include "storage/columns/aligned_array.h"

namespace oxus::query {
namespace {

using storage::AlignedArray;
using storage::ColumnData;
using Random = std::mt19937_64;

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr uint32_t kValues = 3'000;

// A column made by hand, with its arrays.
struct MadeColumn {
  ColumnData data;
  storage::Zone zone{.any_set = false, .any_absent = false};
  AlignedArray<uint8_t> values;
  AlignedArray<uint8_t> present;
  AlignedArray<uint32_t> table;
};

template <typename T>
void PutValues(Random& random, uint64_t limit, MadeColumn& column) {
  column.values = AlignedArray<uint8_t>(kValues * sizeof(T));
  T* const values = reinterpret_cast<T*>(column.values.data());
  for (uint32_t i = 0; i < kValues; ++i) {
    values[i] = static_cast<T>(limit == 0 ? random() : random() % limit);
  }
  column.data.values = values;
}

// Stored values below `limit`; 0: any.
void PutStored(Random& random, int width, uint64_t limit, MadeColumn& column) {
  column.data.size = kValues;
  column.data.width = static_cast<uint8_t>(width);
  if (width == 1) PutValues<uint8_t>(random, limit, column);
  if (width == 2) PutValues<uint16_t>(random, limit, column);
  if (width == 4) PutValues<uint32_t>(random, limit, column);
  if (width == 8) PutValues<int64_t>(random, limit, column);
}

void PutPresence(Random& random, MadeColumn& column) {
  column.present = AlignedArray<uint8_t>(kValues);
  for (uint32_t i = 0; i < kValues; ++i) {
    column.present[i] = random() % 3 != 0;
    // Absent values are stored as 0.
    const size_t width = column.data.width;
    if (column.present[i] == 0) std::memset(column.values.data() + i * width, 0, width);
  }
  column.data.present = column.present.data();
}

// Zeroes tell what is absent.
void LetZeroBeAbsent(Random& random, MadeColumn& column) {
  const size_t width = column.data.width;
  for (uint32_t i = 0; i < kValues; ++i) {
    if (random() % 3 == 0) std::memset(column.values.data() + i * width, 0, width);
  }
  column.data.zero_is_absent = true;
}

void FindZone(MadeColumn& column) {
  storage::Zone& zone = column.zone;
  zone.min = kMost;
  zone.max = kLeast;
  for (uint32_t i = 0; i < kValues; ++i) {
    if (!IsSet(column.data, i)) {
      zone.any_absent = true;
      continue;
    }
    zone.any_set = true;
    zone.min = std::min(zone.min, IntegerAt(column.data, i));
    zone.max = std::max(zone.max, IntegerAt(column.data, i));
  }
  if (!zone.any_set) zone = {};
}

MadeColumn Integers(Random& random, int width, int64_t base, bool has_absent, uint64_t limit = 0) {
  MadeColumn column;
  column.data.base = base;
  PutStored(random, width, limit, column);
  const bool zeroes_may_tell = width == 1 || width == 2;
  if (has_absent && zeroes_may_tell && random() % 2 == 0) {
    LetZeroBeAbsent(random, column);
  } else if (has_absent) {
    PutPresence(random, column);
  }
  FindZone(column);
  return column;
}

// Codes of a dictionary of so many texts; as they are when there is no table.
MadeColumn Codes(Random& random, int width, bool has_table, uint32_t dictionary_size) {
  MadeColumn column;
  column.data.is_code = true;
  uint64_t limit = dictionary_size + 1;
  if (width == 1) limit = std::min<uint64_t>(limit, 256);
  if (has_table) {
    limit = width == 0 ? 1 : std::min<uint64_t>(limit, 40);
    column.table = AlignedArray<uint32_t>(limit);
    for (uint32_t i = 0; i < limit; ++i) {
      column.table[i] = static_cast<uint32_t>(i + random() % 2 * (dictionary_size - limit));
    }
    column.data.table = column.table.data();
    column.data.table_size = static_cast<uint32_t>(limit);
  }
  PutStored(random, width, limit, column);
  FindZone(column);
  return column;
}

using Naive = std::function<bool(uint32_t index)>;

// Whole, and in stretches that begin and end anywhere.
void ExpectPasses(const ValueTest& test, Random& random, const Naive& passes) {
  for (int stretch = 0; stretch < 8 && !testing::Test::HasFailure(); ++stretch) {
    const auto first = stretch == 0 ? 0 : static_cast<uint32_t>(random() % kValues);
    const auto count =
        stretch == 0 ? kValues : static_cast<uint32_t>(random() % (kValues - first + 1));
    std::vector<uint8_t> out(count + 1, 0xa5);
    test.Run(first, count, out.data());
    for (uint32_t i = 0; i < count; ++i) {
      ASSERT_EQ(out[i], passes(first + i) ? 1 : 0) << "value " << first + i;
    }
    EXPECT_EQ(out[count], 0xa5);
    // Where somebody is interested: seldom, or often.
    std::vector<uint8_t> interest(count + 64);
    const uint64_t one_in = stretch % 2 == 0 ? 40 : 2;
    for (uint32_t i = 0; i < count; ++i) interest[i] = random() % one_in == 0;
    test.RunWhere(first, count, interest.data(), out.data());
    for (uint32_t i = 0; i < count; ++i) {
      ASSERT_LE(out[i], 1);
      if (interest[i] == 0) continue;
      ASSERT_EQ(out[i], passes(first + i) ? 1 : 0) << "value " << first + i;
    }
    EXPECT_EQ(out[count], 0xa5);
  }
}

constexpr int kWidths[] = {0, 1, 2, 4, 8};

class ValueTests : public testing::Test {
 protected:
  ValueTests() {
    for (uint32_t i = 1; i <= kTexts; ++i) {
      dictionary_.Code(storage::DictionaryColumn::kTag, "tag " + std::to_string(i));
    }
  }

  static constexpr uint32_t kTexts = 900;
  const uint64_t seed_ = std::random_device()();
  const testing::ScopedTrace trace_{__FILE__, __LINE__, testing::Message() << "seed " << seed_};
  Random random_{seed_};
  storage::Dictionary dictionary_;
};

TEST_F(ValueTests, IntegersInARangeAreThoseOneFindsOneByOne) {
  for (const int width : kWidths) {
    for (const int64_t base : {int64_t{0}, int64_t{17}, int64_t{-40'000}, kLeast, kMost - 70'000}) {
      if (base != 0 && (width == 8 || (width == 4 && base > 17))) continue;
      for (const bool has_absent : {false, true, true}) {
        SCOPED_TRACE(testing::Message() << "width " << width << " base " << base);
        const MadeColumn column = Integers(random_, width, base, has_absent);
        const int64_t some = IntegerAt(column.data, static_cast<uint32_t>(random_() % kValues));
        const int64_t ends[] = {kLeast,         kLeast + 1, -1,        0,     1,
                                base,           some,       kMost - 1, kMost, column.zone.max,
                                column.zone.min};
        for (const int64_t low : ends) {
          for (const int64_t high : ends) {
            SCOPED_TRACE(testing::Message() << "[" << low << ", " << high << "]");
            ExpectPasses(*IntegerRangeTest(column.data, low, high), random_, [&](uint32_t i) {
              const int64_t value = IntegerAt(column.data, i);
              return IsSet(column.data, i) && low <= value && value <= high;
            });
          }
        }
      }
    }
  }
}

void ExpectReals(const ColumnData& data, Random& random) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double some = RealAt(data, static_cast<uint32_t>(random() % kValues));
  const double ends[] = {-infinity,
                         -1e9,
                         -0.0,
                         0.0,
                         some,
                         std::nextafter(some, infinity),
                         std::nextafter(some, -infinity),
                         1e9,
                         infinity,
                         std::nan("")};
  for (const double low : ends) {
    for (const double high : ends) {
      SCOPED_TRACE(testing::Message() << "[" << low << ", " << high << "]");
      ExpectPasses(*RealRangeTest(data, low, high), random, [&](uint32_t i) {
        const double value = RealAt(data, i);
        return IsSet(data, i) && low <= value && value <= high;
      });
    }
  }
}

TEST_F(ValueTests, DecimalsInARangeAreThoseOneFindsOneByOne) {
  for (const int width : kWidths) {
    for (const int64_t base : {0, 123, -1'800'000'000}) {
      for (const bool has_absent : {false, true}) {
        SCOPED_TRACE(testing::Message() << "width " << width << " base " << base);
        MadeColumn column =
            Integers(random_, width, base, has_absent, width < 4 ? 0 : uint64_t{3'600'000'000});
        column.data.is_decimal = true;
        ExpectReals(column.data, random_);
      }
    }
  }
}

TEST_F(ValueTests, DoublesInARangeAreThoseOneFindsOneByOne) {
  for (const int width : {0, 8}) {
    for (const bool has_absent : {false, true}) {
      SCOPED_TRACE(testing::Message() << "width " << width);
      MadeColumn column;
      PutStored(random_, width, 0, column);
      column.data.is_real = true;
      if (width == 8) {
        auto* const values = reinterpret_cast<double*>(column.values.data());
        for (uint32_t i = 0; i < kValues; ++i) {
          values[i] = std::uniform_real_distribution<>(-180, 180)(random_);
        }
        values[1] = std::nan("");
        values[2] = -0.0;
      }
      if (has_absent) PutPresence(random_, column);
      ExpectReals(column.data, random_);
    }
  }
}

// Judges a text or a number by a hash of it; nothing at all as asked for.
SymbolTest::Judge JudgeBy(uint64_t salt, bool nothing_passes) {
  return [salt, nothing_passes](const OptionalValue& value) {
    if (!value) return nothing_passes;
    const size_t hash = std::hash<std::string>()(std::get<std::string>(*value));
    return (hash ^ salt) % 3 == 0;
  };
}

TEST_F(ValueTests, SymbolsOfCodesAreJudgedByTheirTexts) {
  const QueryField& tag = Fields()[*FindField("tag")];
  for (const int width : {0, 1, 2, 4}) {
    for (const bool has_table : {true, false}) {
      for (const bool nothing_passes : {true, false}) {
        SCOPED_TRACE(testing::Message() << "width " << width << " table " << has_table);
        const MadeColumn column = Codes(random_, width, has_table, kTexts);
        const auto judge = JudgeBy(random_(), nothing_passes);
        const auto symbols = std::make_shared<SymbolTest>(tag, dictionary_, judge);
        ExpectPasses(*SymbolsTest(column.data, symbols, column.zone), random_, [&](uint32_t i) {
          return judge(tag.symbol(dictionary_, IntegerAt(column.data, i)));
        });
      }
    }
  }
}

TEST_F(ValueTests, TheOneSymbolThatPassesIsFound) {
  const QueryField& tag = Fields()[*FindField("tag")];
  for (const int width : {0, 1, 2, 4}) {
    for (const bool has_table : {true, false}) {
      const MadeColumn column = Codes(random_, width, has_table, kTexts);
      const int64_t some = IntegerAt(column.data, 5);
      for (const int64_t only : {int64_t{0}, some, int64_t{kTexts}, int64_t{kTexts} + 5}) {
        SCOPED_TRACE(testing::Message()
                     << "width " << width << " table " << has_table << " only " << only);
        const auto symbols = std::make_shared<SymbolTest>(tag, dictionary_, only);
        ExpectPasses(*SymbolsTest(column.data, symbols, column.zone), random_,
                     [&](uint32_t i) { return IntegerAt(column.data, i) == only; });
      }
    }
  }
}

TEST_F(ValueTests, SymbolsOfIntegersAreJudgedAndAbsentOnesAsZero) {
  const QueryField& contested = Fields()[*FindField("contested")];
  for (const int width : kWidths) {
    for (const int64_t base : {0, 1, -3}) {
      for (const bool has_absent : {false, true, true}) {
        for (const bool wanted : {false, true}) {
          SCOPED_TRACE(testing::Message() << "width " << width << " base " << base << " absent "
                                          << has_absent << " wanted " << wanted);
          const MadeColumn column = Integers(random_, width, base, has_absent, 3);
          const auto symbols = std::make_shared<SymbolTest>(
              contested, dictionary_,
              [wanted](const OptionalValue& value) { return value == filter::Value(wanted); });
          ExpectPasses(*SymbolsTest(column.data, symbols, column.zone), random_, [&](uint32_t i) {
            const bool is_true = IsSet(column.data, i) && IntegerAt(column.data, i) != 0;
            return is_true == wanted;
          });
        }
      }
    }
  }
}

TEST_F(ValueTests, PresenceIsBeingSet) {
  for (const int width : kWidths) {
    for (const bool has_absent : {false, true}) {
      const MadeColumn column = Integers(random_, width, -5, has_absent);
      ExpectPasses(*PresenceTest(column.data, false), random_,
                   [&](uint32_t i) { return IsSet(column.data, i); });
    }
  }
  for (const int width : {0, 1, 2, 4}) {
    for (const bool has_table : {true, false}) {
      if (width == 4 && has_table) continue;
      const MadeColumn column = Codes(random_, width, has_table, kTexts);
      ExpectPasses(*PresenceTest(column.data, true), random_,
                   [&](uint32_t i) { return IsSet(column.data, i); });
    }
  }
}

}  // namespace
}  // namespace oxus::query
