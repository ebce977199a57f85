#include "tests/codes/data_table.h"

#include <gtest/gtest.h>

#include <fstream>

namespace oxus::codes {
namespace {

std::vector<std::string> SplitTabs(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == '\t') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace

std::vector<DataRow> ReadDataTable(const std::string& name) {
  std::ifstream file(std::string(OXUS_SOURCE_DIR) + "/data/" + name);
  EXPECT_TRUE(file.is_open()) << name;
  std::vector<std::string> columns;
  std::vector<DataRow> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string> fields = SplitTabs(line);
    if (columns.empty()) {
      columns = fields;
      continue;
    }
    DataRow& row = rows.emplace_back();
    for (size_t i = 0; i < columns.size(); ++i) {
      row[columns[i]] = i < fields.size() ? fields[i] : std::string();
    }
  }
  EXPECT_FALSE(rows.empty()) << name;
  return rows;
}

}  // namespace oxus::codes
