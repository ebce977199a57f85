#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/columns/column_cache.h"
#include "storage/columns/damage_list.h"
#include "storage/columns/segment.h"

namespace oxus::storage {

struct SegmentHeader;
class Tail;

// A block holds a column, or the shape of a list; its number is part of its key on disk. Block 0
// is the header: version, row count, the zone of every column. docs/storage_format.md.
using BlockId = uint8_t;
inline constexpr BlockId kHeaderBlock = 0;

struct EncodedSegment {
  uint64_t first_sequence = 0;
  uint32_t rows = 0;
  // Header included. A column that is absent in all rows, or the same in all, has no block.
  std::vector<std::pair<BlockId, std::string>> blocks;
  // What the header block says.
  std::shared_ptr<const SegmentHeader> header;
};

// Encodes the first `rows` of a tail at the narrowest widths, compressed where that pays.
EncodedSegment EncodeSegment(const Tail& tail, uint32_t rows);

// A segment on disk.
class SealedSegment final : public Segment {
 public:
  // Reads one block of the segment that begins at a sequence. BlockDamage when it is missing or
  // cannot be read. Any thread.
  using BlockReader =
      std::function<absl::StatusOr<std::string>(uint64_t first_sequence, BlockId block)>;

  // Where a segment gets its blocks, keeps them, and notes those that are damaged. They must
  // outlive it.
  struct Shelf {
    const BlockReader& reader;
    ColumnCache& cache;
    DamageList& damage;
  };

  // Checks the header. DATA_LOSS when it is damaged, FAILED_PRECONDITION when its version is newer.
  static absl::StatusOr<std::shared_ptr<SealedSegment>> Open(uint64_t first_sequence,
                                                             std::string_view header,
                                                             const Shelf& shelf);
  // One that was encoded just now; reads nothing.
  static std::shared_ptr<SealedSegment> Of(const EncodedSegment& encoded, const Shelf& shelf);

  uint32_t rows() const;
  // Whether this header says the same.
  bool HasHeader(const SegmentHeader& header) const;
  size_t bytes() const;

  bool is_sealed() const override { return true; }
  Zone zone(Column column) const override;
  absl::StatusOr<std::shared_ptr<const ColumnData>> Load(Column column) const override;
  absl::StatusOr<std::shared_ptr<const ListShape>> LoadShape(List list) const override;

  ~SealedSegment() override;

 private:
  SealedSegment(uint64_t first_sequence, std::shared_ptr<const SegmentHeader> header,
                const Shelf& shelf);

  // The body of a block, checked, as `decode` makes it; DATA_LOSS when it makes nothing of it.
  template <typename T, typename Decode>
  absl::StatusOr<std::shared_ptr<const T>> LoadBlock(BlockId block, const Decode& decode) const;
  template <typename T, typename Decode>
  absl::StatusOr<ColumnCache::Entry> ReadBlock(BlockId block, const Decode& decode) const;

  const std::shared_ptr<const SegmentHeader> header_;
  const Shelf shelf_;
};

}  // namespace oxus::storage
