#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace oxus::importer {

class ByteSource;

// A file or standard input as a stream of text bytes. gzip and zstd are recognised by their
// first bytes, never by the name, and unpacked on the way (also when several are joined end to
// end, as `cat a.gz b.gz` makes them).
//
// One thread reads; raw_bytes_read() may be called from any thread.
class Input {
 public:
  // Path to a file, or "-" for standard input.
  //   NOT_FOUND           no such file
  //   PERMISSION_DENIED   not readable
  //   INVALID_ARGUMENT    a directory, or content that is not text ("x.csv looks like a PNG
  //                       image, not text"); the name is in every message
  //   INTERNAL            any other failure of the operating system
  static absl::StatusOr<std::unique_ptr<Input>> Open(const std::string& path);

  // The same over bytes in memory; `name` stands in for the path.
  static absl::StatusOr<std::unique_ptr<Input>> FromString(std::string name, std::string bytes);

  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  // Fills `buffer` with up to `capacity` bytes of text and returns how many; 0 is the end.
  //   DATA_LOSS  the compressed stream is cut off ("x.gz: truncated gzip stream after 512 bytes")
  //              or damaged. All bytes before were returned by earlier calls.
  //   INTERNAL   reading failed
  absl::StatusOr<std::size_t> Read(char* buffer, std::size_t capacity);

  // The next bytes, at most `limit` of them, without consuming them; fewer only at the end of
  // the stream or before a failure, which Read will return. The view is good until the next call.
  std::string_view Peek(std::size_t limit);

  // Not OK once a failure lies behind the bytes peeked or read so far.
  const absl::Status& failure() const { return failure_; }

  // As given to Open; "standard input" for "-".
  const std::string& name() const { return name_; }

  // For progress: bytes taken from the file, before unpacking, and the size of the file
  // (nullopt for pipes and standard input).
  std::uint64_t raw_bytes_read() const;
  std::optional<std::uint64_t> raw_size() const;

 private:
  Input(std::string name, std::unique_ptr<ByteSource> source);

  static absl::StatusOr<std::unique_ptr<Input>> FromSource(std::string name,
                                                           std::unique_ptr<ByteSource> source);
  // Reads ahead until `wanted` bytes are there, the end, or a failure (kept for Read).
  void Fill(std::size_t wanted);

  std::string name_;
  std::unique_ptr<ByteSource> source_;
  // Bytes peeked and not yet read: ahead_[ahead_begin_..].
  std::string ahead_;
  std::size_t ahead_begin_ = 0;
  bool ended_ = false;
  absl::Status failure_;
};

}  // namespace oxus::importer
