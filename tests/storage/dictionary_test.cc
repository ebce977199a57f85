#include "storage/dictionary.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace oxus::storage {
namespace {

constexpr DictionaryColumn kActor = DictionaryColumn::kActor;
constexpr DictionaryColumn kTag = DictionaryColumn::kTag;

// Short ones, empty space in between, and a few larger than an arena block.
std::string TextOf(uint32_t code) {
  std::string text = "text " + std::to_string(code);
  if (code % 5000 == 0) text.append(40'000, 'x');
  return text;
}

TEST(Dictionary, NumbersFromOneInOrderOfAppearance) {
  Dictionary dictionary;
  constexpr uint32_t kCount = 20'000;
  for (uint32_t code = 1; code <= kCount; ++code) {
    ASSERT_EQ(dictionary.Find(kActor, TextOf(code)), 0u);
    ASSERT_EQ(dictionary.Code(kActor, TextOf(code)), code);
    ASSERT_EQ(dictionary.Code(kActor, TextOf(code)), code);
  }
  for (uint32_t code = 1; code <= kCount; ++code) {
    ASSERT_EQ(dictionary.Text(kActor, code), TextOf(code));
    ASSERT_EQ(dictionary.Find(kActor, TextOf(code)), code);
  }
  EXPECT_EQ(dictionary.size(kActor), kCount);
  EXPECT_GT(dictionary.bytes(), kCount * 10);
}

TEST(Dictionary, ColumnsHaveNumbersOfTheirOwn) {
  Dictionary dictionary;
  dictionary.Code(kActor, "TJK");
  EXPECT_EQ(dictionary.Find(kTag, "TJK"), 0u);
  EXPECT_EQ(dictionary.Code(kTag, "border"), 1u);
  EXPECT_EQ(dictionary.Text(kActor, 1), "TJK");
}

TEST(Dictionary, EmptyTextsAndUnknownCodesAreNothing) {
  Dictionary dictionary;
  EXPECT_EQ(dictionary.Code(kActor, ""), 0u);
  EXPECT_EQ(dictionary.Find(kActor, ""), 0u);
  dictionary.Code(kActor, "TJK");
  EXPECT_EQ(dictionary.Text(kActor, 0), "");
  EXPECT_EQ(dictionary.Text(kActor, 2), "");
  EXPECT_EQ(dictionary.size(kActor), 1u);
}

// Readers beside the writer: what is found has its text, what was once found stays found.
TEST(Dictionary, ReadersNeedNoLock) {
  Dictionary dictionary;
  constexpr uint32_t kCount = 30'000;
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (uint32_t reader = 0; reader < 2; ++reader) {
    readers.emplace_back([&, reader] {
      for (uint32_t at = reader; !done; at += 7) {
        const uint32_t size = dictionary.size(kActor);
        if (size == 0) continue;
        const uint32_t code = 1 + at % size;
        ASSERT_EQ(dictionary.Text(kActor, code), TextOf(code));
        const uint32_t next = dictionary.Find(kActor, TextOf(size + 1));
        ASSERT_TRUE(next == 0 || next == size + 1);
        // The newest code may be a moment from being found.
        if (code < size) {
          ASSERT_EQ(dictionary.Find(kActor, TextOf(code)), code);
        }
      }
    });
  }
  for (uint32_t code = 1; code <= kCount; ++code) dictionary.Code(kActor, TextOf(code));
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace oxus::storage
