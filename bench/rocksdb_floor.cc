#include "bench/rocksdb_floor.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>

#include "rocksdb/db.h"

namespace oxus::bench {
namespace {

std::unique_ptr<rocksdb::DB> Open(const std::string& directory) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kLZ4Compression;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::Open(options, directory, &opened).ok()) {
    throw std::runtime_error("RocksDB does not open " + directory);
  }
  return std::unique_ptr<rocksdb::DB>(opened);
}

bool PutSynced(rocksdb::DB* db, uint64_t number, const std::string& batch) {
  rocksdb::WriteOptions synced;
  synced.sync = true;
  std::string key(8, '\0');
  for (int byte = 0; byte < 8; ++byte) key[byte] = static_cast<char>(number >> (56 - 8 * byte));
  return db->Put(synced, key, batch).ok();
}

}  // namespace

double WriteToRocksDb(const std::string& directory, const std::vector<std::string>& batches,
                      size_t writers) {
  const std::unique_ptr<rocksdb::DB> db = Open(directory);
  std::atomic<bool> is_written = true;
  const auto write = [&](size_t writer) {
    for (size_t i = writer; i < batches.size(); i += writers) {
      if (!PutSynced(db.get(), i, batches[i])) is_written = false;
    }
  };
  const auto begin = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> others;
    for (size_t writer = 1; writer < writers; ++writer) others.emplace_back(write, writer);
    write(0);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  if (!is_written) throw std::runtime_error("RocksDB write failed");
  return seconds.count();
}

}  // namespace oxus::bench
