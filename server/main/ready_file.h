#pragma once

#include <string>

#include "absl/status/status.h"

namespace oxus {

// The file that tells a script where the server listens. It holds the address and a newline, is
// there only while the server answers, and appears whole: it is written aside and renamed.
class ReadyFile {
 public:
  // An empty path writes nothing. A file left by an earlier run is removed.
  explicit ReadyFile(std::string path);
  // Removes the file.
  ~ReadyFile();
  ReadyFile(const ReadyFile&) = delete;
  ReadyFile& operator=(const ReadyFile&) = delete;

  absl::Status Write(const std::string& address);

 private:
  const std::string path_;
};

}  // namespace oxus
