#include "client/cli/row_error_file.h"

#include <cerrno>
#include <cstring>
#include <string_view>

#include "client/cli/display_text.h"
#include "client/cli/output.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

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
