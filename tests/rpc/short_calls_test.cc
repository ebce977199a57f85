#include "server/rpc/short_calls.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>

#include "server/runtime/clock.h"

namespace oxus::rpc {
namespace {

using Cancelled = std::function<bool()>;

class ShortCallsTest : public ::testing::Test {
 protected:
  template <typename Work>
  std::optional<absl::Status> Try(const Work& work) {
    return calls_.Try(clock_, work, &answer_);
  }

  runtime::FakeClock clock_;
  ShortCalls calls_;
  std::string answer_;
};

absl::Status Answer(const Cancelled& /*cancelled*/, std::string* answer) {
  *answer = "all of it";
  return absl::OkStatus();
}

TEST_F(ShortCallsTest, ACallThatEndsSoonIsAnswered) {
  EXPECT_EQ(Try(Answer), absl::OkStatus());
  EXPECT_EQ(answer_, "all of it");
}

TEST_F(ShortCallsTest, ItsErrorIsItsAnswer) {
  const auto refuse = [](const Cancelled&, std::string*) {
    return absl::InvalidArgumentError("no such field");
  };
  EXPECT_EQ(Try(refuse), absl::InvalidArgumentError("no such field"));
}

TEST_F(ShortCallsTest, ACallThatTakesLongIsToldToStopAndLeftToAWorker) {
  int looks = 0;
  const auto scan = [&](const Cancelled& cancelled, std::string*) {
    while (!cancelled()) {
      ++looks;
      clock_.Advance(std::chrono::milliseconds(1));
    }
    return absl::CancelledError("between segments");
  };
  EXPECT_EQ(Try(scan), std::nullopt);
  EXPECT_EQ(looks, ShortCalls::kPatience.count());
  EXPECT_EQ(Try(Answer), absl::OkStatus()) << "the next one finds the thread free";
}

TEST_F(ShortCallsTest, ACallThatIsDoneWhenItsTimeIsUpIsAnswered) {
  const auto finish_late = [&](const Cancelled& cancelled, std::string* answer) {
    clock_.Advance(ShortCalls::kPatience);
    return Answer(cancelled, answer);
  };
  EXPECT_EQ(Try(finish_late), absl::OkStatus());
  EXPECT_EQ(answer_, "all of it");
}

TEST_F(ShortCallsTest, OneAtATime) {
  std::optional<absl::Status> other = absl::OkStatus();
  const auto meet_another = [&](const Cancelled& cancelled, std::string* answer) {
    other = Try(Answer);
    return Answer(cancelled, answer);
  };
  EXPECT_EQ(Try(meet_another), absl::OkStatus());
  EXPECT_EQ(other, std::nullopt);
}

}  // namespace
}  // namespace oxus::rpc
