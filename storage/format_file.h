#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "rocksdb/env.h"

namespace oxus::storage {

// The version of everything in the data directory.
inline constexpr uint32_t kFormatVersion = 2;

// Name of the file in the data directory that says so: "oxus-format 2" and a line end.
inline constexpr char kFormatFileName[] = "FORMAT";

// Sees to it that `directory` is a data directory this program may open, before anything else in
// it is touched: makes it when missing and marks it when empty, on disk when this returns.
// FAILED_PRECONDITION: written by a newer version (both are named), or it cannot be made.
// INVALID_ARGUMENT: not empty, and no data directory of oxus. DATA_LOSS: the file is unreadable.
absl::Status PrepareDataDirectory(rocksdb::Env& env, const std::string& directory);

// Says that everything in a prepared directory is of this version now, on disk when this returns.
absl::Status MarkUpgraded(rocksdb::Env& env, const std::string& directory);

}  // namespace oxus::storage
