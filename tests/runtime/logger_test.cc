#include "server/runtime/logger.h"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

namespace oxus::runtime {
namespace {

TEST(LoggerTest, WritesOneLineForEachCallAtOrAboveItsLevel) {
  const FakeClock clock(0);
  std::ostringstream text;
  const Logger logger({.level = LogLevel::kWarn}, clock,
                      std::make_shared<spdlog::sinks::ostream_sink_mt>(text));
  logger.Debug("a");
  logger.Info("b");
  logger.Warn("c", {{"n", 1}});
  // Braces are no placeholders: messages are data.
  logger.Error("d {}");
  EXPECT_EQ(text.str(),
            "ts=1970-01-01T00:00:00.000Z level=warn msg=\"c\" n=1\n"
            "ts=1970-01-01T00:00:00.000Z level=error msg=\"d {}\"\n");
}

}  // namespace
}  // namespace oxus::runtime
