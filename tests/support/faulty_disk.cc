#include "tests/support/faulty_disk.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "rocksdb/file_system.h"

namespace oxus::test {
namespace {

namespace fs = std::filesystem;

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr uint64_t kNever = ~uint64_t{0};

}  // namespace

class FaultyDisk::Files final : public rocksdb::FileSystemWrapper {
 public:
  explicit Files(std::string directory)
      : FileSystemWrapper(rocksdb::FileSystem::Default()),
        directory_(std::move(directory)),
        // Beside it, so that files can be linked there.
        kept_(directory_ + ".unsynced") {
    fs::create_directories(kept_);
  }
  ~Files() override {
    std::error_code ignored;
    fs::remove_all(kept_, ignored);
  }

  static const char* kClassName() { return "FaultyDisk"; }
  const char* Name() const override { return kClassName(); }

  uint64_t calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  void Break(uint64_t ahead, bool for_good) {
    const std::lock_guard lock(mutex_);
    broken_call_ = calls_ + ahead;
    for_good_ = for_good;
    has_failed_ = false;
  }
  bool has_failed() const {
    const std::lock_guard lock(mutex_);
    return has_failed_;
  }
  void LosePower(uint32_t seed);

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override;
  IOStatus ReopenWritableFile(const std::string& path, const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* result,
                              IODebugContext* debug) override;
  IOStatus ReuseWritableFile(const std::string& path, const std::string& old_path,
                             const FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* result,
                             IODebugContext* debug) override;
  IOStatus NewRandomRWFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                           IODebugContext* debug) override;
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext* debug) override;
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override;
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override;

 private:
  class WritableFile;
  class RandomFile;
  class Directory;

  // Sizes of a file that is appended to.
  struct Growth {
    uint64_t size = 0;
    uint64_t synced = 0;
  };
  // A write in place that is not synced, and what was there before.
  struct Overwrite {
    std::string path;
    uint64_t offset = 0;
    std::string before;
    size_t size = 0;
  };
  // A change of names that is not synced.
  struct Naming {
    enum class Kind { kMade, kRemoved, kRenamed } kind;
    std::string path;
    // kRenamed: what it was called.
    std::string from;
    // A link to the file that had the name, empty when none had.
    std::string kept;
  };

  // Counts a call; not OK when it must fail.
  IOStatus Enter() {
    const std::lock_guard lock(mutex_);
    ++calls_;
    const bool fails = for_good_ ? calls_ >= broken_call_ : calls_ == broken_call_;
    if (!fails) return IOStatus::OK();
    has_failed_ = true;
    return IOStatus::IOError("the disk refuses call " + std::to_string(calls_));
  }
  // The call under way is the one at which power goes.
  bool stops_now() const {
    const std::lock_guard lock(mutex_);
    return for_good_ && calls_ == broken_call_;
  }
  // Links a file that is about to lose its name; empty when there is none.
  std::string Keep(const std::string& path) {
    if (!fs::exists(path)) return "";
    const std::lock_guard lock(mutex_);
    const std::string link = kept_ + "/" + std::to_string(next_kept_++);
    fs::create_hard_link(path, link);
    return link;
  }
  void Note(Naming naming) {
    const std::lock_guard lock(mutex_);
    namings_.push_back(std::move(naming));
  }
  void OnNamesSynced() {
    const std::lock_guard lock(mutex_);
    for (const Naming& naming : namings_) {
      if (!naming.kept.empty()) fs::remove(naming.kept);
    }
    namings_.clear();
  }
  void OnAppended(const std::string& path, uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    growth_[path].size += bytes;
  }
  void OnTruncated(const std::string& path, uint64_t size) {
    const std::lock_guard lock(mutex_);
    Growth& growth = growth_[path];
    growth.size = size;
    growth.synced = std::min(growth.synced, size);
  }
  void OnSynced(const std::string& path) {
    const std::lock_guard lock(mutex_);
    growth_[path].synced = growth_[path].size;
  }
  void Undo(const Naming& naming);

  const std::string directory_;
  const std::string kept_;
  mutable std::mutex mutex_;
  uint64_t calls_ = 0;
  uint64_t broken_call_ = kNever;
  bool for_good_ = false;
  bool has_failed_ = false;
  uint64_t next_kept_ = 0;
  std::map<std::string, Growth> growth_;
  std::vector<Overwrite> overwrites_;
  std::vector<Naming> namings_;
};

