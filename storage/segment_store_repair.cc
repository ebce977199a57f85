// How segments that are damaged are made again from the log.
#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/block_key.h"
#include "storage/columns/block_seal.h"
#include "storage/segment_rebuild.h"
#include "storage/segment_store.h"

namespace oxus::storage {

absl::StatusOr<uint64_t> SegmentStore::EndOfLost(uint64_t first, uint64_t sealed_through) const {
  const auto it = database_.NewIterator({}, Family::kSegment);
  it->Seek(BlockKey(first + 1, kHeaderBlock));
  if (!it->Valid()) {
    if (!it->status().ok()) return FromRocksDb(it->status(), "reading segments");
    return sealed_through + 1;
  }
  return std::min(ByteReader(ToView(it->key())).Big64(), sealed_through + 1);
}

absl::Status SegmentStore::RebuildLost(uint64_t first, uint64_t end, SegmentDirectory::List& list) {
  LogRows rows = MakeLogRows();
  const auto number = [this](std::span<const Cell> cells) -> absl::StatusOr<std::span<const Cell>> {
    return rows_.Number(cells);
  };
  return RefillTails(database_, first, end - 1, rows, number, [&](const Tail& tail) {
    const EncodedSegment encoded = EncodeSegment(tail, tail.rows());
    if (absl::Status replaced = Replace(encoded); !replaced.ok()) return replaced;
    list.push_back(SealedSegment::Of(encoded, shelf()));
    return absl::OkStatus();
  });
}

absl::Status SegmentStore::Replace(const EncodedSegment& encoded) {
  rocksdb::WriteBatch batch;
  // Codes are on disk no later than the rows that use them.
  if (absl::Status added = dictionary_.Persist(database_, batch); !added.ok()) return added;
  const rocksdb::Status cleared = batch.DeleteRange(
      database_.family(Family::kSegment), BlockKey(encoded.first_sequence, kHeaderBlock),
      BlockKey(encoded.first_sequence + encoded.rows, kHeaderBlock));
  if (!cleared.ok()) return FromRocksDb(cleared, "clearing a segment");
  if (absl::Status put = PutBlocks(encoded, batch); !put.ok()) return put;
  // Unsynced: what is lost with it is made again.
  return database_.Write(batch, /*sync=*/false);
}

absl::StatusOr<std::optional<EncodedSegment>> SegmentStore::EncodeFromLog(uint64_t first,
                                                                          uint64_t end) const {
  LogRows rows = MakeLogRows();
  bool is_known = true;
  // New texts are numbered by the writer alone, and this runs beside it. The rest is read all the
  // same: whether the log is sound matters too.
  const auto number =
      [&is_known](std::span<const Cell> cells) -> absl::StatusOr<std::span<const Cell>> {
    const bool has_text = std::any_of(cells.begin(), cells.end(), [](const Cell& cell) {
      return cell.kind == Cell::Kind::kText;
    });
    if (!has_text) return cells;
    is_known = false;
    return std::span<const Cell>();
  };
  std::optional<EncodedSegment> encoded;
  const absl::Status refilled =
      RefillTails(database_, first, end - 1, rows, number, [&](const Tail& tail) {
        // When there are several the first has too few rows to be the one that was.
        if (is_known && !encoded) encoded = EncodeSegment(tail, tail.rows());
        return absl::OkStatus();
      });
  if (!refilled.ok()) return refilled;
  return encoded;
}

absl::Status SegmentStore::CheckVersions(uint64_t first) const {
  for (int block = 0; block <= std::numeric_limits<BlockId>::max(); ++block) {
    const auto id = static_cast<BlockId>(block);
    const absl::StatusOr<std::string> stored = ReadBlock(first, id);
    if (absl::IsDataLoss(stored.status())) continue;
    if (!stored.ok()) return stored.status();
    const absl::Status unsealed = UnsealBlock(*stored, first, id).status();
    if (absl::IsFailedPrecondition(unsealed)) return unsealed;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> SegmentStore::PutDamaged(const EncodedSegment& encoded,
                                              rocksdb::WriteBatch& batch) const {
  EncodedSegment damaged{.first_sequence = encoded.first_sequence};
  for (const auto& [block, bytes] : encoded.blocks) {
    const absl::StatusOr<std::string> stored = ReadBlock(encoded.first_sequence, block);
    if (!stored.ok() && !absl::IsDataLoss(stored.status())) return stored.status();
    const bool is_sound = stored.ok() && UnsealBlock(*stored, encoded.first_sequence, block).ok();
    if (is_sound && *stored != bytes) return false;
    if (!is_sound) damaged.blocks.emplace_back(block, bytes);
  }
  if (absl::Status put = PutBlocks(damaged, batch); !put.ok()) return put;
  return true;
}

absl::StatusOr<std::optional<SegmentStore::Repair>> SegmentStore::PlanRepair() const {
  const std::optional<DamageList::Damage> damage = damage_.First();
  if (!damage || !projects()) return std::nullopt;
  const auto list = directory_.list();
  const size_t holder = IndexOfHolder(*list, damage->first_sequence);
  Repair repair;
  repair.first_sequence = damage->first_sequence;
  const absl::Status planned =
      Plan(static_cast<const SealedSegment&>(*(*list)[holder]), damage->what, repair);
  if (absl::IsDataLoss(planned) || absl::IsFailedPrecondition(planned)) {
    repair.is_whole = false;
    repair.note = absl::StrCat(damage->what, ", and cannot be made again: ", planned.message());
  } else if (!planned.ok()) {
    return planned;
  }
  return repair;
}

absl::Status SegmentStore::Plan(const SealedSegment& segment, const std::string& damage,
                                Repair& repair) const {
  const uint64_t first = segment.first_sequence();
  if (absl::Status known = CheckVersions(first); !known.ok()) return known;
  const absl::StatusOr<std::optional<EncodedSegment>> again =
      EncodeFromLog(first, first + segment.rows());
  if (!again.ok()) return again.status();
  // A code that is not on disk yet is above all that the segment was sealed with. So it is above a
  // maximum in the header, which then differs.
  if (again->has_value() && segment.HasHeader(*(*again)->header)) {
    const absl::StatusOr<bool> is_same = PutDamaged(**again, repair.batch);
    if (!is_same.ok()) return is_same.status();
    // Nothing is damaged when a reader told of it late, after the repair.
    if (*is_same && repair.batch.Count() > 0) {
      repair.note = absl::StrCat(damage, "; written again from the log");
    }
    if (*is_same) return absl::OkStatus();
  }
  repair.is_whole = false;
  repair.note = absl::StrCat(damage,
                             "; columns are derived otherwise than when it was written, so it is "
                             "made again from the log as a whole when the server starts next");
  const rocksdb::Status removed =
      repair.batch.Delete(database_.family(Family::kSegment), BlockKey(first, kHeaderBlock));
  return FromRocksDb(removed, "removing a header");
}

absl::Status SegmentStore::CarryOut(Repair repair) {
  if (repair.batch.Count() > 0) {
    // Unsynced: what is lost with it is found damaged again.
    const absl::Status written = database_.Write(repair.batch, /*sync=*/false);
    if (!written.ok()) return written;
  }
  if (repair.is_whole) {
    damage_.Remove(repair.first_sequence);
  } else {
    damage_.GiveUp(repair.first_sequence);
  }
  if (!repair.note.empty()) NoteRepair(std::move(repair.note));
  return absl::OkStatus();
}

void SegmentStore::NoteRepair(std::string note) {
  const std::lock_guard lock(repairs_mutex_);
  repairs_.push_back(std::move(note));
}

std::vector<std::string> SegmentStore::TakeRepairs() {
  const std::lock_guard lock(repairs_mutex_);
  return std::exchange(repairs_, {});
}

}  // namespace oxus::storage
