#include "server/query/columns/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

#include "storage/columns/aligned_array.h"

namespace oxus::query {
namespace {

using Random = std::mt19937_64;
using storage::AlignedArray;

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
// Around the sizes that vectors have, and both ends of what a caller asks for.
constexpr uint32_t kSizes[] = {0,  1,  2,  7,  8,  9,  15, 16,  17,  31,   32,   33,
                               47, 63, 64, 65, 95, 96, 97, 127, 128, 1000, 4095, 4096};
// What is after the last value of an answer must stay.
constexpr uint8_t kUntouched = 0xa5;

template <typename T>
T AnyValue(Random& random) {
  if constexpr (std::is_same_v<T, double>) {
    const double rare[] = {0.0, -0.0, std::nan(""), std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity()};
    if (random() % 8 == 0) return rare[random() % std::size(rare)];
    return static_cast<double>(static_cast<int64_t>(random() % 2001) - 1000) / 8;
  } else {
    const T rare[] = {0, 1, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(),
                      static_cast<T>(std::numeric_limits<T>::max() - 1)};
    if (random() % 4 == 0) return rare[random() % std::size(rare)];
    return static_cast<T>(random() >> random() % 64);
  }
}

template <typename T>
AlignedArray<T> Values(Random& random, uint32_t count) {
  AlignedArray<T> values(count);
  for (uint32_t i = 0; i < count; ++i) values[i] = AnyValue<T>(random);
  return values;
}

// Some full, some empty, some mixed.
AlignedArray<uint8_t> Mask(Random& random, uint32_t count) {
  AlignedArray<uint8_t> mask(count);
  const uint64_t rarity = random() % 12;
  for (uint32_t i = 0; i < count; ++i) {
    mask[i] = rarity == 0 ? 1 : rarity == 1 ? 0 : random() % rarity == 0;
  }
  return mask;
}

class Kernels : public testing::Test {
 protected:
  Kernels() { RecordProperty("seed", std::to_string(seed_)); }

  template <typename Check>
  void ForEverySize(const Check& check) {
    SCOPED_TRACE(testing::Message() << "seed " << seed_);
    for (const uint32_t size : kSizes) {
      for (int repeat = 0; repeat < 8 && !HasFailure(); ++repeat) {
        SCOPED_TRACE(testing::Message() << size << " values");
        check(size);
      }
    }
  }

