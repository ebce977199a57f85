#include "codes/nearest_word.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oxus::codes {
namespace {

TEST(NearestWord, IsTheWordThatWasMeant) {
  const std::vector<std::string> words = {"import", "query",    "list",   "get",
                                          "status", "data_dir", "workers"};
  struct Case {
    const char* typed;
    const char* nearest;
  };
  const Case cases[] = {
      {"improt", "import"},
      {"quer", "query"},
      {"lst", "list"},
      {"gte", "get"},
      {"LIST", "list"},
      {"datadir", "data_dir"},
      {"worker", "workers"},
      {"delete", ""},
      {"colour", ""},
      {"x", ""},
      {"", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(NearestWord(c.typed, words), c.nearest) << c.typed;
}

TEST(NearestWord, GivesUpOnTextsNoWordCouldBe) {
  const std::vector<std::string> words = {"listen"};
  EXPECT_EQ(NearestWord(std::string(100'000, 'l'), words), "");
}

}  // namespace
}  // namespace oxus::codes
