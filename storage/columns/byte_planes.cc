#include "storage/columns/byte_planes.h"

#include <zstd.h>

#include <cstring>
#include <memory>

namespace oxus::storage {
namespace {

enum class Compression : uint8_t { kNone = 0, kZstd = 1 };

// Chosen by measurement: docs/storage_format.md.
constexpr int kLevel = 1;
// Compressed bytes must be fewer by this part to be worth the time to decode them.
constexpr size_t kLeastGain = 16;

// Contexts are costly to make, so each thread keeps one.
ZSTD_CCtx* Compressor() {
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  thread_local const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
  return context.get();
}

ZSTD_DCtx* Decompressor() {
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  return context.get();
}

void Append(std::string& out, Compression compression, const void* data, size_t size) {
  out.push_back(static_cast<char>(compression));
  AppendVarint(out, size);
  out.append(static_cast<const char*>(data), size);
}

}  // namespace

void AppendPlane(std::string& out, std::span<const uint8_t> bytes) {
  const size_t bound = ZSTD_compressBound(bytes.size());
  const auto packed = std::make_unique_for_overwrite<char[]>(bound);
  const size_t size =
      ZSTD_compressCCtx(Compressor(), packed.get(), bound, bytes.data(), bytes.size(), kLevel);
  if (ZSTD_isError(size) || size + bytes.size() / kLeastGain >= bytes.size()) {
    Append(out, Compression::kNone, bytes.data(), bytes.size());
  } else {
    Append(out, Compression::kZstd, packed.get(), size);
  }
}

bool ReadPlane(ByteReader& in, std::span<uint8_t> bytes) {
  const auto compression = static_cast<Compression>(in.Byte());
  const std::string_view data = in.Bytes(in.Varint());
  if (!in.ok()) return false;
  switch (compression) {
    case Compression::kNone:
      if (data.size() != bytes.size()) return false;
      if (!data.empty()) std::memcpy(bytes.data(), data.data(), data.size());
      return true;
    case Compression::kZstd:
      return ZSTD_decompressDCtx(Decompressor(), bytes.data(), bytes.size(), data.data(),
                                 data.size()) == bytes.size();
  }
  return false;
}

}  // namespace oxus::storage