  const uint64_t seed_ = std::random_device()();
  Random random_{seed_};
};

template <typename T, typename Bound>
void ExpectInRange(const AlignedArray<T>& values, uint32_t count, Bound low, Bound high) {
  std::vector<uint8_t> out(count + 1, kUntouched);
  kernels::InRange(values.data(), count, low, high, out.data());
  for (uint32_t i = 0; i < count; ++i) {
    const auto value = static_cast<Bound>(values[i]);
    ASSERT_EQ(out[i], low <= value && value <= high ? 1 : 0)
        << "value " << value << " in [" << low << ", " << high << "]";
  }
  EXPECT_EQ(out[count], kUntouched);
}

template <typename T>
class IntegerKernels : public Kernels {};
using IntegerTypes = testing::Types<uint8_t, uint16_t, uint32_t, int64_t>;
TYPED_TEST_SUITE(IntegerKernels, IntegerTypes);

TYPED_TEST(IntegerKernels, FindWhatIsInARange) {
  Random& random = this->random_;
  constexpr int64_t kMax = std::numeric_limits<TypeParam>::max();
  this->ForEverySize([&](uint32_t size) {
    const auto values = Values<TypeParam>(random, size);
    const int64_t ends[] = {kLeast,
                            kLeast + 1,
                            -1,
                            0,
                            1,
                            kMax - 1,
                            kMax,
                            kMax == kMost ? kMost : kMax + 1,
                            kMost,
                            static_cast<int64_t>(AnyValue<TypeParam>(random)),
                            static_cast<int64_t>(AnyValue<TypeParam>(random)),
                            AnyValue<int64_t>(random)};
    for (const int64_t low : ends) {
      for (const int64_t high : ends) ExpectInRange<TypeParam, int64_t>(values, size, low, high);
    }
  });
}

TEST_F(Kernels, FindDoublesInARange) {
  const double kInfinity = std::numeric_limits<double>::infinity();
  ForEverySize([&](uint32_t size) {
    const auto values = Values<double>(random_, size);
    const double ends[] = {-kInfinity, -100, -0.0, 0.0, 0.125, kInfinity, std::nan("")};
    for (const double low : ends) {
      for (const double high : ends) ExpectInRange<double, double>(values, size, low, high);
    }
  });
}

template <typename T>
class CodeKernels : public Kernels {
 protected:
  // Values below the size of a table.
  AlignedArray<T> Codes(uint32_t count, uint32_t table_size) {
    AlignedArray<T> codes(count);
    for (uint32_t i = 0; i < count; ++i) codes[i] = static_cast<T>(this->random_() % table_size);
    return codes;
  }
  uint32_t TableSize() {
    const uint64_t limit = sizeof(T) == 1 ? 256 : sizeof(T) == 2 ? 65'536 : 100'000;
    return this->random_() % 3 == 0 ? static_cast<uint32_t>(limit)
                                    : static_cast<uint32_t>(1 + this->random_() % limit);
  }
  // A value that is absent has a digit of its own.
  static constexpr uint32_t kAbsentDigit = 501;
  // Plain values, through a table, and through one with values that are absent.
  std::vector<kernels::Digits> EveryKind(const std::vector<uint32_t>& locals,
                                         const AlignedArray<uint8_t>& present) {
    return {{}, {locals.data()}, {locals.data(), present.data(), kAbsentDigit}};
  }
  static uint32_t DigitOf(const kernels::Digits& digits, T value, uint32_t index) {
    if (digits.present != nullptr && digits.present[index] == 0) return digits.absent;
    return digits.to_local == nullptr ? value : digits.to_local[value];
  }
  std::vector<uint32_t> Locals(uint32_t table_size) {
    std::vector<uint32_t> locals(table_size);
    for (uint32_t& local : locals) local = static_cast<uint32_t>(this->random_() % 500);
    return locals;
  }
};
using CodeTypes = testing::Types<uint8_t, uint16_t, uint32_t>;
TYPED_TEST_SUITE(CodeKernels, CodeTypes);

TYPED_TEST(CodeKernels, LookUpTables) {
  this->ForEverySize([&](uint32_t size) {
    const uint32_t table_size = this->TableSize();
    const auto codes = this->Codes(size, table_size);
    const auto table = Mask(this->random_, table_size);
    std::vector<uint8_t> out(size + 1, kUntouched);
    kernels::InTable(codes.data(), size, table.data(), out.data());
    for (uint32_t i = 0; i < size; ++i) ASSERT_EQ(out[i], table[codes[i]]);
    EXPECT_EQ(out[size], kUntouched);
  });
}

TYPED_TEST(CodeKernels, SetDigits) {
  this->ForEverySize([&](uint32_t size) {
    const uint32_t table_size = this->TableSize();
    const auto codes = this->Codes(size, table_size);
    const std::vector<uint32_t> locals = this->Locals(table_size);
    const auto present = Mask(this->random_, size);
    for (const kernels::Digits& digits : this->EveryKind(locals, present)) {
      std::vector<uint32_t> cells(size + 1, kUntouched);
      kernels::SetDigit(codes.data(), size, digits, cells.data());
      for (uint32_t i = 0; i < size; ++i) {
        ASSERT_EQ(cells[i], this->DigitOf(digits, codes[i], i));
      }
      EXPECT_EQ(cells[size], kUntouched);
    }
  });
}

TYPED_TEST(CodeKernels, AppendDigits) {
  this->ForEverySize([&](uint32_t size) {
    const uint32_t table_size = this->TableSize();
    const auto codes = this->Codes(size, table_size);
    const std::vector<uint32_t> locals = this->Locals(table_size);
    const auto radix = static_cast<uint32_t>(this->random_() % 600);
    const auto present = Mask(this->random_, size);
    for (const kernels::Digits& digits : this->EveryKind(locals, present)) {
      std::vector<uint32_t> cells(size + 1);
      for (uint32_t& cell : cells) cell = static_cast<uint32_t>(this->random_() % 5'000);
      std::vector<uint32_t> expected = cells;
      for (uint32_t i = 0; i < size; ++i) {
        expected[i] = cells[i] * radix + this->DigitOf(digits, codes[i], i);
      }
      kernels::AppendDigit(codes.data(), size, digits, radix, cells.data());
      EXPECT_EQ(cells, expected);
    }
  });
}

TYPED_TEST(CodeKernels, GatherDigits) {
  this->ForEverySize([&](uint32_t size) {
    const uint32_t table_size = this->TableSize();
    const uint32_t values = 1 + static_cast<uint32_t>(this->random_() % 5'000);
    const auto codes = this->Codes(values, table_size);
    const std::vector<uint32_t> locals = this->Locals(table_size);
    const auto radix = static_cast<uint32_t>(this->random_() % 600);
    std::vector<uint32_t> indexes(size);
    for (uint32_t& index : indexes) index = static_cast<uint32_t>(this->random_() % values);
    const auto present = Mask(this->random_, values);
    for (const kernels::Digits& digits : this->EveryKind(locals, present)) {
      std::vector<uint32_t> cells(size + 1);
      for (uint32_t& cell : cells) cell = static_cast<uint32_t>(this->random_() % 5'000);
      std::vector<uint32_t> expected = cells;
      for (uint32_t i = 0; i < size; ++i) {
        const uint32_t at = indexes[i];
        expected[i] = cells[i] * radix + this->DigitOf(digits, codes[at], at);
      }
      kernels::GatherDigit(codes.data(), indexes.data(), size, digits, radix, cells.data());
      EXPECT_EQ(cells, expected);
      for (uint32_t i = 0; i < size; ++i) {
        expected[i] = this->DigitOf(digits, codes[indexes[i]], indexes[i]);
      }
      kernels::GatherFirst(codes.data(), indexes.data(), size, digits, cells.data());
      EXPECT_EQ(cells, expected);
    }
  });
}

TEST_F(Kernels, CombineMasks) {
  ForEverySize([&](uint32_t size) {
    const auto left = Mask(random_, size);
    const auto right = Mask(random_, size);
    const std::vector<uint8_t> start = [&] {
      std::vector<uint8_t> copy(left.data(), left.data() + size);
      copy.push_back(kUntouched);
      return copy;
    }();
    const auto expect = [&](const std::vector<uint8_t>& found, const auto& formula) {
      for (uint32_t i = 0; i < size; ++i) ASSERT_EQ(found[i], formula(left[i], right[i]) ? 1 : 0);
      EXPECT_EQ(found[size], kUntouched);
    };
    std::vector<uint8_t> mask = start;
    kernels::And(mask.data(), right.data(), size);
    expect(mask, [](bool a, bool b) { return a && b; });
    mask = start;
    kernels::AndNot(mask.data(), right.data(), size);
    expect(mask, [](bool a, bool b) { return a && !b; });
    mask = start;
    kernels::Or(mask.data(), right.data(), size);
    expect(mask, [](bool a, bool b) { return a || b; });
    mask = start;
    kernels::Not(mask.data(), size);
    expect(mask, [](bool a, bool) { return !a; });
  });
}

TEST_F(Kernels, CountAndSelectWhatIsSet) {
  ForEverySize([&](uint32_t size) {
    // Also where hardly any is set, for whole stretches are passed over then.
    const uint64_t one_in = 1 + random_() % 200;
    AlignedArray<uint8_t> mask(size);
    for (uint32_t i = 0; i < size; ++i) mask[i] = random_() % one_in == 0;
    const auto first = static_cast<uint32_t>(random_() % 100'000);
    std::vector<uint32_t> expected;
    for (uint32_t i = 0; i < size; ++i) {
      if (mask[i] == 1) expected.push_back(first + i);
    }
    EXPECT_EQ(kernels::CountSet(mask.data(), size), expected.size());
    std::vector<uint32_t> rows(size + 16);
    rows.resize(kernels::Select(mask.data(), size, rows.data(), first));
    EXPECT_EQ(rows, expected);
  });
}

}  // namespace
}  // namespace oxus::query