class FaultyDisk::Files::WritableFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WritableFile(Files& files, std::string path, std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), files_(files), path_(std::move(path)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus refused = files_.Enter(); !refused.ok()) {
      // Power may go in the middle of a write; what it left unsynced may be gone later.
      const Slice part(data.data(), data.size() / 2);
      if (files_.stops_now() && target()->Append(part, options, debug).ok()) {
        files_.OnAppended(path_, part.size());
      }
      return refused;
    }
    IOStatus done = target()->Append(data, options, debug);
    if (done.ok()) files_.OnAppended(path_, data.size());
    return done;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus refused = files_.Enter(); !refused.ok()) return refused;
    IOStatus done = target()->Truncate(size, options, debug);
    if (done.ok()) files_.OnTruncated(path_, size);
    return done;
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return SyncAs(&FSWritableFile::Sync, options, debug);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return SyncAs(&FSWritableFile::Fsync, options, debug);
  }
  // A hint to the system, which promises nothing.
  IOStatus RangeSync(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  // Room that is not written yet would look like a part of the file.
  void PrepareWrite(size_t, size_t, const IOOptions&, IODebugContext*) override {}
  IOStatus Allocate(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  IOStatus SyncAs(IOStatus (FSWritableFile::*sync)(const IOOptions&, IODebugContext*),
                  const IOOptions& options, IODebugContext* debug) {
    if (IOStatus refused = files_.Enter(); !refused.ok()) return refused;
    IOStatus done = (target()->*sync)(options, debug);
    if (done.ok()) files_.OnSynced(path_);
    return done;
  }

  Files& files_;
  const std::string path_;
};

class FaultyDisk::Files::RandomFile final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  RandomFile(Files& files, std::string path, std::unique_ptr<rocksdb::FSRandomRWFile> file)
      : FSRandomRWFileOwnerWrapper(std::move(file)), files_(files), path_(std::move(path)) {}

  IOStatus Write(uint64_t offset, const Slice& data, const IOOptions& options,
                 IODebugContext* debug) override {
    if (IOStatus refused = files_.Enter(); !refused.ok()) return refused;
    Overwrite overwrite{path_, offset, std::string(data.size(), '\0'), data.size()};
    Slice before;
    IOStatus done =
        target()->Read(offset, data.size(), options, &before, overwrite.before.data(), debug);
    if (done.ok()) {
      overwrite.before = before.ToString();
      done = target()->Write(offset, data, options, debug);
    }
    if (!done.ok()) return done;
    const std::lock_guard lock(files_.mutex_);
    files_.overwrites_.push_back(std::move(overwrite));
    return done;
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus refused = files_.Enter(); !refused.ok()) return refused;
    IOStatus done = target()->Sync(options, debug);
    if (!done.ok()) return done;
    const std::lock_guard lock(files_.mutex_);
    std::erase_if(files_.overwrites_, [this](const Overwrite& one) { return one.path == path_; });
    return done;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }

 private:
  Files& files_;
  const std::string path_;
};

class FaultyDisk::Files::Directory final : public rocksdb::FSDirectoryWrapper {
 public:
  Directory(Files& files, std::unique_ptr<rocksdb::FSDirectory> directory)
      : FSDirectoryWrapper(std::move(directory)), files_(files) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus refused = files_.Enter(); !refused.ok()) return refused;
    IOStatus done = FSDirectoryWrapper::Fsync(options, debug);
    if (done.ok()) files_.OnNamesSynced();
    return done;
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  Files& files_;
};

IOStatus FaultyDisk::Files::NewWritableFile(const std::string& path, const FileOptions& options,
                                            std::unique_ptr<rocksdb::FSWritableFile>* result,
                                            IODebugContext* debug) {
  if (IOStatus refused = Enter(); !refused.ok()) return refused;
  Naming naming{Naming::Kind::kMade, path, "", Keep(path)};
  // What a link was kept of must not be cut off with it.
  if (!naming.kept.empty()) fs::remove(path);
  std::unique_ptr<rocksdb::FSWritableFile> file;
  IOStatus made = target()->NewWritableFile(path, options, &file, debug);
  if (!made.ok()) return made;
  Note(std::move(naming));
  {
    const std::lock_guard lock(mutex_);
    growth_[path] = {};
  }
  *result = std::make_unique<WritableFile>(*this, path, std::move(file));
  return made;
}

IOStatus FaultyDisk::Files::ReopenWritableFile(const std::string& path, const FileOptions& options,
                                               std::unique_ptr<rocksdb::FSWritableFile>* result,
                                               IODebugContext* debug) {
  if (IOStatus refused = Enter(); !refused.ok()) return refused;
  std::unique_ptr<rocksdb::FSWritableFile> file;
  IOStatus opened = target()->ReopenWritableFile(path, options, &file, debug);
  if (opened.ok()) *result = std::make_unique<WritableFile>(*this, path, std::move(file));
  return opened;
}

