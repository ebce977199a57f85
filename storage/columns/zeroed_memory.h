#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace oxus::storage {

// A range of memory that reads as zero and takes none until it is written, then a page at a time.
// A large one has large pages where the system gives them: making many small ones would take
// longer than what is written to them.
class ZeroedMemory {
 public:
  // Ends the process when the system has no such range.
  explicit ZeroedMemory(size_t bytes);
  ~ZeroedMemory();
  ZeroedMemory(const ZeroedMemory&) = delete;
  ZeroedMemory& operator=(const ZeroedMemory&) = delete;

  std::byte* data() const { return data_; }
  size_t size() const { return bytes_; }
  // Bytes of a page, at most.
  size_t page_bytes() const;

  // To be called once before Clear: all that was written, and the bytes of the pages it lies in.
  void SetWritten(std::vector<std::span<std::byte>> written, size_t page_bytes);
  // Makes the range read as zero again. It keeps its pages.
  void Clear();
  // Bytes of the pages that it had when it was cleared.
  size_t kept_bytes() const { return kept_bytes_; }

 private:
  const size_t bytes_;
  std::byte* const data_;
  std::vector<std::span<std::byte>> written_;
  size_t kept_bytes_ = 0;
};

}  // namespace oxus::storage
