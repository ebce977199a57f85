#include "bench/restarts.h"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "bench/event_loader.h"
#include "bench/quantiles.h"

namespace oxus::bench {

void Restarts::StartAndAsk(Start* start) {
  start->start_ms = server_->Start();
  start->status = server_->client().Status();
  const OxusClient::Timed first = server_->client().Ask(Question::kQ1, true);
  if (!first.error.empty()) throw std::runtime_error("after a start: " + first.error);
  start->question_ms = first.ms;
}

void Restarts::StopAndStart() {
  Start& start = starts_.emplace_back();
  start.how = "SIGTERM";
  const uint64_t events = server_->client().Status().active_events();
  start.stop_ms = server_->Stop();
  StartAndAsk(&start);
  if (start.status.active_events() < events) lost_ += events - start.status.active_events();
}

void Restarts::KillAndStart(double load_seconds) {
  Start& start = starts_.emplace_back();
  start.how = "SIGKILL while loading";
  const uint64_t events = server_->client().Status().active_events();
  {
    EventLoader loader(server_->address(), rows_, *next_row_);
    std::this_thread::sleep_for(std::chrono::duration<double>(load_seconds));
    server_->Kill();
    loader.Stop();
    *next_row_ = loader.next();
    start.acknowledged = loader.stored();
    start.last_acknowledged = loader.last_sequence();
  }
  StartAndAsk(&start);
  const auto missing = [](uint64_t wanted, uint64_t found) {
    return found < wanted ? wanted - found : 0;
  };
  lost_ += missing(events + start.acknowledged, start.status.active_events());
  lost_ += missing(start.last_acknowledged, start.status.last_sequence());
}

std::string Restarts::Report(TableStyle style) const {
  std::vector<Cells> lines = {{"ended with", "ms to its end", "ms from start to serving",
                               "ms of the first question (Q1)", "acknowledged in the load",
                               "last acknowledged", "last after the start", "events", "segments",
                               "records after them"}};
  for (const Start& start : starts_) {
    const bool was_killed = start.acknowledged > 0;
    lines.push_back({start.how, was_killed ? "" : Digits(start.stop_ms), Digits(start.start_ms),
                     Digits(start.question_ms),
                     was_killed ? fmt::format("{}", start.acknowledged) : "",
                     was_killed ? fmt::format("{}", start.last_acknowledged) : "",
                     fmt::format("{}", start.status.last_sequence()),
                     fmt::format("{}", start.status.active_events()),
                     fmt::format("{}", start.status.segments()),
                     fmt::format("{}", start.status.tail_records())});
  }
  return fmt::format("{}\nLost of what was acknowledged: {}.\n", TextTable(lines, style), lost_);
}

}  // namespace oxus::bench
