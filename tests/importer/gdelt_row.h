#pragma once

#include <map>
#include <string>
#include <vector>

namespace oxus::importer {

// A raw GDELT 2.0 row (61 columns): China visits Tajikistan at Khatlon on 2018-01-01, with the
// fields at some positions replaced. The positions are those of the published column list.
inline std::string GdeltLine(const std::map<int, std::string>& replaced = {}) {
  std::vector<std::string> fields(61);
  fields[0] = "719024875";
  fields[1] = "20180101";
  fields[5] = fields[7] = "CHN";
  fields[6] = "CHINA";
  fields[15] = fields[17] = "TJK";
  fields[16] = "TAJIKISTAN";
  fields[25] = "1";
  fields[26] = fields[27] = "042";
  fields[28] = "04";
  fields[29] = "1";
  fields[30] = "1.9";
  fields[51] = "4";
  fields[52] = "Kulob, Khatlon, Tajikistan";
  fields[53] = "TI";
  fields[54] = "TI02";
  fields[56] = "37.9146";
  fields[57] = "69.7845";
  fields[59] = "20180101000000";
  fields[60] = "http://www.example.org/news/1";
  for (const auto& [position, text] : replaced) fields[position] = text;
  std::string line;
  for (const std::string& field : fields) line += field + "\t";
  line.back() = '\n';
  return line;
}

}  // namespace oxus::importer
