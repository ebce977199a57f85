#pragma once

#include <cstdint>
#include <string>

namespace oxus::bench {

// A new directory under TMPDIR (/tmp) that is removed with all in it when the object goes. Throws
// when it cannot be made.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Sum of the lengths of all files below `directory`.
uint64_t FileBytes(const std::string& directory);

}  // namespace oxus::bench
