#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

namespace oxus::storage {

// Numbers that loops may read 64 bytes at a time: aligned to 64 bytes, with zeros after the end up
// to a multiple of 64 and 64 more. What is inside is not set by the constructor.
template <typename T>
class AlignedArray {
 public:
  AlignedArray() = default;
  explicit AlignedArray(size_t size)
      : size_(size),
        data_(static_cast<T*>(::operator new (Padded(size), std::align_val_t{kAlignment}))) {
    std::memset(reinterpret_cast<std::byte*>(data_.get()) + size * sizeof(T), 0,
                Padded(size) - size * sizeof(T));
  }

  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  size_t size() const { return size_; }
  size_t bytes() const { return data_ == nullptr ? 0 : Padded(size_); }
  T& operator[](size_t index) { return data_.get()[index]; }
  const T& operator[](size_t index) const { return data_.get()[index]; }

 private:
  static constexpr size_t kAlignment = 64;

  struct Release {
    void operator()(T* data) const { ::operator delete (data, std::align_val_t{kAlignment}); }
  };

  static size_t Padded(size_t size) {
    return (size * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment + kAlignment;
  }

  size_t size_ = 0;
  std::unique_ptr<T, Release> data_;
};

}  // namespace oxus::storage
