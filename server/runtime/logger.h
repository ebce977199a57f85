#pragma once

#include <memory>
#include <string_view>

#include "server/runtime/clock.h"
#include "server/runtime/log_line.h"

namespace spdlog {
class logger;
namespace sinks {
class sink;
}
}  // namespace spdlog

namespace oxus::runtime {

struct LogOptions {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kLogfmt;
};

// Writes structured lines. One per process, made by main and handed down by reference. Any
// thread. A line is queued, never waited for: a log that nobody reads (a full pipe) costs the
// oldest queued lines, at most 8192 are held, and never a caller's time.
class Logger {
 public:
  // To stderr. The clock must outlive the logger.
  Logger(const LogOptions& options, const Clock& clock);
  // To a sink of the caller's, line by line before each call returns; for tests.
  Logger(const LogOptions& options, const Clock& clock, std::shared_ptr<spdlog::sinks::sink> sink);
  // Writes what is queued.
  ~Logger();
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;

  void Debug(std::string_view message, LogFields fields = {}) const {
    Write(LogLevel::kDebug, message, fields);
  }
  void Info(std::string_view message, LogFields fields = {}) const {
    Write(LogLevel::kInfo, message, fields);
  }
  void Warn(std::string_view message, LogFields fields = {}) const {
    Write(LogLevel::kWarn, message, fields);
  }
  void Error(std::string_view message, LogFields fields = {}) const {
    Write(LogLevel::kError, message, fields);
  }

 private:
  struct Queue;

  void Write(LogLevel level, std::string_view message, LogFields fields) const;

  const LogOptions options_;
  const Clock& clock_;
  std::unique_ptr<Queue> queue_;
  std::shared_ptr<spdlog::logger> lines_;
};

}  // namespace oxus::runtime
