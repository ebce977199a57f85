#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace oxus::ingest {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(std::string(OXUS_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(file.is_open()) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::set<std::string> Matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it) {
    found.insert((*it)[1]);
  }
  return found;
}

// Reason codes as the sources write them, and as the page writes them.
const char* const kInSource = "\"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\"";
const char* const kInPage = "`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`";

TEST(ValidationPage, ListsEveryReasonAndNoOther) {
  std::set<std::string> reasons = Matches(ReadFile("server/ingest/reasons.h"), kInSource);
  const size_t stateless = reasons.size();
  EXPECT_GT(stateless, 50u);
  reasons.merge(Matches(ReadFile("server/ingest/outcome.cc"), kInSource));
  EXPECT_GT(reasons.size(), stateless);
  EXPECT_EQ(Matches(ReadFile("docs/validation.md"), kInPage), reasons);
}

}  // namespace
}  // namespace oxus::ingest
