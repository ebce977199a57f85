#include "storage/columns/segment_header.h"

#include <algorithm>

#include "storage/coding.h"
#include "storage/columns/value_stream.h"

namespace oxus::storage {
namespace {

bool IsColumn(uint8_t number) {
  return std::any_of(Columns().begin(), Columns().end(), [number](const ColumnInfo& info) {
    return static_cast<uint8_t>(info.column) == number;
  });
}

void AppendColumn(std::string& out, Column column, const ColumnEntry& entry) {
  out.push_back(static_cast<char>(column));
  out.push_back(static_cast<char>(entry.place));
  out.push_back(entry.zone.any_absent ? 1 : 0);
  AppendVarint(out, ToZigZag(entry.zone.min));
  AppendVarint(out, ToZigZag(entry.zone.max));
  if (entry.place == ColumnPlace::kShared) out.push_back(static_cast<char>(entry.shared_with));
}

bool ReadColumn(ByteReader& in, SegmentHeader& header) {
  const uint8_t number = in.Byte();
  if (!IsColumn(number)) return false;
  ColumnEntry& entry = header.columns[number];
  if (entry.place != ColumnPlace::kNowhere) return false;
  entry.place = static_cast<ColumnPlace>(in.Byte());
  entry.zone.any_set = true;
  entry.zone.any_absent = in.Byte() != 0;
  entry.zone.min = FromZigZag(in.Varint());
  entry.zone.max = FromZigZag(in.Varint());
  if (entry.place == ColumnPlace::kShared) {
    const uint8_t other = in.Byte();
    entry.shared_with = static_cast<Column>(other);
    return in.ok() && IsColumn(other) && header.columns[other].place == ColumnPlace::kBlock;
  }
  return in.ok() && (entry.place == ColumnPlace::kConstant || entry.place == ColumnPlace::kBlock);
}

bool ReadList(ByteReader& in, SegmentHeader& header) {
  const uint8_t number = in.Byte();
  if (number == 0 || number >= kListCount) return false;
  const uint64_t elements = in.Varint();
  header.lists[number] = {ShapePlace::kBlock, static_cast<uint32_t>(elements)};
  return in.ok() && elements <= kSegmentElements;
}

}  // namespace

std::string EncodeHeader(const SegmentHeader& header) {
  std::string out;
  AppendVarint(out, header.rows);
  const auto in_block = [](const ListEntry& list) { return list.place == ShapePlace::kBlock; };
  AppendVarint(out, std::count_if(header.lists.begin(), header.lists.end(), in_block));
  for (size_t list = 1; list < kListCount; ++list) {
    if (!in_block(header.lists[list])) continue;
    out.push_back(static_cast<char>(list));
    AppendVarint(out, header.lists[list].values);
  }
  const auto listed = [](const ColumnEntry& entry) { return entry.place != ColumnPlace::kNowhere; };
  AppendVarint(out, std::count_if(header.columns.begin(), header.columns.end(), listed));
  for (const ColumnInfo& info : Columns()) {
    const ColumnEntry& entry = header.column(info.column);
    if (listed(entry)) AppendColumn(out, info.column, entry);
  }
  return out;
}

std::optional<SegmentHeader> DecodeHeader(std::string_view body) {
  ByteReader in(body);
  SegmentHeader header;
  const uint64_t rows = in.Varint();
  if (rows == 0 || rows > kSegmentRows) return std::nullopt;
  header.rows = static_cast<uint32_t>(rows);
  for (ListEntry& list : header.lists) list.values = header.rows;
  for (uint64_t lists = in.Varint(); lists > 0; --lists) {
    if (!ReadList(in, header)) return std::nullopt;
  }
  for (uint64_t columns = in.Varint(); columns > 0; --columns) {
    if (!ReadColumn(in, header)) return std::nullopt;
  }
  if (!in.ok() || !in.empty()) return std::nullopt;
  return header;
}

}  // namespace oxus::storage
