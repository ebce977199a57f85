#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace oxus::bench {

// Seconds RocksDB needs for the same bytes and nothing else: one key per batch, one synced write
// per batch, LZ4, in `directory`. `writers` threads take turns at the batches; RocksDB syncs what
// they write at the same time together.
double WriteToRocksDb(const std::string& directory, const std::vector<std::string>& batches,
                      size_t writers);

}  // namespace oxus::bench
