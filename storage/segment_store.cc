#include "storage/segment_store.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/block_key.h"
#include "storage/coding.h"
#include "storage/columns/block_seal.h"

namespace oxus::storage {
namespace {

constexpr char kSealedThroughKey[] = "sealed_through";

// Gives one segment its marks, in the order in which they were made.
void AddMarks(Segment& segment, std::vector<MarkList::Mark>& marks) {
  std::sort(marks.begin(), marks.end(), [](const auto& a, const auto& b) { return a.by < b.by; });
  for (const MarkList::Mark& mark : marks) segment.marks().Add(mark.row, mark.by);
  marks.clear();
}

}  // namespace

SegmentStore::SegmentStore(Database& database, Dictionary& dictionary, const StoreOptions& options)
    : database_(database),
      dictionary_(dictionary),
      segment_rows_(std::clamp<uint32_t>(options.segment_rows, 1, kSegmentRows)),
      rows_(dictionary, options.projection),
      cache_(options.column_cache_bytes),
      reader_([this](uint64_t first, BlockId block) { return ReadBlock(first, block); }) {}

absl::StatusOr<std::string> SegmentStore::ReadBlock(uint64_t first_sequence, BlockId block) const {
  rocksdb::ReadOptions options;
  // Decoded blocks have a cache of their own.
  options.fill_cache = false;
  std::string bytes;
  const absl::Status found =
      database_.Get(options, Family::kSegment, BlockKey(first_sequence, block), &bytes);
  if (absl::IsNotFound(found)) return BlockDamage(first_sequence, block, "missing");
  if (absl::IsDataLoss(found))
    return BlockDamage(first_sequence, block, std::string(found.message()));
  if (!found.ok()) return found;
  return bytes;
}

absl::StatusOr<std::shared_ptr<SealedSegment>> SegmentStore::OpenSealed(uint64_t first_sequence) {
  absl::StatusOr<std::string> header = ReadBlock(first_sequence, kHeaderBlock);
  if (!header.ok()) return header.status();
  return SealedSegment::Open(first_sequence, *header, shelf());
}

absl::Status SegmentStore::LoadSealed() {
  const absl::StatusOr<uint64_t> through = database_.GetSequence(kSealedThroughKey);
  if (!through.ok()) return through.status();
  SegmentDirectory::List list;
  uint64_t next = 1;
  while (next <= *through) {
    absl::StatusOr<std::shared_ptr<SealedSegment>> segment = OpenSealed(next);
    if (segment.ok()) {
      next += (*segment)->rows();
      list.push_back(*std::move(segment));
      continue;
    }
    if (!absl::IsDataLoss(segment.status()) || !projects()) return segment.status();
    const absl::StatusOr<uint64_t> end = EndOfLost(next, *through);
    if (!end.ok()) return end.status();
    if (absl::Status made = RebuildLost(next, *end, list); !made.ok()) return made;
    NoteRepair(absl::StrCat(segment.status().message(), "; sequences ", next, " to ", *end - 1,
                            " were made again from the log"));
    next = *end;
  }
  if (next != *through + 1) {
    return absl::DataLossError(
        absl::StrCat("segments end at sequence ", next - 1, " instead of ", *through));
  }
  sealed_count_ = list.size();
  sealed_through_ = *through;
  directory_.Assign(std::move(list));
  return absl::OkStatus();
}

absl::Status SegmentStore::LoadMarks() {
  const auto list = directory_.list();
  const auto it = database_.NewIterator({}, Family::kSuperseded);
  std::vector<MarkList::Mark> marks;
  size_t at = 0;
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    const uint64_t sequence = ByteReader(ToView(it->key())).Big64();
    const uint64_t by = ByteReader(ToView(it->value())).Big64();
    if (sequence == 0 || by <= sequence || list->empty()) {
      return absl::DataLossError(absl::StrCat("superseded mark of sequence ", sequence));
    }
    if (const size_t holder = IndexOfHolder(*list, sequence); holder != at) {
      AddMarks(*(*list)[at], marks);
      at = holder;
    }
    const uint64_t row = sequence - (*list)[at]->first_sequence();
    if (row >= kSegmentRows) {
      return absl::DataLossError(absl::StrCat("superseded mark of sequence ", sequence));
    }
    marks.push_back({by, static_cast<uint32_t>(row)});
  }
  if (!marks.empty()) AddMarks(*(*list)[at], marks);
  return FromRocksDb(it->status(), "reading superseded marks");
}

