#include "storage/format_file.h"

#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "storage/database.h"

namespace oxus::storage {
namespace {

constexpr char kTemporaryName[] = "FORMAT.new";
constexpr char kPrefix[] = "oxus-format ";

absl::Status Refused(const std::string& directory, const std::string& why) {
  return absl::FailedPreconditionError(absl::StrCat("data directory ", directory, ": ", why));
}

std::string PathOf(const std::string& directory, const char* name) {
  return absl::StrCat(directory, "/", name);
}

// Anything but what an interrupted first start may have left.
bool HoldsForeignFiles(rocksdb::Env& env, const std::string& directory) {
  std::vector<std::string> names;
  env.GetChildren(directory, &names).PermitUncheckedError();
  for (const std::string& name : names) {
    if (name != kTemporaryName && name != "." && name != "..") return true;
  }
  return false;
}

// NOT_FOUND when there is no such file.
absl::StatusOr<uint32_t> ReadVersion(rocksdb::Env& env, const std::string& directory) {
  const std::string path = PathOf(directory, kFormatFileName);
  if (env.FileExists(path).IsNotFound()) return absl::NotFoundError(path);
  std::string text;
  const rocksdb::Status read = rocksdb::ReadFileToString(&env, path, &text);
  const std::string line = text.substr(0, text.find('\n'));
  uint32_t version = 0;
  if (!read.ok() || line.rfind(kPrefix, 0) != 0 ||
      !absl::SimpleAtoi(line.substr(std::strlen(kPrefix)), &version) || version == 0) {
    return absl::DataLossError(
        absl::StrCat("data directory ", directory, ": file ", kFormatFileName, " is unreadable"));
  }
  return version;
}

absl::Status CheckVersion(const std::string& directory, uint32_t version) {
  if (version <= kFormatVersion) return absl::OkStatus();
  return Refused(directory, absl::StrCat("has format ", version, "; this program reads up to ",
                                         kFormatVersion, ". Use a newer oxusd"));
}

absl::Status WriteFormatFile(rocksdb::Env& env, const std::string& directory) {
  const std::string temporary = PathOf(directory, kTemporaryName);
  const std::string text = absl::StrCat(kPrefix, kFormatVersion, "\n");
  rocksdb::Status written = rocksdb::WriteStringToFile(&env, text, temporary, /*should_sync=*/true);
  if (written.ok()) written = env.RenameFile(temporary, PathOf(directory, kFormatFileName));
  if (!written.ok()) return Refused(directory, written.ToString());
  const absl::Status synced = SyncDirectory(env, directory);
  return synced.ok() ? synced : Refused(directory, std::string(synced.message()));
}

}  // namespace

absl::Status PrepareDataDirectory(rocksdb::Env& env, const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return Refused(directory, error.message());
  const absl::StatusOr<uint32_t> version = ReadVersion(env, directory);
  if (version.ok()) return CheckVersion(directory, *version);
  if (!absl::IsNotFound(version.status())) return version.status();
  if (HoldsForeignFiles(env, directory)) {
    return absl::InvalidArgumentError(
        absl::StrCat("data directory ", directory,
                     " is not empty and holds no oxus store; name an empty or a new one"));
  }
  return WriteFormatFile(env, directory);
}

absl::Status MarkUpgraded(rocksdb::Env& env, const std::string& directory) {
  const absl::StatusOr<uint32_t> version = ReadVersion(env, directory);
  if (!version.ok()) return version.status();
  return *version == kFormatVersion ? absl::OkStatus() : WriteFormatFile(env, directory);
}

}  // namespace oxus::storage
