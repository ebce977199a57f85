#pragma once

#include <string>
#include <vector>

namespace oxus::bench {

// Seconds RocksDB needs for the same bytes and nothing else: one key per batch, one synced write
// per batch, one writer, LZ4, in `directory`.
double WriteToRocksDb(const std::string& directory, const std::vector<std::string>& batches);

}  // namespace oxus::bench
