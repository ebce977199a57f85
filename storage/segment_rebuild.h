#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/columns/tail.h"
#include "storage/database.h"
#include "storage/log_rows.h"

namespace oxus::storage {

// Makes cells ready for a tail: no texts are left. What it answers is valid until the next call.
using NumberCells =
    std::function<absl::StatusOr<std::span<const Cell>>(std::span<const Cell> cells)>;

// Fills tails with the records first..last of the log once more and hands each one on when it is
// full, and the last as it is. DATA_LOSS when the log is damaged; other errors are those of the
// callbacks.
absl::Status RefillTails(const Database& database, uint64_t first, uint64_t last, LogRows& rows,
                         const NumberCells& number,
                         const std::function<absl::Status(const Tail& tail)>& take);

}  // namespace oxus::storage