void SegmentStore::AddRow(uint64_t sequence, const RowHead& head, std::span<const Cell> cells) {
  const std::span<const Cell> numbered = rows_.Number(cells);
  if (tail_ == nullptr || !tail_->HasRoom(numbered)) {
    tail_ = std::make_shared<Tail>(sequence, segment_rows_, &spare_);
    directory_.Append(tail_);
  }
  tail_->Append(head, numbered);
}

void SegmentStore::AddEvent(uint64_t sequence, const RowHead& head, const oxus::v1::Event& event) {
  AddRow(sequence, head, rows_.Project(event));
}

void SegmentStore::Mark(uint64_t sequence, uint64_t by) {
  const auto list = directory_.list();
  Segment& holder = *(*list)[IndexOfHolder(*list, sequence)];
  holder.marks().Add(static_cast<uint32_t>(sequence - holder.first_sequence()), by);
}

size_t SegmentStore::full_tails(uint64_t last_sequence) const {
  const auto list = directory_.list();
  size_t full = 0;
  for (size_t i = sealed_count_; i + 1 < list->size(); ++i) {
    full += (*list)[i + 1]->first_sequence() - 1 <= last_sequence ? 1 : 0;
  }
  return full;
}

absl::StatusOr<bool> SegmentStore::SealOldest(uint64_t last_sequence) {
  if (full_tails(last_sequence) == 0) return false;
  const auto list = directory_.list();
  const size_t at = sealed_count_;
  const Segment& tail = *(*list)[at];
  const uint64_t end = (*list)[at + 1]->first_sequence();
  const EncodedSegment encoded = EncodeSegment(static_cast<const Tail&>(tail),
                                               static_cast<uint32_t>(end - tail.first_sequence()));
  if (absl::Status written = WriteSegment(encoded); !written.ok()) return written;
  const std::shared_ptr<SealedSegment> sealed = SealedSegment::Of(encoded, shelf());
  sealed->ShareMarksOf(tail);
  directory_.Replace(sealed);
  sealed_through_.store(end - 1, std::memory_order_release);
  ++sealed_count_;
  return true;
}

absl::Status SegmentStore::PutBlocks(const EncodedSegment& encoded,
                                     rocksdb::WriteBatch& batch) const {
  for (const auto& [block, bytes] : encoded.blocks) {
    const rocksdb::Status put = batch.Put(database_.family(Family::kSegment),
                                          BlockKey(encoded.first_sequence, block), bytes);
    if (!put.ok()) return FromRocksDb(put, "writing a segment");
  }
  return absl::OkStatus();
}

absl::Status SegmentStore::WriteSegment(const EncodedSegment& encoded) {
  rocksdb::WriteBatch batch;
  if (absl::Status put = PutBlocks(encoded, batch); !put.ok()) return put;
  database_.PutSequence(batch, kSealedThroughKey, encoded.first_sequence + encoded.rows - 1);
  // Unsynced: what is lost with it is read from the log again.
  return database_.Write(batch, /*sync=*/false);
}

void SegmentStore::Foresee() const {
  const auto list = directory_.list();
  const size_t sealed = sealed_count_;
  if (sealed < 2) return;
  const Segment& newest = *(*list)[sealed - 1];
  const uint64_t before = (*list)[sealed - 2]->first_sequence();
  for (const ColumnInfo& info : Columns()) {
    if (!cache_.IsAskedFor({before, BlockOf(info.column)})) continue;
    newest.Load(info.column).status().IgnoreError();
  }
  for (size_t at = 1; at < kListCount; ++at) {
    const auto list_of = static_cast<List>(at);
    if (!cache_.IsAskedFor({before, BlockOf(list_of)})) continue;
    newest.LoadShape(list_of).status().IgnoreError();
  }
}

void SegmentStore::AddMemoryUse(std::vector<MemoryUse>& memory) const {
  uint64_t tails = spare_.bytes();
  uint64_t headers = 0;
  uint64_t marks = 0;
  const auto list = directory_.list();
  for (const auto& segment : *list) {
    marks += segment->marks().bytes();
    if (segment->is_sealed()) {
      headers += static_cast<const SealedSegment&>(*segment).bytes();
    } else {
      tails += static_cast<const Tail&>(*segment).bytes();
    }
  }
  memory.push_back({"column cache", cache_.bytes(), cache_.capacity_bytes()});
  memory.push_back({"tail", tails, 0});
  memory.push_back({"segment headers", headers, 0});
  memory.push_back({"superseded marks", marks, 0});
}

}  // namespace oxus::storage
