#include "client/importer/decompress.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <utility>
#include <vector>

namespace oxus::importer {
namespace {

constexpr std::size_t kPackedBuffer = 64 * 1024;

// What both formats share: a buffer of packed bytes, counters and the texts of errors.
class UnpackingSource : public ByteSource {
 public:
  UnpackingSource(std::string name, std::string_view format, std::unique_ptr<ByteSource> packed)
      : name_(std::move(name)), format_(format), packed_(std::move(packed)) {}

  absl::StatusOr<std::size_t> Read(char* buffer, std::size_t capacity) final {
    while (failure_.ok() && !ended_) {
      if (available() == 0 && !output_pending_) {
        absl::Status refilled = Refill();
        if (!refilled.ok()) failure_ = refilled;
        if (!failure_.ok() || ended_) break;
      }
      std::size_t produced = 0;
      absl::Status unpacked = Unpack(buffer, capacity, produced);
      if (!unpacked.ok()) failure_ = unpacked;
      text_bytes_ += produced;
      // A full buffer may hide more text of bytes already taken.
      output_pending_ = produced == capacity;
      if (produced > 0) return produced;
    }
    if (!failure_.ok()) return failure_;
    return std::size_t{0};
  }

  std::uint64_t raw_bytes_read() const final { return packed_->raw_bytes_read(); }
  std::optional<std::uint64_t> raw_size() const final { return packed_->raw_size(); }

 protected:
  // Takes packed bytes from next(), gives text; produced may be 0. A failure that comes with
  // produced bytes is kept for the call after.
  virtual absl::Status Unpack(char* buffer, std::size_t capacity, std::size_t& produced) = 0;
  // Whether the packed bytes may end here.
  virtual bool between_streams() const = 0;

  const char* next() const { return input_.data() + position_; }
  std::size_t available() const { return filled_ - position_; }
  void Consume(std::size_t count) {
    position_ += count;
    packed_bytes_ += count;
  }

  absl::Status Damaged(std::string_view why) const {
    return absl::DataLossError(fmt::format("{}: damaged {} stream after {} bytes ({} of text): {}",
                                           name_, format_, packed_bytes_, text_bytes_, why));
  }

 private:
  absl::Status Refill() {
    absl::StatusOr<std::size_t> got = packed_->Read(input_.data(), input_.size());
    if (!got.ok()) return got.status();
    position_ = 0;
    filled_ = *got;
    if (filled_ > 0) return absl::OkStatus();
    if (!between_streams()) {
      return absl::DataLossError(
          fmt::format("{}: truncated {} stream after {} bytes ({} of text were read)", name_,
                      format_, packed_bytes_, text_bytes_));
    }
    ended_ = true;
    return absl::OkStatus();
  }

  const std::string name_;
  const std::string_view format_;
  const std::unique_ptr<ByteSource> packed_;
  std::vector<char> input_ = std::vector<char>(kPackedBuffer);
  std::size_t position_ = 0;
  std::size_t filled_ = 0;
  std::uint64_t packed_bytes_ = 0;
  std::uint64_t text_bytes_ = 0;
  bool output_pending_ = false;
  bool ended_ = false;
  absl::Status failure_;
};

class GzipSource final : public UnpackingSource {
 public:
  GzipSource(std::string name, std::unique_ptr<ByteSource> packed)
      : UnpackingSource(std::move(name), "gzip", std::move(packed)) {
    // 15: the largest window; + 16: gzip framing with its checksum.
    ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

 protected:
  absl::Status Unpack(char* buffer, std::size_t capacity, std::size_t& produced) override {
    if (!ready_) return absl::ResourceExhaustedError("no memory to unpack gzip");
    if (member_ended_ && !StartNextMember()) return absl::OkStatus();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(next()));
    stream_.avail_in = static_cast<uInt>(available());
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = static_cast<uInt>(capacity);
    const int result = inflate(&stream_, Z_SYNC_FLUSH);
    Consume(available() - stream_.avail_in);
    produced = capacity - stream_.avail_out;
    if (result == Z_STREAM_END) {
      member_ended_ = true;
      return absl::OkStatus();
    }
    if (result == Z_OK || result == Z_BUF_ERROR) return absl::OkStatus();
    return Damaged(stream_.msg != nullptr ? stream_.msg : "not deflate data");
  }

  bool between_streams() const override { return member_ended_; }

 private:
  // After one member come another, zero padding (tapes) or nothing. False: nothing more here.
  bool StartNextMember() {
    while (available() > 0 && *next() == '\0') Consume(1);
    if (available() == 0) return false;
    inflateReset(&stream_);
    member_ended_ = false;
    return true;
  }

  z_stream stream_{};
  bool ready_ = false;
  bool member_ended_ = false;
};

class ZstdSource final : public UnpackingSource {
 public:
  ZstdSource(std::string name, std::unique_ptr<ByteSource> packed)
      : UnpackingSource(std::move(name), "zstd", std::move(packed)),
        stream_(ZSTD_createDStream()) {}
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;

 protected:
  absl::Status Unpack(char* buffer, std::size_t capacity, std::size_t& produced) override {
    if (stream_ == nullptr) return absl::ResourceExhaustedError("no memory to unpack zstd");
    // Asked for more after the end of a frame, zstd would wait for another one.
    if (frame_ended_ && available() == 0) return absl::OkStatus();
    ZSTD_inBuffer input{next(), available(), 0};
    ZSTD_outBuffer output{buffer, capacity, 0};
    const std::size_t result = ZSTD_decompressStream(stream_, &output, &input);
    Consume(input.pos);
    produced = output.pos;
    if (ZSTD_isError(result)) return Damaged(ZSTD_getErrorName(result));
    frame_ended_ = result == 0;
    return absl::OkStatus();
  }

  bool between_streams() const override { return frame_ended_; }

 private:
  ZSTD_DStream* const stream_;
  bool frame_ended_ = false;
};

}  // namespace

Compression SniffCompression(std::string_view first_bytes) {
  if (first_bytes.substr(0, 2) == "\x1f\x8b") return Compression::kGzip;
  if (first_bytes.substr(0, 4) == "\x28\xb5\x2f\xfd") return Compression::kZstd;
  return Compression::kNone;
}

std::unique_ptr<ByteSource> MakeGzipSource(std::string name, std::unique_ptr<ByteSource> packed) {
  return std::make_unique<GzipSource>(std::move(name), std::move(packed));
}

std::unique_ptr<ByteSource> MakeZstdSource(std::string name, std::unique_ptr<ByteSource> packed) {
  return std::make_unique<ZstdSource>(std::move(name), std::move(packed));
}

}  // namespace oxus::importer
