// How segments that are damaged are made again from the log.
#include <algorithm>
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

absl::StatusOr<EncodedSegment> SegmentStore::EncodeFromLog(uint64_t first, uint64_t end) {
  LogRows rows = MakeLogRows();
  // New texts are numbered by the writer alone, and this runs beside it.
  const auto number = [](std::span<const Cell> cells) -> absl::StatusOr<std::span<const Cell>> {
    const bool has_text = std::any_of(cells.begin(), cells.end(), [](const Cell& cell) {
      return cell.kind == Cell::Kind::kText;
    });
    if (has_text) return absl::FailedPreconditionError("texts without a code");
    return cells;
  };
  EncodedSegment encoded;
  const absl::Status refilled =
      RefillTails(database_, first, end - 1, rows, number, [&encoded](const Tail& tail) {
        encoded = EncodeSegment(tail, tail.rows());
        return absl::OkStatus();
      });
  if (!refilled.ok()) return refilled;
  return encoded;
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

absl::StatusOr<std::optional<SegmentStore::Repair>> SegmentStore::PlanRepair() {
  const std::optional<DamageList::Damage> damage = damage_.First();
  if (!damage || !projects()) return std::nullopt;
  const uint64_t first = damage->first_sequence;
  const auto list = directory_.list();
  const auto& segment = static_cast<const SealedSegment&>(*(*list)[IndexOfHolder(*list, first)]);
  const absl::StatusOr<EncodedSegment> again = EncodeFromLog(first, first + segment.rows());
  if (absl::IsDataLoss(again.status())) {
    damage_.GiveUp(first);
    return absl::DataLossError(
        absl::StrCat(damage->what, ", and cannot be made again: ", again.status().message()));
  }
  if (!again.ok() && !absl::IsFailedPrecondition(again.status())) return again.status();
  Repair repair;
  repair.first_sequence = first;
  if (again.ok() && again->first_sequence == first && segment.HasHeader(*again->header)) {
    const absl::StatusOr<bool> is_same = PutDamaged(*again, repair.batch);
    if (!is_same.ok()) return is_same.status();
    if (*is_same) {
      repair.note = absl::StrCat(damage->what, "; written again from the log");
      return repair;
    }
  }
  repair.batch.Clear();
  repair.is_whole = false;
  repair.note = absl::StrCat(damage->what,
                             "; columns are derived otherwise than when it was written, so it is "
                             "made again from the log as a whole when the server starts next");
  const rocksdb::Status removed =
      repair.batch.Delete(database_.family(Family::kSegment), BlockKey(first, kHeaderBlock));
  if (!removed.ok()) return FromRocksDb(removed, "removing a header");
  return repair;
}

absl::Status SegmentStore::CarryOut(Repair repair) {
  // Unsynced: what is lost with it is found damaged again.
  if (absl::Status written = database_.Write(repair.batch, /*sync=*/false); !written.ok()) {
    return written;
  }
  if (repair.is_whole) {
    damage_.Remove(repair.first_sequence);
  } else {
    damage_.GiveUp(repair.first_sequence);
  }
  NoteRepair(std::move(repair.note));
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
