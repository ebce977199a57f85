#include "server/ingest/batch.h"

#include <utility>

#include "server/ingest/batch_reader.h"

namespace oxus::ingest {

absl::StatusOr<std::unique_ptr<Batch>> Batch::Parse(std::string bytes, std::string principal,
                                                    int64_t now_ms,
                                                    const storage::Dictionary* dictionary) {
  std::unique_ptr<Batch> batch(new Batch(std::move(bytes), std::move(principal), dictionary));
  if (absl::Status read = BatchReader(*batch, now_ms).Read(); !read.ok()) return read;
  return batch;
}

}  // namespace oxus::ingest
