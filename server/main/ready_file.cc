#include "server/main/ready_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>

namespace oxus {

ReadyFile::ReadyFile(std::string path) : path_(std::move(path)) {
  if (!path_.empty()) std::remove(path_.c_str());
}

ReadyFile::~ReadyFile() {
  if (!path_.empty()) std::remove(path_.c_str());
}

absl::Status ReadyFile::Write(const std::string& address) {
  if (path_.empty()) return absl::OkStatus();
  const std::string aside = path_ + ".new";
  std::ofstream file(aside, std::ios::trunc);
  file << address << '\n';
  file.close();
  if (file && std::rename(aside.c_str(), path_.c_str()) == 0) return absl::OkStatus();
  return absl::UnavailableError(
      fmt::format("ready file {} cannot be written: {}", path_, std::strerror(errno)));
}

}  // namespace oxus
