#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "absl/container/flat_hash_map.h"
#include "storage/coding.h"
#include "storage/columns/byte_planes.h"
#include "storage/columns/column_block.h"
#include "storage/columns/value_stream.h"

namespace oxus::storage {
namespace {

// Indexes of so many take a byte.
constexpr size_t kIntegerTableLimit = 256;
// Indexes of so many take two.
constexpr size_t kCodeTableLimit = 65'536;

// What decoding makes of the numbers.
struct Shown {
  int width = 0;
  int64_t base = 0;
};

Shown ShownAs(int64_t min, int64_t max) {
  const int spread = WidthFor(static_cast<uint64_t>(max) - static_cast<uint64_t>(min));
  if (spread == 8) return {8, 0};
  if (min >= 0 && WidthFor(static_cast<uint64_t>(max)) == spread) return {spread, 0};
  return {spread, min};
}

void AppendShown(std::string& out, const Shown& shown) {
  out.push_back(static_cast<char>(shown.width));
  AppendVarint(out, ToZigZag(shown.base));
}

// Distinct numbers in ascending order; nothing when there are more than `limit`.
std::optional<std::vector<int64_t>> Distinct(const std::vector<int64_t>& values, size_t limit) {
  absl::flat_hash_map<int64_t, bool> seen;
  for (const int64_t value : values) {
    if (seen.try_emplace(value, true).second && seen.size() > limit) return std::nullopt;
  }
  std::vector<int64_t> table;
  table.reserve(seen.size());
  for (const auto& [value, unused] : seen) table.push_back(value);
  std::sort(table.begin(), table.end());
  return table;
}

void AppendTable(std::string& out, const std::vector<int64_t>& table) {
  AppendVarint(out, table.size());
  int64_t previous = 0;
  for (const int64_t value : table) {
    AppendVarint(out, ToZigZag(static_cast<int64_t>(static_cast<uint64_t>(value) -
                                                    static_cast<uint64_t>(previous))));
    previous = value;
  }
}

std::vector<uint64_t> Indexes(const std::vector<int64_t>& values,
                              const std::vector<int64_t>& table) {
  absl::flat_hash_map<int64_t, uint32_t> index_of;
  index_of.reserve(table.size());
  for (const int64_t value : table) index_of.emplace(value, static_cast<uint32_t>(index_of.size()));
  std::vector<uint64_t> indexes(values.size());
  for (size_t i = 0; i < values.size(); ++i) indexes[i] = index_of.find(values[i])->second;
  return indexes;
}

// The numbers less the smallest, divided by what divides all of them.
struct Reduced {
  int64_t min = 0;
  uint64_t factor = 1;
  std::vector<uint64_t> values;
};

Reduced Reduce(const std::vector<int64_t>& values) {
  Reduced reduced;
  reduced.min = *std::min_element(values.begin(), values.end());
  reduced.values.resize(values.size());
  uint64_t factor = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    const uint64_t value = static_cast<uint64_t>(values[i]) - static_cast<uint64_t>(reduced.min);
    reduced.values[i] = value;
    if (factor == 0 || (factor != 1 && value % factor != 0)) factor = std::gcd(factor, value);
  }
  reduced.factor = std::max<uint64_t>(1, factor);
  if (reduced.factor > 1) {
    for (uint64_t& value : reduced.values) value /= reduced.factor;
  }
  return reduced;
}

std::string Offsets(const Reduced& reduced) {
  std::string out(1, static_cast<char>(Encoding::kOffset));
  AppendVarint(out, ToZigZag(reduced.min));
  AppendVarint(out, reduced.factor);
  AppendStream(out, reduced.values);
  return out;
}

std::string Deltas(const Reduced& reduced) {
  std::string out(1, static_cast<char>(Encoding::kDelta));
  AppendVarint(out, ToZigZag(reduced.min));
  AppendVarint(out, reduced.factor);
  std::vector<uint64_t> deltas(reduced.values.size());
  uint64_t previous = 0;
  for (size_t i = 0; i < deltas.size(); ++i) {
    deltas[i] = ToZigZag(static_cast<int64_t>(reduced.values[i] - previous));
    previous = reduced.values[i];
  }
  AppendStream(out, deltas);
  return out;
}

std::string Table(const std::vector<int64_t>& values, const std::vector<int64_t>& table) {
  std::string out(1, static_cast<char>(Encoding::kTable));
  AppendTable(out, table);
  AppendStream(out, Indexes(values, table));
  return out;
}

// Tries what may help and keeps what is shortest; of two alike the one that is faster to decode.
std::string Shortest(const std::vector<int64_t>& values) {
  const Reduced reduced = Reduce(values);
  std::string best = Offsets(reduced);
  const uint64_t max = *std::max_element(reduced.values.begin(), reduced.values.end());
  if (BytesFor(max) < 2) return best;
  if (std::string deltas = Deltas(reduced); deltas.size() < best.size()) best = std::move(deltas);
  if (const auto table = Distinct(values, kIntegerTableLimit)) {
    if (std::string other = Table(values, *table); other.size() < best.size()) {
      best = std::move(other);
    }
  }
  return best;
}

void AppendHead(std::string& out, Content content, const PlainColumn& column) {
  out.push_back(static_cast<char>(content));
  AppendVarint(out, column.size);
  out.push_back(column.present.empty() ? 0 : 1);
  if (column.present.empty()) return;
  std::vector<uint8_t> bits((column.size + 7) / 8);
  for (uint32_t i = 0; i < column.size; ++i) bits[i / 8] |= column.present[i] << i % 8;
  AppendPlane(out, bits);
}

std::string EncodeIntegers(Content content, const PlainColumn& column,
                           const std::vector<int64_t>& values) {
  std::string out;
  AppendHead(out, content, column);
  const auto [min, max] = std::minmax_element(values.begin(), values.end());
  AppendShown(out, ShownAs(*min, *max));
  return out + Shortest(values);
}

std::string EncodeCodes(const PlainColumn& column) {
  std::string out;
  AppendHead(out, Content::kCodes, column);
  const auto table = Distinct(column.values, kCodeTableLimit);
  // A table that is about as long as what it is for saves nothing.
  const bool helps = table && (table->size() <= 256 || table->size() * 2 <= column.size);
  if (!helps) {
    AppendShown(out, {4, 0});
    return out + Shortest(column.values);
  }
  AppendShown(out, {WidthFor(table->size() - 1), 0});
  return out + Table(column.values, *table);
}

std::string EncodeDoubles(const PlainColumn& column) {
  if (const auto decimals = ToDecimals(column.values)) {
    return EncodeIntegers(Content::kDecimals, column, *decimals);
  }
  std::string out;
  AppendHead(out, Content::kDoubles, column);
  AppendShown(out, {8, 0});
  return out + Shortest(column.values);
}

}  // namespace

std::optional<std::vector<int64_t>> ToDecimals(const std::vector<int64_t>& bits) {
  std::vector<int64_t> decimals(bits.size());
  constexpr double kLimit = std::numeric_limits<int32_t>::max();
  for (size_t i = 0; i < bits.size(); ++i) {
    const double scaled = std::bit_cast<double>(bits[i]) * kDecimalUnits;
    // Also false for what is not a number.
    if (!(scaled >= -kLimit && scaled <= kLimit)) return std::nullopt;
    decimals[i] = std::llround(scaled);
    const double back = static_cast<double>(decimals[i]) / kDecimalUnits;
    if (std::bit_cast<int64_t>(back) != bits[i]) return std::nullopt;
  }
  return decimals;
}

std::string EncodeColumnBlock(const PlainColumn& column) {
  switch (column.type) {
    case ColumnType::kCode:
      return EncodeCodes(column);
    case ColumnType::kReal:
      return EncodeDoubles(column);
    case ColumnType::kInteger:
      break;
  }
  return EncodeIntegers(Content::kIntegers, column, column.values);
}

}  // namespace oxus::storage
