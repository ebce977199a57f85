#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace oxus::importer {

// Bytes one after the other. One thread reads; the two counters may be read from any thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Up to `capacity` bytes into `buffer`; 0 is the end, and stays the end.
  virtual absl::StatusOr<std::size_t> Read(char* buffer, std::size_t capacity) = 0;

  // Bytes taken so far from the outermost source (the file), and its size when it has one.
  virtual std::uint64_t raw_bytes_read() const = 0;
  virtual std::optional<std::uint64_t> raw_size() const = 0;
};

// A regular file, pipe or device; "-" is standard input. Errors as Input::Open.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenFileSource(const std::string& path);

// Bytes in memory.
std::unique_ptr<ByteSource> MakeMemorySource(std::string bytes);

// Gives `prefix` first, then what `rest` gives: how bytes looked at are put back.
std::unique_ptr<ByteSource> MakePrefixedSource(std::string prefix,
                                               std::unique_ptr<ByteSource> rest);

}  // namespace oxus::importer
