// Plays tests/cases/*.case, each as a test of its own name.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/query/case_runner.h"

namespace oxus::query {
namespace {

std::vector<std::string> CaseFiles() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(OXUS_SOURCE_DIR "/tests/cases")) {
    if (entry.path().extension() == ".case") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

class CasesTest : public ::testing::TestWithParam<std::string> {};

TEST_P(CasesTest, GoAsWritten) {
  for (const std::string& complaint : oxus::test::CaseRunner(GetParam()).Run()) {
    ADD_FAILURE() << GetParam() << ": " << complaint;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, CasesTest, ::testing::ValuesIn(CaseFiles()), [](const auto& file) {
  return std::filesystem::path(file.param).stem().string();
});

}  // namespace
}  // namespace oxus::query
