#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace oxus::cli {

// One row that is not in the store, and why.
struct RowFault {
  std::string file;
  uint64_t line = 0;
  // "producer/external id" of a row that was read and then rejected; empty otherwise.
  std::string key;
  // Field path or column; empty when it is the row as a whole.
  std::string field;
  // "REJECTED" codes of the server, or UNREADABLE.
  std::string reason;
  std::string message;
};

// INVALID_ARGUMENT when the errors must not go to `path`: to make the file empties it, so it may
// not be one of `inputs` (paths, or "-" for standard input), by whatever name; and "-" is no file.
absl::Status CheckErrorsPath(const std::string& path, const std::vector<std::string>& inputs);

// Where `import --errors` keeps the rows that failed, one line each: NDJSON if the name ends in
// .ndjson or .json, CSV with the header file,line,key,field,reason,message otherwise.
class RowErrorFile {
 public:
  // Makes or empties the file. An empty path opens nothing and Write does nothing.
  absl::Status Open(const std::string& path);
  void Write(const RowFault& fault);
  // Not OK when something could not be written.
  absl::Status Close();

 private:
  std::string path_;
  std::ofstream file_;
  bool json_ = false;
};

}  // namespace oxus::cli
