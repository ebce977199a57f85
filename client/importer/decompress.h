#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "client/importer/byte_source.h"

namespace oxus::importer {

enum class Compression { kNone, kGzip, kZstd };

// Enough bytes for SniffCompression to be sure.
inline constexpr std::size_t kCompressionMagicSize = 4;

Compression SniffCompression(std::string_view first_bytes);

// Unpack what `packed` gives; several streams joined end to end are one. Both give every byte
// they can before they fail with DATA_LOSS, which names `name`, whether the stream is cut off
// or damaged, and after how many packed bytes. They read ahead at most 64 KiB.
std::unique_ptr<ByteSource> MakeGzipSource(std::string name, std::unique_ptr<ByteSource> packed);
std::unique_ptr<ByteSource> MakeZstdSource(std::string name, std::unique_ptr<ByteSource> packed);

}  // namespace oxus::importer
