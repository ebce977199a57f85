#include "storage/log_appender.h"

#include <string>
#include <utility>

#include "storage/coding.h"

namespace oxus::storage {

absl::Status LogAppender::Add(const ChunkRecord& record) {
  if (!chunk_.has_value()) chunk_.emplace(record.sequence, received_ms_, *chain_);
  chunk_->Add(record);
  if (record.previous_sequence != 0) {
    const rocksdb::Status put =
        batch_.Put(database_.family(Family::kSuperseded), BigEndian64(record.previous_sequence),
                   BigEndian64(record.sequence));
    if (!put.ok()) return FromRocksDb(put, "writing superseded marks");
  }
  return chunk_->full() ? Finish() : absl::OkStatus();
}

absl::Status LogAppender::Finish() {
  if (!chunk_.has_value()) return absl::OkStatus();
  const std::string key = BigEndian64(chunk_->first_sequence());
  const std::string value = std::move(*chunk_).Finish(chain_);
  chunk_.reset();
  return FromRocksDb(batch_.Put(database_.family(Family::kLog), key, value), "writing the log");
}

}  // namespace oxus::storage
