#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/env.h"

namespace oxus::storage {

// Up to where the log is known to be on disk, and the chain value there.
struct AckFloor {
  uint64_t last_sequence = 0;
  uint64_t chain = 0;

  friend bool operator==(const AckFloor&, const AckFloor&) = default;
};

// Name of the file in the data directory.
inline constexpr char kAckFloorFileName[] = "ACKED";

// What the two slots of the file say.
struct AckFloorSlots {
  AckFloor newest;
  // Of the newest slot; its parity says which one that is.
  uint64_t generation = 0;
  // One slot is unreadable, as after a torn write.
  bool is_damaged = false;
};

// Reads the file and changes nothing; nullopt when there is none. DATA_LOSS: neither slot is
// readable.
absl::StatusOr<std::optional<AckFloorSlots>> ReadAckFloor(rocksdb::Env& env,
                                                          const std::string& directory);

// A file beside the log that says how far the log must reach: RocksDB opens without a word when
// the end of its newest files is gone. It has two slots that are written in turn, so that a torn
// write leaves the other. Not thread-safe. Layout: docs/storage_format.md.
class AckFloorFile {
 public:
  // Makes the file unless ReadAckFloor found it; `found` is what it said. UNAVAILABLE when the disk
  // refuses.
  static absl::StatusOr<std::unique_ptr<AckFloorFile>> Open(
      rocksdb::Env& env, const std::string& directory, const std::optional<AckFloorSlots>& found);

  // On disk when it returns OK. UNAVAILABLE: perhaps it is, perhaps not.
  absl::Status Write(const AckFloor& floor);

 private:
  AckFloorFile(std::unique_ptr<rocksdb::RandomRWFile> file, uint64_t generation)
      : file_(std::move(file)), generation_(generation) {}

  const std::unique_ptr<rocksdb::RandomRWFile> file_;
  uint64_t generation_;
};

}  // namespace oxus::storage
