#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "rocksdb/env.h"

namespace oxus::test {

// A disk that can refuse a call, stop for good as when power is cut, and then lose what was never
// synced: the ends of files, the blocks of a write in place, and the names that files were given.
// It works on real files below one directory. Thread-safe, LosePower apart.
class FaultyDisk {
 public:
  explicit FaultyDisk(std::string directory);
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  // What to open a store with; nothing may use it after the disk is gone.
  rocksdb::Env* env() const { return env_.get(); }

  // Calls so far that change something: making, appending, writing, syncing, renaming, removing.
  uint64_t calls() const;
  // The call that many from now, from 1, fails and does nothing; later ones do not.
  void FailCall(uint64_t ahead);
  // That one and all after it fail: an append does a part of its work.
  void StopAt(uint64_t ahead);
  bool has_failed() const;

  // What a machine finds that starts again: of what was not synced, any part may be gone. To be
  // called when nothing uses the disk any more; it works again afterwards.
  void LosePower(uint32_t seed);

 private:
  class Files;

  std::shared_ptr<Files> files_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace oxus::test
