#include "client/importer/byte_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

namespace oxus::importer {
namespace {

class FileSource : public ByteSource {
 public:
  FileSource(std::string path, int descriptor, bool owned, std::optional<std::uint64_t> size)
      : path_(std::move(path)), descriptor_(descriptor), owned_(owned), size_(size) {}
  ~FileSource() override {
    if (owned_) ::close(descriptor_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  absl::StatusOr<std::size_t> Read(char* buffer, std::size_t capacity) override {
    while (true) {
      const ssize_t got = ::read(descriptor_, buffer, capacity);
      if (got >= 0) {
        read_ += static_cast<std::uint64_t>(got);
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR) {
        return absl::InternalError(
            fmt::format("{}: reading failed: {}", path_, std::strerror(errno)));
      }
    }
  }

  std::uint64_t raw_bytes_read() const override { return read_; }
  std::optional<std::uint64_t> raw_size() const override { return size_; }

 private:
  const std::string path_;
  const int descriptor_;
  const bool owned_;
  const std::optional<std::uint64_t> size_;
  std::atomic<std::uint64_t> read_ = 0;
};

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string bytes) : bytes_(std::move(bytes)) {}

  absl::StatusOr<std::size_t> Read(char* buffer, std::size_t capacity) override {
    const std::size_t count = std::min<std::size_t>(capacity, bytes_.size() - read_);
    std::memcpy(buffer, bytes_.data() + read_, count);
    read_ += count;
    return count;
  }

  std::uint64_t raw_bytes_read() const override { return read_; }
  std::optional<std::uint64_t> raw_size() const override { return bytes_.size(); }

 private:
  const std::string bytes_;
  std::atomic<std::uint64_t> read_ = 0;
};

class PrefixedSource : public ByteSource {
 public:
  PrefixedSource(std::string prefix, std::unique_ptr<ByteSource> rest)
      : prefix_(std::move(prefix)), rest_(std::move(rest)) {}

  absl::StatusOr<std::size_t> Read(char* buffer, std::size_t capacity) override {
    if (given_ == prefix_.size()) return rest_->Read(buffer, capacity);
    const std::size_t count = std::min(capacity, prefix_.size() - given_);
    std::memcpy(buffer, prefix_.data() + given_, count);
    given_ += count;
    return count;
  }

  std::uint64_t raw_bytes_read() const override { return rest_->raw_bytes_read(); }
  std::optional<std::uint64_t> raw_size() const override { return rest_->raw_size(); }

 private:
  const std::string prefix_;
  std::size_t given_ = 0;
  const std::unique_ptr<ByteSource> rest_;
};

absl::Status OpenFailure(const std::string& path, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(fmt::format("{}: no such file", path));
    case EACCES:
    case EPERM:
      return absl::PermissionDeniedError(fmt::format("{}: not readable: permission denied", path));
    default:
      return absl::InternalError(
          fmt::format("{}: cannot be opened: {}", path, std::strerror(error)));
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> OpenFileSource(const std::string& path) {
  if (path == "-") {
    return std::make_unique<FileSource>("standard input", STDIN_FILENO, /*owned=*/false,
                                        std::nullopt);
  }
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return OpenFailure(path, errno);
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0) {
    const int error = errno;
    ::close(descriptor);
    return OpenFailure(path, error);
  }
  if (S_ISDIR(facts.st_mode)) {
    ::close(descriptor);
    return absl::InvalidArgumentError(fmt::format("{}: is a directory, not a file", path));
  }
  std::optional<std::uint64_t> size;
  if (S_ISREG(facts.st_mode)) size = static_cast<std::uint64_t>(facts.st_size);
  return std::make_unique<FileSource>(path, descriptor, /*owned=*/true, size);
}

std::unique_ptr<ByteSource> MakeMemorySource(std::string bytes) {
  return std::make_unique<MemorySource>(std::move(bytes));
}

std::unique_ptr<ByteSource> MakePrefixedSource(std::string prefix,
                                               std::unique_ptr<ByteSource> rest) {
  return std::make_unique<PrefixedSource>(std::move(prefix), std::move(rest));
}

}  // namespace oxus::importer
