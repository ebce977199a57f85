#include "client/importer/input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>

#include "tests/importer/packed.h"

namespace oxus::importer {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using std::string_literals::operator""s;

struct Text {
  std::string bytes;
  absl::Status status;
};

Text ReadAll(Input& input, std::size_t step = 1000) {
  Text text;
  std::string buffer(step, '\0');
  while (true) {
    absl::StatusOr<std::size_t> got = input.Read(buffer.data(), buffer.size());
    if (!got.ok()) text.status = got.status();
    if (!got.ok() || *got == 0) return text;
    text.bytes.append(buffer, 0, *got);
  }
}

Text ReadAll(const std::string& packed) {
  auto input = Input::FromString("x", packed);
  if (!input.ok()) return {"", input.status()};
  return ReadAll(**input);
}

// Lines that pack well and badly.
std::string SomeText(std::size_t lines) {
  std::string text;
  std::uint32_t noise = 12345;
  for (std::size_t i = 0; i < lines; ++i) {
    noise = noise * 1664525 + 1013904223;
    text += "line " + std::to_string(i) + " " + std::to_string(noise) + "\n";
  }
  return text;
}

TEST(Input, PackedAndPlainBytesReadAlike) {
  const std::string text = SomeText(30'000);
  EXPECT_EQ(ReadAll(text).bytes, text);
  for (const std::string& packed : {Gzip(text), Zstd(text)}) {
    const Text read = ReadAll(packed);
    EXPECT_TRUE(read.status.ok()) << read.status;
    EXPECT_EQ(read.bytes, text);
  }
}

TEST(Input, StreamsJoinedEndToEndAreOne) {
  for (const std::string& packed :
       {Gzip("one\n") + Gzip("") + Gzip("two\n") + "\0\0\0"s, Zstd("one\n") + Zstd("two\n")}) {
    const Text read = ReadAll(packed);
    EXPECT_TRUE(read.status.ok()) << read.status;
    EXPECT_EQ(read.bytes, "one\ntwo\n");
  }
}

TEST(Input, ATruncatedStreamGivesWhatItHasAndThenSaysSo) {
  const std::string text = SomeText(20'000);
  for (const auto& [packed, format] : {std::pair(Gzip(text), "gzip"), {Zstd(text), "zstd"}}) {
    for (std::size_t size = packed.size() / 7; size < packed.size(); size += packed.size() / 7) {
      const Text read = ReadAll(packed.substr(0, size));
      ASSERT_EQ(read.status.code(), absl::StatusCode::kDataLoss);
      EXPECT_THAT(
          std::string(read.status.message()),
          HasSubstr("truncated "s + format + " stream after " + std::to_string(size) + " bytes"));
      EXPECT_EQ(read.bytes, text.substr(0, read.bytes.size()));
    }
    EXPECT_EQ(ReadAll(packed.substr(0, packed.size() - 1)).status.code(),
              absl::StatusCode::kDataLoss);
  }
}

TEST(Input, ADamagedStreamSaysSo) {
  std::string packed = Gzip(SomeText(2'000));
  packed[packed.size() / 2] ^= 0x55;
  const Text read = ReadAll(packed);
  EXPECT_EQ(read.status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(read.status.message()), StartsWith("x: damaged gzip stream"));
}

TEST(Input, WhatIsNotTextIsRefusedByName) {
  const std::pair<std::string, const char*> cases[] = {
      {"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"s, "x looks like a PNG image, not text"},
      {"\xff\xd8\xff\xe0", "a JPEG image"},
      {"%PDF-1.7\n", "a PDF document"},
      {"PK\x03\x04rest", "a ZIP archive"},
      {"BZh91AY", "bzip2 data"},
      {"\xff\xfei\0d\0"s, "UTF-16 text"},
      {"id,\0\0\0,name"s, "binary data"},
      {Gzip("\x89PNG\r\n"), "a PNG image"},
      {Gzip(Gzip("text")), "gzip data inside gzip data"},
  };
  for (const auto& [bytes, what] : cases) {
    auto input = Input::FromString("x", bytes);
    ASSERT_EQ(input.status().code(), absl::StatusCode::kInvalidArgument) << what;
    std::string message(input.status().message());
    message.erase(std::remove(message.begin(), message.end(), ':'), message.end());
    EXPECT_THAT(message, HasSubstr(what));
    EXPECT_THAT(message, HasSubstr("not text"));
  }
}

TEST(Input, PeekingConsumesNothing) {
  auto input = Input::FromString("x", Gzip(SomeText(9'000)));
  const std::string first(*(*input)->Peek(100'000).substr(0, 100).data() == 'l'
                              ? (*input)->Peek(100)
                              : std::string_view());
  EXPECT_EQ(first.size(), 100u);
  EXPECT_EQ(ReadAll(**input).bytes, SomeText(9'000));
  EXPECT_EQ((*input)->Peek(10), "");
}

class InputFile : public ::testing::Test {
 protected:
  InputFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "oxus_input_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~InputFile() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& bytes) {
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  std::filesystem::path folder_;
};

TEST_F(InputFile, TheNameSaysNothingAboutTheContent) {
  auto misnamed = Input::Open(Write("rows.csv", Gzip("a,b\n")));
  ASSERT_TRUE(misnamed.ok()) << misnamed.status();
  EXPECT_EQ(ReadAll(**misnamed).bytes, "a,b\n");
  auto plain = Input::Open(Write("rows.gz", "a,b\n"));
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(ReadAll(**plain).bytes, "a,b\n");
}

TEST_F(InputFile, ProgressIsInBytesOfTheFile) {
  const std::string packed = Gzip(SomeText(50'000));
  auto input = Input::Open(Write("a.gz", packed));
  EXPECT_EQ((*input)->raw_size(), packed.size());
  ReadAll(**input);
  EXPECT_EQ((*input)->raw_bytes_read(), packed.size());
}

TEST_F(InputFile, WhatCannotBeOpenedIsNamed) {
  const std::string missing = (folder_ / "none.csv").string();
  EXPECT_EQ(Input::Open(missing).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Input::Open(missing).status().message(), missing + ": no such file");
  const absl::Status folder = Input::Open(folder_.string()).status();
  EXPECT_EQ(folder.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(folder.message(), folder_.string() + ": is a directory, not a file");
}

TEST_F(InputFile, WhatMayNotBeReadIsNamed) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const std::string path = Write("secret.csv", "a\n");
  ::chmod(path.c_str(), 0);
  EXPECT_EQ(Input::Open(path).status().code(), absl::StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace oxus::importer
