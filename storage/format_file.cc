#include "storage/format_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace oxus::storage {
namespace {

namespace fs = std::filesystem;

constexpr char kTemporaryName[] = "FORMAT.new";
constexpr char kPrefix[] = "oxus-format ";

absl::Status Refused(const std::string& directory, const std::string& why) {
  return absl::FailedPreconditionError(absl::StrCat("data directory ", directory, ": ", why));
}

// Anything but what an interrupted first start may have left.
bool HoldsForeignFiles(const std::string& directory) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().filename() != kTemporaryName) return true;
  }
  return false;
}

absl::StatusOr<uint32_t> ReadVersion(const std::string& directory, std::ifstream& file) {
  std::string line;
  std::getline(file, line);
  uint32_t version = 0;
  if (line.rfind(kPrefix, 0) != 0 ||
      !absl::SimpleAtoi(line.substr(std::strlen(kPrefix)), &version) || version == 0) {
    return absl::DataLossError(
        absl::StrCat("data directory ", directory, ": file ", kFormatFileName, " is unreadable"));
  }
  return version;
}

absl::Status CheckVersion(const std::string& directory, std::ifstream& file) {
  const absl::StatusOr<uint32_t> version = ReadVersion(directory, file);
  if (!version.ok()) return version.status();
  if (*version > kFormatVersion) {
    return Refused(directory, absl::StrCat("has format ", *version, "; this program reads up to ",
                                           kFormatVersion, ". Use a newer oxusd"));
  }
  return absl::OkStatus();
}

bool SyncPath(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = fsync(fd) == 0;
  close(fd);
  return synced;
}

absl::Status WriteFormatFile(const std::string& directory) {
  const std::string temporary = absl::StrCat(directory, "/", kTemporaryName);
  const std::string final_name = absl::StrCat(directory, "/", kFormatFileName);
  {
    std::ofstream file(temporary, std::ios::trunc);
    file << kPrefix << kFormatVersion << "\n";
    if (!file.flush()) return Refused(directory, std::strerror(errno));
  }
  const bool written = SyncPath(temporary) &&
                       std::rename(temporary.c_str(), final_name.c_str()) == 0 &&
                       SyncPath(directory);
  return written ? absl::OkStatus() : Refused(directory, std::strerror(errno));
}

}  // namespace

absl::Status PrepareDataDirectory(const std::string& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return Refused(directory, error.message());
  std::ifstream file(absl::StrCat(directory, "/", kFormatFileName));
  if (file.is_open()) return CheckVersion(directory, file);
  if (HoldsForeignFiles(directory)) {
    return absl::InvalidArgumentError(
        absl::StrCat("data directory ", directory,
                     " is not empty and holds no oxus store; name an empty or a new one"));
  }
  return WriteFormatFile(directory);
}

absl::Status MarkUpgraded(const std::string& directory) {
  std::ifstream file(absl::StrCat(directory, "/", kFormatFileName));
  const absl::StatusOr<uint32_t> version = ReadVersion(directory, file);
  if (!version.ok()) return version.status();
  return *version == kFormatVersion ? absl::OkStatus() : WriteFormatFile(directory);
}

}  // namespace oxus::storage
