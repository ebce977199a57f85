#include "storage/database.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rocksdb/cache.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"
#include "storage/coding.h"

namespace oxus::storage {
namespace {

constexpr std::array<const char*, kFamilyCount> kFamilyNames = {
    "default", "log", "key", "dict", "segment", "superseded", "meta"};

// RocksDB's own log file aborts the process when the disk is full (its writer asserts). What it
// would say reaches the caller as a status anyway.
class SilentLogger final : public rocksdb::Logger {
 public:
  SilentLogger() : rocksdb::Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::DBOptions MakeDbOptions(const StoreOptions& store) {
  rocksdb::DBOptions options;
  options.env = &EnvOf(store);
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.info_log = std::make_shared<SilentLogger>();
  // The default mode drops everything after one flipped bit without a word; this one accepts a
  // torn last append and refuses anything else.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.recycle_log_file_num = 0;
  options.paranoid_checks = true;
  options.verify_sst_unique_id_in_manifest = true;
  // Families that are written seldom would otherwise keep old write-ahead logs alive.
  options.max_total_wal_size = 256u << 20;
  options.max_background_jobs = 2;
  options.bytes_per_sync = 1u << 20;
  options.stats_dump_period_sec = 0;
  return options;
}

rocksdb::BlockBasedTableOptions MakeTable(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  table.block_size = 16u << 10;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  return table;
}

rocksdb::ColumnFamilyOptions MakeFamily(Family family,
                                        const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  rocksdb::BlockBasedTableOptions table = MakeTable(cache);
  options.compression = rocksdb::kLZ4Compression;
  switch (family) {
    case Family::kLog:
      // A value is a whole chunk: one block each, written once and in key order.
      table.block_size = 32u << 10;
      options.write_buffer_size = 64u << 20;
      options.max_write_buffer_number = 3;
      break;
    case Family::kKey:
      // Keys are hashes: no compression helps, a whole-key filter answers most look-ups.
      table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
      table.block_size = 4u << 10;
      options.compression = rocksdb::kNoCompression;
      // Larger than a run, which is flushed by itself.
      options.write_buffer_size = 32u << 20;
      // Runs cover the whole range of hashes: merging them level by level would rewrite
      // everything for each one.
      options.compaction_style = rocksdb::kCompactionStyleUniversal;
      break;
    case Family::kSegment:
      // Column blocks are compressed before they get here, and their keys ascend: files never
      // overlap, so compaction moves them without rewriting. Larger files mean fewer of them.
      options.compression = rocksdb::kNoCompression;
      options.write_buffer_size = 32u << 20;
      break;
    default:
      options.write_buffer_size = 8u << 20;
      break;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

absl::Status OpenError(const rocksdb::Status& status, const std::string& directory) {
  const std::string text = status.ToString();
  if (status.IsIOError() && text.find("lock") != std::string::npos) {
    return absl::AlreadyExistsError(
        absl::StrCat("data directory ", directory, " is in use by another process"));
  }
  if (status.IsInvalidArgument() && text.find("olumn famil") != std::string::npos) {
    return absl::FailedPreconditionError(absl::StrCat(
        "data directory ", directory,
        " holds column families this program does not know: written by a newer version? (", text,
        ")"));
  }
  return FromRocksDb(status, absl::StrCat("opening ", directory));
}

}  // namespace

absl::Status FromRocksDb(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = absl::StrCat(std::string(doing), ": ", status.ToString());
  if (status.IsNotFound()) return absl::NotFoundError(text);
  if (status.IsCorruption()) return absl::DataLossError(text);
  if (status.IsNoSpace()) return absl::ResourceExhaustedError(text);
  return absl::UnavailableError(text);
}

rocksdb::Env& EnvOf(const StoreOptions& options) {
  return options.env == nullptr ? *rocksdb::Env::Default() : *options.env;
}

absl::Status SyncDirectory(rocksdb::Env& env, const std::string& directory) {
  std::unique_ptr<rocksdb::Directory> opened;
  rocksdb::Status synced = env.NewDirectory(directory, &opened);
  if (synced.ok()) synced = opened->Fsync();
  return FromRocksDb(synced, "syncing the data directory");
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const StoreOptions& options) {
  std::unique_ptr<Database> database(new Database());
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened =
      rocksdb::DB::Open(MakeDbOptions(options), options.directory, database->Families(options),
                        &database->handles_, &db);
  if (!opened.ok()) return OpenError(opened, options.directory);
  database->db_.reset(db);
  return database;
}

absl::StatusOr<std::unique_ptr<Database>> Database::OpenReadOnly(const StoreOptions& options) {
  // RocksDB says neither NotFound nor anything else in particular.
  if (EnvOf(options).FileExists(options.directory + "/CURRENT").IsNotFound()) {
    return absl::NotFoundError(absl::StrCat("no database in ", options.directory));
  }
  std::unique_ptr<Database> database(new Database());
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened =
      rocksdb::DB::OpenForReadOnly(MakeDbOptions(options), options.directory,
                                   database->Families(options), &database->handles_, &db);
  if (!opened.ok()) return OpenError(opened, options.directory);
  database->db_.reset(db);
  return database;
}

std::vector<rocksdb::ColumnFamilyDescriptor> Database::Families(const StoreOptions& options) {
  cache_ = rocksdb::NewLRUCache(options.block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (size_t i = 0; i < kFamilyCount; ++i) {
    families.emplace_back(kFamilyNames[i], MakeFamily(static_cast<Family>(i), cache_));
  }
  return families;
}

Database::~Database() {
  for (rocksdb::ColumnFamilyHandle* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  if (db_ != nullptr) db_->Close().PermitUncheckedError();
}

absl::Status Database::Write(rocksdb::WriteBatch& batch, bool sync) {
  rocksdb::WriteOptions options;
  options.sync = sync;
  return FromRocksDb(db_->Write(options, &batch), "writing");
}

absl::Status Database::Get(const rocksdb::ReadOptions& options, Family in, std::string_view key,
                           std::string* value) const {
  return FromRocksDb(db_->Get(options, family(in), ToSlice(key), value), "reading");
}

std::unique_ptr<rocksdb::Iterator> Database::NewIterator(const rocksdb::ReadOptions& options,
                                                         Family in) const {
  return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options, family(in)));
}

absl::StatusOr<uint64_t> Database::GetSequence(std::string_view name) const {
  std::string value;
  const absl::Status found = Get({}, Family::kMeta, name, &value);
  if (absl::IsNotFound(found)) return 0;
  if (!found.ok()) return found;
  if (value.size() != 8) return absl::DataLossError(absl::StrCat(std::string(name), " unreadable"));
  return ByteReader(value).Fixed64();
}

void Database::PutSequence(rocksdb::WriteBatch& batch, std::string_view name,
                           uint64_t sequence) const {
  std::string value;
  AppendFixed64(value, sequence);
  batch.Put(family(Family::kMeta), ToSlice(name), value).PermitUncheckedError();
}

uint64_t Database::BytesOnDisk(Family of) const {
  uint64_t files = 0;
  uint64_t unflushed = 0;
  db_->GetIntProperty(family(of), rocksdb::DB::Properties::kTotalSstFilesSize, &files);
  db_->GetIntProperty(family(of), rocksdb::DB::Properties::kCurSizeAllMemTables, &unflushed);
  return files + unflushed;
}

void Database::AddMemoryUse(std::vector<MemoryUse>& memory) const {
  memory.push_back({"block cache", cache_->GetUsage(), cache_->GetCapacity()});
  MemoryUse memtables{"memtables", 0, 0};
  for (rocksdb::ColumnFamilyHandle* const handle : handles_) {
    uint64_t bytes = 0;
    db_->GetIntProperty(handle, rocksdb::DB::Properties::kSizeAllMemTables, &bytes);
    memtables.bytes += bytes;
    const rocksdb::Options options = db_->GetOptions(handle);
    memtables.limit +=
        options.write_buffer_size * static_cast<uint64_t>(options.max_write_buffer_number);
  }
  memory.push_back(memtables);
}

uint64_t Database::BytesOnDisk() const {
  std::error_code error;
  uint64_t bytes = 0;
  for (std::filesystem::directory_iterator it(db_->GetName(), error), end; !error && it != end;
       it.increment(error)) {
    std::error_code gone;
    const uint64_t size = it->file_size(gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

}  // namespace oxus::storage
