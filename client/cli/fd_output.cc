#include "client/cli/fd_output.h"

#include <unistd.h>

#include <cerrno>

namespace oxus::cli {

FdOutput::FdOutput(int descriptor) : descriptor_(descriptor) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

FdOutput::~FdOutput() { WriteOut(); }

FdOutput::int_type FdOutput::overflow(int_type character) {
  if (!WriteOut()) return traits_type::eof();
  if (!traits_type::eq_int_type(character, traits_type::eof())) {
    sputc(traits_type::to_char_type(character));
  }
  return traits_type::not_eof(character);
}

int FdOutput::sync() { return WriteOut() ? 0 : -1; }

bool FdOutput::WriteOut() {
  const char* next = pbase();
  while (next < pptr() && error_ == 0) {
    const ssize_t written = ::write(descriptor_, next, pptr() - next);
    if (written > 0) {
      next += written;
    } else if (written < 0 && errno != EINTR) {
      error_ = errno;
    }
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return error_ == 0;
}

}  // namespace oxus::cli
