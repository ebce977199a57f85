#pragma once

#include <array>
#include <streambuf>

namespace oxus::cli {

// A stream buffer over a file descriptor that remembers why writing failed: a reader that went
// away (EPIPE) is no fault, a full disk is.
class FdOutput : public std::streambuf {
 public:
  explicit FdOutput(int descriptor);
  ~FdOutput() override;

  // errno of the first failed write; 0 when there was none.
  int error() const { return error_; }

 protected:
  int_type overflow(int_type character) override;
  int sync() override;

 private:
  bool WriteOut();

  const int descriptor_;
  int error_ = 0;
  std::array<char, 1 << 16> buffer_;
};

}  // namespace oxus::cli
