#include "server/config/nearest_name.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oxus::config {
namespace {

const std::vector<std::string> kNames = {"data_dir", "listen", "log_level", "workers"};

TEST(NearestNameTest, FindsTheNameThatWasMeant) {
  struct Case {
    const char* text;
    const char* nearest;
  };
  const Case cases[] = {
      {"listen", "listen"},
      {"listen", "listen"},
      {"Listen", "listen"},
      {"datadir", "data_dir"},
      {"data-dir", "data_dir"},
      {"loglevel", "log_level"},
      {"worker", "workers"},
      {"colour", ""},
      {"", ""},
      {"x", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(NearestName(c.text, kNames), c.nearest) << c.text;
}

TEST(NearestNameTest, GivesUpOnTextsNoNameCouldBe) {
  EXPECT_EQ(NearestName(std::string(100'000, 'l'), kNames), "");
}

}  // namespace
}  // namespace oxus::config
