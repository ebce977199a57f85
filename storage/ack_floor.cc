#include "storage/ack_floor.h"

#include <xxhash.h>

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/coding.h"
#include "storage/database.h"

namespace oxus::storage {
namespace {

constexpr uint32_t kVersion = 1;
// Slots lie in blocks of their own, as a torn write may spoil what shares its block.
constexpr uint64_t kSlotStride = 4096;
constexpr size_t kSlotCount = 2;
constexpr size_t kSlotBytes = 4 + 3 * 8 + 8;

struct Slot {
  uint64_t generation = 0;
  AckFloor floor;
};

std::string PathIn(const std::string& directory) {
  return absl::StrCat(directory, "/", kAckFloorFileName);
}

uint64_t OffsetOf(uint64_t generation) { return generation % kSlotCount * kSlotStride; }

std::string Encode(const Slot& slot) {
  std::string bytes;
  AppendFixed32(bytes, kVersion);
  AppendFixed64(bytes, slot.generation);
  AppendFixed64(bytes, slot.floor.last_sequence);
  AppendFixed64(bytes, slot.floor.chain);
  AppendFixed64(bytes, XXH3_64bits(bytes.data(), bytes.size()));
  return bytes;
}

// Nullopt when it is unreadable, or not in the place its generation belongs to.
std::optional<Slot> Decode(std::string_view bytes, size_t place) {
  ByteReader reader(bytes);
  const uint32_t version = reader.Fixed32();
  Slot slot;
  slot.generation = reader.Fixed64();
  slot.floor.last_sequence = reader.Fixed64();
  slot.floor.chain = reader.Fixed64();
  const uint64_t checksum = reader.Fixed64();
  const bool sound = reader.ok() && version == kVersion &&
                     checksum == XXH3_64bits(bytes.data(), kSlotBytes - sizeof(checksum)) &&
                     slot.generation % kSlotCount == place;
  return sound ? std::optional(slot) : std::nullopt;
}

absl::Status MakeFile(rocksdb::Env& env, const std::string& directory) {
  // Both slots, or a torn first write could not be told from damage.
  std::string bytes;
  for (uint64_t generation = 0; generation < kSlotCount; ++generation) {
    bytes.resize(OffsetOf(generation));
    bytes += Encode({generation, {}});
  }
  const std::string path = PathIn(directory);
  const std::string temporary = absl::StrCat(path, ".new");
  rocksdb::Status made = rocksdb::WriteStringToFile(&env, bytes, temporary, /*should_sync=*/true);
  if (made.ok()) made = env.RenameFile(temporary, path);
  return made.ok() ? SyncDirectory(env, directory) : FromRocksDb(made, "making ACKED");
}

}  // namespace

absl::StatusOr<std::optional<AckFloorSlots>> ReadAckFloor(rocksdb::Env& env,
                                                          const std::string& directory) {
  const std::string path = PathIn(directory);
  if (const rocksdb::Status exists = env.FileExists(path); exists.IsNotFound()) {
    return std::nullopt;
  }
  std::string bytes;
  const rocksdb::Status read = rocksdb::ReadFileToString(&env, path, &bytes);
  if (!read.ok()) return FromRocksDb(read, "reading ACKED");
  AckFloorSlots slots;
  size_t readable = 0;
  for (size_t place = 0; place < kSlotCount; ++place) {
    const uint64_t offset = place * kSlotStride;
    if (bytes.size() < offset + kSlotBytes) continue;
    const auto slot = Decode(std::string_view(bytes).substr(offset, kSlotBytes), place);
    if (!slot) continue;
    if (readable++ == 0 || slot->generation > slots.generation) {
      slots.generation = slot->generation;
      slots.newest = slot->floor;
    }
  }
  if (readable == 0) return absl::DataLossError("file ACKED is unreadable");
  slots.is_damaged = readable < kSlotCount;
  return slots;
}

absl::StatusOr<std::unique_ptr<AckFloorFile>> AckFloorFile::Open(
    rocksdb::Env& env, const std::string& directory, const std::optional<AckFloorSlots>& found) {
  if (!found) {
    if (absl::Status made = MakeFile(env, directory); !made.ok()) return made;
  }
  std::unique_ptr<rocksdb::RandomRWFile> file;
  const rocksdb::Status opened =
      env.NewRandomRWFile(PathIn(directory), &file, rocksdb::EnvOptions());
  if (!opened.ok()) return FromRocksDb(opened, "opening ACKED");
  const uint64_t generation = found ? found->generation : kSlotCount - 1;
  return std::unique_ptr<AckFloorFile>(new AckFloorFile(std::move(file), generation));
}

absl::Status AckFloorFile::Write(const AckFloor& floor) {
  const Slot slot{++generation_, floor};
  rocksdb::Status written = file_->Write(OffsetOf(slot.generation), Encode(slot));
  if (written.ok()) written = file_->Sync();
  return FromRocksDb(written, "writing ACKED");
}

}  // namespace oxus::storage
