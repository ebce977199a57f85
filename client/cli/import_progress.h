#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/cli/streams.h"

namespace oxus::cli {

// The line on stderr that says how far an import is, rewritten in place a few times a second.
class ImportProgress {
 public:
  // Nothing is written unless `shown`.
  ImportProgress(Streams& streams, bool shown);
  // Wipes the line.
  ~ImportProgress();

  ImportProgress(const ImportProgress&) = delete;
  ImportProgress& operator=(const ImportProgress&) = delete;

  // `fraction` of the file read, if its size is known.
  void Update(std::string_view file, std::optional<double> fraction, uint64_t rows_read,
              uint64_t answered);
  // Wipes the line, so that something else can be written; the next Update brings it back.
  void Clear();

 private:
  Streams& streams_;
  const bool shown_;
  const std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point next_;
  bool visible_ = false;
};

}  // namespace oxus::cli
