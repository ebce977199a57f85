#pragma once

#include <map>
#include <string>
#include <vector>

namespace oxus::codes {

// The rows of a table under data/, by column name. Fails the test when the file is not there.
using DataRow = std::map<std::string, std::string>;
std::vector<DataRow> ReadDataTable(const std::string& name);

}  // namespace oxus::codes