IOStatus FaultyDisk::Files::ReuseWritableFile(const std::string&, const std::string&,
                                              const FileOptions&,
                                              std::unique_ptr<rocksdb::FSWritableFile>*,
                                              IODebugContext*) {
  return IOStatus::NotSupported("no file of the log is used again");
}

IOStatus FaultyDisk::Files::NewRandomRWFile(const std::string& path, const FileOptions& options,
                                            std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                            IODebugContext* debug) {
  if (IOStatus refused = Enter(); !refused.ok()) return refused;
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  IOStatus opened = target()->NewRandomRWFile(path, options, &file, debug);
  if (opened.ok()) *result = std::make_unique<RandomFile>(*this, path, std::move(file));
  return opened;
}

IOStatus FaultyDisk::Files::NewDirectory(const std::string& path, const IOOptions& options,
                                         std::unique_ptr<rocksdb::FSDirectory>* result,
                                         IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSDirectory> directory;
  IOStatus opened = target()->NewDirectory(path, options, &directory, debug);
  if (opened.ok()) *result = std::make_unique<Directory>(*this, std::move(directory));
  return opened;
}

IOStatus FaultyDisk::Files::DeleteFile(const std::string& path, const IOOptions& options,
                                       IODebugContext* debug) {
  if (IOStatus refused = Enter(); !refused.ok()) return refused;
  Naming naming{Naming::Kind::kRemoved, path, "", Keep(path)};
  IOStatus removed = target()->DeleteFile(path, options, debug);
  if (removed.ok()) Note(std::move(naming));
  return removed;
}

IOStatus FaultyDisk::Files::RenameFile(const std::string& from, const std::string& to,
                                       const IOOptions& options, IODebugContext* debug) {
  if (IOStatus refused = Enter(); !refused.ok()) return refused;
  Naming naming{Naming::Kind::kRenamed, to, from, Keep(to)};
  IOStatus renamed = target()->RenameFile(from, to, options, debug);
  if (!renamed.ok()) return renamed;
  Note(std::move(naming));
  const std::lock_guard lock(mutex_);
  growth_[to] = growth_[from];
  growth_.erase(from);
  return renamed;
}

void FaultyDisk::Files::Undo(const Naming& naming) {
  switch (naming.kind) {
    case Naming::Kind::kMade:
      fs::remove(naming.path);
      break;
    case Naming::Kind::kRemoved:
      break;
    case Naming::Kind::kRenamed:
      if (fs::exists(naming.path)) fs::rename(naming.path, naming.from);
      break;
  }
  if (!naming.kept.empty()) fs::rename(naming.kept, naming.path);
}

void FaultyDisk::Files::LosePower(uint32_t seed) {
  std::mt19937 random(seed);
  const auto below = [&random](uint64_t bound) { return random() % bound; };
  for (auto it = overwrites_.rbegin(); it != overwrites_.rend(); ++it) {
    // A part of the write from its beginning stays.
    const uint64_t stays = below(it->size + 1);
    if (stays >= it->before.size()) continue;
    std::fstream file(it->path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(it->offset + stays));
    file.write(it->before.data() + stays, static_cast<std::streamsize>(it->before.size() - stays));
  }
  for (const auto& [path, growth] : growth_) {
    if (growth.size <= growth.synced || !fs::exists(path)) continue;
    fs::resize_file(path, growth.synced + below(growth.size - growth.synced + 1));
  }
  // Names change in the order in which they were changed.
  const uint64_t stays = below(namings_.size() + 1);
  for (size_t i = namings_.size(); i > stays; --i) Undo(namings_[i - 1]);
  overwrites_.clear();
  growth_.clear();
  namings_.clear();
  broken_call_ = kNever;
  for_good_ = false;
  has_failed_ = false;
}

FaultyDisk::FaultyDisk(std::string directory)
    : files_(std::make_shared<Files>(std::move(directory))),
      env_(rocksdb::NewCompositeEnv(files_)) {}

FaultyDisk::~FaultyDisk() = default;

uint64_t FaultyDisk::calls() const { return files_->calls(); }
void FaultyDisk::FailCall(uint64_t ahead) { files_->Break(ahead, /*for_good=*/false); }
void FaultyDisk::StopAt(uint64_t ahead) { files_->Break(ahead, /*for_good=*/true); }
bool FaultyDisk::has_failed() const { return files_->has_failed(); }
void FaultyDisk::LosePower(uint32_t seed) { files_->LosePower(seed); }

}  // namespace oxus::test
