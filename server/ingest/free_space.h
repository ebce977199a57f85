#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace oxus::ingest {

// What a file system holds, bytes.
struct DiskSpace {
  uint64_t size = 0;
  // To a process without privileges.
  uint64_t available = 0;
};

// Of the file system that `path` is on. UNAVAILABLE when it does not say.
absl::StatusOr<DiskSpace> DiskSpaceAt(const std::string& path);

// Stops ingest while the disk still has room: a write that meets a full disk would end the server,
// and what is committed already needs room to be sealed and compacted. Pure but for what `measure`
// does; any thread.
class FreeSpaceFloor {
 public:
  using Measure = std::function<absl::StatusOr<DiskSpace>()>;

  // The floor when none is set: the larger of this and this part of the disk.
  static constexpr uint64_t kDefaultBytes = uint64_t{1} << 30;
  static constexpr uint64_t kDefaultPartOf = 50;

  // `bytes` is the floor; 0 for the default one.
  FreeSpaceFloor(uint64_t bytes, Measure measure) : bytes_(bytes), measure_(std::move(measure)) {}

  // OK to write; RESOURCE_EXHAUSTED with the floor, what is free and what helps. A disk that does
  // not say what is free is written to.
  absl::Status Check() const;

 private:
  const uint64_t bytes_;
  const Measure measure_;
};

}  // namespace oxus::ingest
