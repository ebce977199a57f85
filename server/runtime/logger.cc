#include "server/runtime/logger.h"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace oxus::runtime {
namespace {

constexpr size_t kMaxQueuedLines = 8192;

std::shared_ptr<spdlog::logger> Prepared(std::shared_ptr<spdlog::logger> lines) {
  // The line is formatted already and its level tested; spdlog only carries it.
  lines->set_pattern("%v");
  lines->set_level(spdlog::level::trace);
  return lines;
}

}  // namespace

struct Logger::Queue {
  std::shared_ptr<spdlog::details::thread_pool> thread =
      std::make_shared<spdlog::details::thread_pool>(kMaxQueuedLines, 1);
};

Logger::Logger(const LogOptions& options, const Clock& clock)
    : options_(options), clock_(clock), queue_(std::make_unique<Queue>()) {
  lines_ = Prepared(std::make_shared<spdlog::async_logger>(
      "oxus", std::make_shared<spdlog::sinks::stderr_sink_mt>(), queue_->thread,
      spdlog::async_overflow_policy::overrun_oldest));
}

Logger::Logger(const LogOptions& options, const Clock& clock,
               std::shared_ptr<spdlog::sinks::sink> sink)
    : options_(options),
      clock_(clock),
      lines_(Prepared(std::make_shared<spdlog::logger>("oxus", std::move(sink)))) {}

Logger::~Logger() {
  if (queue_ != nullptr && queue_->thread->overrun_counter() > 0) {
    Warn("log lines were lost", {{"lines", queue_->thread->overrun_counter()}});
  }
}

void Logger::Write(LogLevel level, std::string_view message, LogFields fields) const {
  if (level < options_.level) return;
  const std::string line = FormatLogLine(options_.format, clock_.NowMs(), level, message, fields);
  lines_->log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace oxus::runtime
