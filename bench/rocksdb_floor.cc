#include "bench/rocksdb_floor.h"

#include <chrono>
#include <memory>
#include <stdexcept>

#include "rocksdb/db.h"

namespace oxus::bench {

double WriteToRocksDb(const std::string& directory, const std::vector<std::string>& batches) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kLZ4Compression;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::Open(options, directory, &opened).ok()) {
    throw std::runtime_error("RocksDB does not open " + directory);
  }
  const std::unique_ptr<rocksdb::DB> db(opened);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const auto begin = std::chrono::steady_clock::now();
  for (size_t i = 0; i < batches.size(); ++i) {
    std::string key(8, '\0');
    for (int byte = 0; byte < 8; ++byte) key[byte] = static_cast<char>(i >> (56 - 8 * byte));
    if (!db->Put(synced, key, batches[i]).ok()) throw std::runtime_error("RocksDB write failed");
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace oxus::bench
