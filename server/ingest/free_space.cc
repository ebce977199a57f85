#include "server/ingest/free_space.h"

#include <sys/statvfs.h>

#include <algorithm>

#include "fmt/format.h"

namespace oxus::ingest {
namespace {

uint64_t Mib(uint64_t bytes) { return bytes >> 20; }

}  // namespace

absl::StatusOr<DiskSpace> DiskSpaceAt(const std::string& path) {
  struct statvfs found {};
  if (statvfs(path.c_str(), &found) != 0) {
    return absl::UnavailableError(fmt::format("{} does not say what space is free", path));
  }
  return DiskSpace{found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize};
}

absl::Status FreeSpaceFloor::Check() const {
  const absl::StatusOr<DiskSpace> space = measure_();
  if (!space.ok()) return absl::OkStatus();
  const uint64_t floor =
      bytes_ != 0 ? bytes_ : std::max(kDefaultBytes, space->size / kDefaultPartOf);
  if (space->available >= floor) return absl::OkStatus();
  return absl::ResourceExhaustedError(fmt::format(
      "the disk is nearly full: {} MiB are free and min_free_mib keeps {} MiB so. Nothing of this "
      "batch was stored; free space and send it again",
      Mib(space->available), Mib(floor)));
}

}  // namespace oxus::ingest
