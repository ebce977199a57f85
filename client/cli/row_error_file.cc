#include "client/cli/row_error_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "client/cli/display_text.h"
#include "client/cli/output.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Whether both name one file, or would once it is made. Of what is there only files count: a
// terminal or /dev/null loses nothing by being opened twice.
bool IsSameFile(const std::string& path, const std::string& input) {
  struct stat output_facts = {};
  struct stat input_facts = {};
  if (stat(path.c_str(), &output_facts) != 0) {
    std::error_code error;
    const auto wanted = std::filesystem::weakly_canonical(path, error);
    return !error && wanted == std::filesystem::weakly_canonical(input, error) && !error;
  }
  const bool there =
      (input == "-" ? fstat(STDIN_FILENO, &input_facts) : stat(input.c_str(), &input_facts)) == 0;
  return there && S_ISREG(output_facts.st_mode) && output_facts.st_dev == input_facts.st_dev &&
         output_facts.st_ino == input_facts.st_ino;
}

}  // namespace

absl::Status CheckErrorsPath(const std::string& path, const std::vector<std::string>& inputs) {
  if (path == "-") {
    return absl::InvalidArgumentError(
        "--errors needs the name of a file; '-' is not one, since standard output holds the table");
  }
  for (const std::string& input : inputs) {
    if (path.empty() || !IsSameFile(path, input)) continue;
    return absl::InvalidArgumentError(
        fmt::format("the errors file is one of the inputs: '{}' would be emptied", path));
  }
  return absl::OkStatus();
}

absl::Status RowErrorFile::Open(const std::string& path) {
  path_ = path;
  if (path.empty()) return absl::OkStatus();
  json_ = EndsWith(path, ".ndjson") || EndsWith(path, ".json");
  file_.open(path, std::ios::binary | std::ios::trunc);
  if (!file_.is_open()) {
    return absl::InvalidArgumentError(
        fmt::format("cannot write to '{}': {}", path, std::strerror(errno)));
  }
  if (!json_) file_ << CsvRecord({"file", "line", "key", "field", "reason", "message"});
  return absl::OkStatus();
}

void RowErrorFile::Write(const RowFault& fault) {
  if (!file_.is_open()) return;
  if (json_) {
    file_ << JsonObject({{"file", fault.file},
                         {"line", fault.line},
                         {"key", fault.key},
                         {"field", fault.field},
                         {"reason", fault.reason},
                         {"message", fault.message}})
          << '\n';
  } else {
    // A line break in a text would make two lines of one row.
    file_ << CsvRecord({DisplaySafe(fault.file), fmt::format("{}", fault.line),
                        DisplaySafe(fault.key), DisplaySafe(fault.field), fault.reason,
                        DisplaySafe(fault.message)});
  }
}

absl::Status RowErrorFile::Close() {
  if (!file_.is_open()) return absl::OkStatus();
  file_.close();
  if (file_.good()) return absl::OkStatus();
  return absl::InternalError(fmt::format("'{}' could not be written to its end", path_));
}

}  // namespace oxus::cli
