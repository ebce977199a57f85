#include "client/importer/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "client/importer/byte_source.h"
#include "client/importer/decompress.h"
#include "client/importer/text_check.h"

namespace oxus::importer {
namespace {

constexpr std::size_t kTextCheckBytes = 4096;
constexpr std::size_t kReadStep = 64 * 1024;

// Puts the unpacking stage on top when the first bytes ask for it.
absl::StatusOr<std::unique_ptr<ByteSource>> Unpacked(const std::string& name,
                                                     std::unique_ptr<ByteSource> source) {
  std::string first(kCompressionMagicSize, '\0');
  std::size_t filled = 0;
  while (filled < first.size()) {
    absl::StatusOr<std::size_t> got = source->Read(first.data() + filled, first.size() - filled);
    if (!got.ok()) return got.status();
    if (*got == 0) break;
    filled += *got;
  }
  first.resize(filled);
  const Compression compression = SniffCompression(first);
  source = MakePrefixedSource(std::move(first), std::move(source));
  switch (compression) {
    case Compression::kNone:
      return source;
    case Compression::kGzip:
      return MakeGzipSource(name, std::move(source));
    case Compression::kZstd:
      return MakeZstdSource(name, std::move(source));
  }
  return source;
}

}  // namespace

Input::Input(std::string name, std::unique_ptr<ByteSource> source)
    : name_(std::move(name)), source_(std::move(source)) {}

Input::~Input() = default;

absl::StatusOr<std::unique_ptr<Input>> Input::Open(const std::string& path) {
  absl::StatusOr<std::unique_ptr<ByteSource>> file = OpenFileSource(path);
  if (!file.ok()) return file.status();
  return FromSource(path == "-" ? "standard input" : path, *std::move(file));
}

absl::StatusOr<std::unique_ptr<Input>> Input::FromString(std::string name, std::string bytes) {
  return FromSource(std::move(name), MakeMemorySource(std::move(bytes)));
}

absl::StatusOr<std::unique_ptr<Input>> Input::FromSource(std::string name,
                                                         std::unique_ptr<ByteSource> source) {
  absl::StatusOr<std::unique_ptr<ByteSource>> text = Unpacked(name, std::move(source));
  if (!text.ok()) return text.status();
  std::unique_ptr<Input> input(new Input(std::move(name), *std::move(text)));
  if (std::optional<std::string> what = WhatInsteadOfText(input->Peek(kTextCheckBytes))) {
    return absl::InvalidArgumentError(
        fmt::format("{}: looks like {}, not text", input->name(), *what));
  }
  return input;
}

void Input::Fill(std::size_t wanted) {
  if (ahead_begin_ > 0) {
    ahead_.erase(0, ahead_begin_);
    ahead_begin_ = 0;
  }
  while (ahead_.size() < wanted && !ended_ && failure_.ok()) {
    const std::size_t before = ahead_.size();
    ahead_.resize(before + kReadStep);
    absl::StatusOr<std::size_t> got = source_->Read(ahead_.data() + before, kReadStep);
    ahead_.resize(before + (got.ok() ? *got : 0));
    if (!got.ok()) {
      failure_ = got.status();
    } else if (*got == 0) {
      ended_ = true;
    }
  }
}

absl::StatusOr<std::size_t> Input::Read(char* buffer, std::size_t capacity) {
  if (ahead_begin_ < ahead_.size()) {
    const std::size_t count = std::min(capacity, ahead_.size() - ahead_begin_);
    std::memcpy(buffer, ahead_.data() + ahead_begin_, count);
    ahead_begin_ += count;
    return count;
  }
  if (!failure_.ok()) return failure_;
  if (ended_) return std::size_t{0};
  absl::StatusOr<std::size_t> got = source_->Read(buffer, capacity);
  if (!got.ok()) failure_ = got.status();
  if (got.ok() && *got == 0) ended_ = true;
  return got;
}

std::string_view Input::Peek(std::size_t limit) {
  if (ahead_.size() - ahead_begin_ < limit) Fill(limit);
  return std::string_view(ahead_).substr(ahead_begin_, limit);
}

std::uint64_t Input::raw_bytes_read() const { return source_->raw_bytes_read(); }
std::optional<std::uint64_t> Input::raw_size() const { return source_->raw_size(); }

}  // namespace oxus::importer
