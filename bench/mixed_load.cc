#include "bench/mixed_load.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <thread>

#include "bench/footprint.h"
#include "bench/quantiles.h"

namespace oxus::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kMiddle = 0.5;
constexpr double kTail = 0.99;
// Before the load is watched: until its stream is at full rate.
constexpr std::chrono::seconds kWarmUp{1};

// Events a second since it was made.
class RateWatch {
 public:
  explicit RateWatch(const EventLoader& loader)
      : loader_(loader), begin_(Clock::now()), stored_(loader.stored()) {}
  double Rate() const {
    const std::chrono::duration<double> seconds = Clock::now() - begin_;
    return static_cast<double>(loader_.stored() - stored_) / seconds.count();
  }

 private:
  const EventLoader& loader_;
  Clock::time_point begin_;
  uint64_t stored_;
};

// Of loading to both idle phases.
double RatioAt(const std::array<std::vector<double>, 3>& ms, double share) {
  std::vector<double> idle = ms[0];
  idle.insert(idle.end(), ms[2].begin(), ms[2].end());
  return Quantile(ms[1], share) / Quantile(idle, share);
}

// p50 and p99 of idle, loading and idle again, and how loading compares with both idle phases: what
// is loaded makes some questions dearer.
Cells TimeCells(const std::string& name, const std::string& title,
                const std::array<std::vector<double>, 3>& ms) {
  Cells cells = {name, title};
  for (const auto& phase : ms) {
    cells.push_back(Digits(Quantile(phase, kMiddle)));
    cells.push_back(Digits(Quantile(phase, kTail)));
  }
  for (const double share : {kMiddle, kTail}) {
    cells.push_back(fmt::format("{:.2f}", RatioAt(ms, share)));
  }
  return cells;
}

}  // namespace

void MixedLoad::Ask(Phase phase, Way way) {
  // The first run warms up.
  for (size_t run = 0; run <= runs_; ++run) {
    for (size_t i = 0; i < kQuestions; ++i) {
      std::this_thread::sleep_for(pause_);
      const auto timed =
          server_->client().Ask(static_cast<Question>(i), way == kAnew, /*makes_text=*/false);
      if (!timed.error.empty()) {
        ++wrong_answers_;
        fmt::print("{}: oxus says {}\n", NameOf(static_cast<Question>(i)), timed.error);
      } else if (run > 0) {
        times_[way][phase][i].push_back(timed.ms);
      }
    }
  }
}

double MixedLoad::AskWhile(const EventLoader& loader, Way way) {
  const RateWatch watch(loader);
  Ask(kLoading, way);
  return watch.Rate();
}

void MixedLoad::CompareWays() {
  for (size_t i = 0; i < kQuestions; ++i) {
    const auto question = static_cast<Question>(i);
    if (server_->client().Ask(question, true).answer ==
        server_->client().Ask(question, false).answer) {
      continue;
    }
    ++wrong_answers_;
    fmt::print("{}: kept partial results give another answer\n", NameOf(question));
  }
}

void MixedLoad::Run(double alone_seconds) {
  Footprint::WaitUntilSettled(&server_->client());
  events_before_ = server_->client().Status().active_events();
  for (const Way way : {kAnew, kKept}) Ask(kIdle, way);
  {
    EventLoader loader(server_->address(), rows_, *next_row_);
    std::this_thread::sleep_for(kWarmUp);
    const RateWatch watch(loader);
    std::this_thread::sleep_for(std::chrono::duration<double>(alone_seconds));
    rate_alone_ = watch.Rate();
    for (const Way way : {kAnew, kKept}) rate_asked_[way] = AskWhile(loader, way);
    loader.Stop();
    *next_row_ = loader.next();
  }
  Footprint::WaitUntilSettled(&server_->client());
  events_after_ = server_->client().Status().active_events();
  for (const Way way : {kAnew, kKept}) Ask(kIdleAgain, way);
  CompareWays();
}

std::string MixedLoad::ReportWay(Way way, TableStyle style) const {
  const auto& times = times_[way];
  std::vector<Cells> lines = {{"", "question", "idle p50 ms", "p99", "loading p50 ms", "p99",
                               "idle again p50 ms", "p99", "loading / idle p50", "p99"}};
  std::array<std::vector<double>, 3> all;
  double logarithms[2] = {0, 0};
  for (size_t i = 0; i < kQuestions; ++i) {
    const auto question = static_cast<Question>(i);
    const std::array<std::vector<double>, 3> ms = {times[0][i], times[1][i], times[2][i]};
    lines.push_back(TimeCells(NameOf(question), TitleOf(question), ms));
    for (size_t phase = 0; phase < all.size(); ++phase) {
      all[phase].insert(all[phase].end(), ms[phase].begin(), ms[phase].end());
    }
    logarithms[0] += std::log(RatioAt(ms, kMiddle));
    logarithms[1] += std::log(RatioAt(ms, kTail));
  }
  lines.push_back(TimeCells("", "all of them", all));
  Cells& mean = lines.emplace_back(Cells{"", "geometric mean", "", "", "", "", "", ""});
  for (const double sum : logarithms) {
    mean.push_back(fmt::format("{:.2f}", std::exp(sum / kQuestions)));
  }
  return TextTable(lines, style);
}

std::string MixedLoad::Report(TableStyle style) const {
  return fmt::format(
      "Each question {} times in each column, {} ms after the answer before. One stream in\n"
      "batches of 1,000, eight of them unanswered: {:.0f} events/s alone, {:.0f} while all is\n"
      "computed anew, {:.0f} while partial results are kept. {} events before the load, {} after\n"
      "it.\n\n"
      "Computed anew:\n\n{}\nWith kept partial results:\n\n{}",
      runs_, pause_.count(), rate_alone_, rate_asked_[kAnew], rate_asked_[kKept], events_before_,
      events_after_, ReportWay(kAnew, style), ReportWay(kKept, style));
}

}  // namespace oxus::bench
