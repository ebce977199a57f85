#include "server/rpc/protobuf_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

#include "oxus/v1/event.pb.h"

namespace oxus::rpc {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

class ProtobufLogTest : public testing::Test {
 protected:
  runtime::Logger LoggerAt(runtime::LogLevel level) {
    runtime::LogOptions options;
    options.level = level;
    return runtime::Logger(options, clock_,
                           std::make_shared<spdlog::sinks::ostream_sink_mt>(lines_));
  }

  // What the library itself wrote to stderr.
  static std::string ParseText(const std::string& text) {
    const std::string bytes =
        std::string("\x0a", 1) + static_cast<char>(text.size()) + text;  // EventKey.producer_id
    testing::internal::CaptureStderr();
    oxus::v1::EventKey key;
    EXPECT_FALSE(key.ParseFromString(bytes));
    return testing::internal::GetCapturedStderr();
  }

  runtime::SystemClock clock_;
  std::ostringstream lines_;
};

TEST_F(ProtobufLogTest, TextThatIsNotUtf8IsADebugLineOfOursAndNothingOnStderr) {
  const runtime::Logger logger = LoggerAt(runtime::LogLevel::kDebug);
  const ProtobufLog log(logger);
  EXPECT_THAT(ParseText("\xff\xfe"), IsEmpty());
  EXPECT_THAT(lines_.str(), AllOf(HasSubstr("level=debug"), HasSubstr("protobuf"),
                                  HasSubstr("oxus.v1.EventKey.producer_id")));
}

TEST_F(ProtobufLogTest, SaysNothingAtInfoLevel) {
  const runtime::Logger logger = LoggerAt(runtime::LogLevel::kInfo);
  const ProtobufLog log(logger);
  EXPECT_THAT(ParseText("\xff"), IsEmpty());
  EXPECT_THAT(lines_.str(), IsEmpty());
}

TEST_F(ProtobufLogTest, GoesNowhereAfterwards) {
  const runtime::Logger logger = LoggerAt(runtime::LogLevel::kDebug);
  { const ProtobufLog log(logger); }
  EXPECT_THAT(ParseText("\xff"), IsEmpty());
  EXPECT_THAT(lines_.str(), IsEmpty());
}

}  // namespace
}  // namespace oxus::rpc
