// What columns cost: adding rows to a tail, sealing it, its bytes on disk and the time until they
// are arrays again. One thread; not a test.
#include <time.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bench/synthetic_rows.h"
#include "fmt/format.h"
#include "storage/columns/sealed_segment.h"

namespace {

using oxus::bench::SyntheticRow;
using oxus::bench::SyntheticRows;
using oxus::storage::BlockId;
using oxus::storage::Column;
using oxus::storage::ColumnCache;
using oxus::storage::ColumnInfo;
using oxus::storage::EncodedSegment;
using oxus::storage::kListCount;
using oxus::storage::kSegmentRows;
using oxus::storage::List;
using oxus::storage::SealedSegment;
using oxus::storage::Tail;

// Of this thread, so that a busy machine disturbs little.
double CpuNs() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// The median of seven runs.
double MedianNs(const std::function<void()>& once) {
  std::vector<double> runs;
  for (int run = 0; run < 7; ++run) {
    const double begin = CpuNs();
    once();
    runs.push_back(CpuNs() - begin);
  }
  std::nth_element(runs.begin(), runs.begin() + 3, runs.end());
  return runs[3];
}

std::vector<SyntheticRow> MakeRows() {
  SyntheticRows source(1);
  std::vector<SyntheticRow> rows;
  for (uint32_t row = 0; row < kSegmentRows; ++row) rows.push_back(source.Next());
  return rows;
}

// From the first `kinds` rows over and over, so that what is measured need not fetch them.
std::unique_ptr<Tail> Fill(const std::vector<SyntheticRow>& rows, size_t kinds) {
  auto tail = std::make_unique<Tail>(1, kSegmentRows);
  for (size_t i = 0; i < rows.size(); ++i) {
    const SyntheticRow& row = rows[i % kinds];
    if (tail->HasRoom(row.cells)) tail->Append(row.head, row.cells);
  }
  return tail;
}

class Blocks {
 public:
  explicit Blocks(const EncodedSegment& encoded) {
    for (const auto& [block, bytes] : encoded.blocks) bytes_[block] = bytes;
  }
  // With a cache that keeps nothing, so that every load decodes.
  std::shared_ptr<SealedSegment> Open() {
    return *SealedSegment::Open(1, bytes_.at(oxus::storage::kHeaderBlock),
                                {reader_, cache_, damage_});
  }
  size_t size(BlockId block) const {
    const auto it = bytes_.find(block);
    return it == bytes_.end() ? 0 : it->second.size();
  }

 private:
  std::map<BlockId, std::string> bytes_;
  ColumnCache cache_{0};
  oxus::storage::DamageList damage_;
  const SealedSegment::BlockReader reader_ = [this](uint64_t, BlockId block) {
    return absl::StatusOr<std::string>(bytes_.at(block));
  };
};

void PrintColumns(Blocks& blocks, double* all_ns) {
  const auto segment = blocks.Open();
  fmt::print("\n{:<24}{:>12}{:>14}{:>8}\n", "column", "bytes/row", "decode, us", "width");
  for (const ColumnInfo& info : oxus::storage::Columns()) {
    const size_t bytes = blocks.size(static_cast<BlockId>(info.column));
    if (bytes == 0) continue;
    const double ns = MedianNs([&] { (void)segment->Load(info.column); });
    *all_ns += ns;
    fmt::print("{:<24}{:>12.2f}{:>14.0f}{:>8}\n", info.name,
               static_cast<double>(bytes) / kSegmentRows, ns / 1e3,
               (*segment->Load(info.column))->width);
  }
  for (size_t list = 1; list < kListCount; ++list) {
    const size_t bytes = blocks.size(static_cast<BlockId>(128 + list));
    if (bytes == 0) continue;
    const double ns = MedianNs([&] { (void)segment->LoadShape(static_cast<List>(list)); });
    *all_ns += ns;
    fmt::print("{:<24}{:>12.2f}{:>14.0f}\n", fmt::format("lengths of list {}", list),
               static_cast<double>(bytes) / kSegmentRows, ns / 1e3);
  }
}

}  // namespace

int main() {
  const std::vector<SyntheticRow> rows = MakeRows();
  size_t cells = 0;
  for (const SyntheticRow& row : rows) cells += row.cells.size();
  fmt::print("{} rows, {:.1f} cells a row\n", rows.size(),
             static_cast<double>(cells) / static_cast<double>(rows.size()));

  std::unique_ptr<Tail> tail;
  const double append_ns = MedianNs([&] { tail = Fill(rows, 500); });
  tail = Fill(rows, rows.size());
  fmt::print("{:<24}{:>10.0f} ns/row\n", "append", append_ns / kSegmentRows);
  fmt::print("{:<24}{:>10.0f} bytes/row\n", "tail", 1.0 * tail->bytes() / kSegmentRows);

  EncodedSegment encoded;
  const double seal_ns = MedianNs([&] { encoded = EncodeSegment(*tail, tail->rows()); });
  size_t bytes = 0;
  for (const auto& [block, block_bytes] : encoded.blocks) bytes += block_bytes.size();
  fmt::print("{:<24}{:>10.1f} ms, {:.0f} ns/row\n", "seal", seal_ns / 1e6, seal_ns / kSegmentRows);
  fmt::print("{:<24}{:>10.1f} bytes/row in {} blocks\n", "on disk", 1.0 * bytes / kSegmentRows,
             encoded.blocks.size());

  Blocks blocks(encoded);
  double all_ns = 0;
  PrintColumns(blocks, &all_ns);
  fmt::print("\n{:<24}{:>10.1f} ms\n", "decode all", all_ns / 1e6);
}
