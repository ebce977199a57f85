#include "codes/code_index.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oxus::codes {
namespace {

CodeIndex IndexOf(const std::vector<std::string>& codes) {
  return CodeIndex(codes, [](const std::string& code) { return std::string_view(code); });
}

TEST(CodeIndexTest, FindsEveryCodeAtItsRow) {
  std::vector<std::string> codes;
  for (int i = 0; i < 5000; ++i) codes.push_back("C" + std::to_string(i));
  const CodeIndex index = IndexOf(codes);
  for (int i = 0; i < 5000; ++i) EXPECT_EQ(index.Find(codes[static_cast<size_t>(i)]), i);
  EXPECT_EQ(index.Find("C5000"), CodeIndex::kNone);
}

TEST(CodeIndexTest, LeadingZerosAndLengthCount) {
  const CodeIndex index = IndexOf({"01", "1", "010"});
  EXPECT_EQ(index.Find("1"), 1);
  EXPECT_EQ(index.Find("01"), 0);
  EXPECT_EQ(index.Find("010"), 2);
  EXPECT_EQ(index.Find("001"), CodeIndex::kNone);
}

TEST(CodeIndexTest, TextsThatAreNoCodesAreNotFound) {
  const CodeIndex index = IndexOf({"TJ", "TI02"});
  for (const std::string_view text :
       {std::string_view(), std::string_view("TJ\0", 3), std::string_view("TJ "),
        std::string_view("a text longer than any code"), std::string_view("\0", 1)}) {
    EXPECT_EQ(index.Find(text), CodeIndex::kNone) << text;
  }
}

TEST(CodeIndexTest, AnEmptyListHasNoCode) { EXPECT_EQ(IndexOf({}).Find("A"), CodeIndex::kNone); }

TEST(CodeIndexTest, OfEqualCodesTheFirstStays) { EXPECT_EQ(IndexOf({"A", "A"}).Find("A"), 0); }

}  // namespace
}  // namespace oxus::codes
