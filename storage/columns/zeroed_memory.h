#pragma once

#include <cstddef>

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
  // Bytes of a page, at most.
  size_t page_bytes() const;

 private:
  const size_t bytes_;
  std::byte* const data_;
};

}  // namespace oxus::storage
