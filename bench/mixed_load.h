#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/event_loader.h"
#include "bench/event_rows.h"
#include "bench/oxus_server.h"
#include "bench/questions.h"
#include "bench/text_table.h"

namespace oxus::bench {

// How long answers take while nothing else happens, while events are streamed in at full rate,
// and afterwards; and how fast events go in alone and while questions are asked. Questions take
// turns, so that what happens now and then, such as a flush, meets all of them; each is asked a
// pause after the answer to the one before.
class MixedLoad {
 public:
  // Keeps references. The server runs and holds rows up to `*next_row`, which counts what is sent.
  MixedLoad(OxusServer* server, const EventRows& rows, uint64_t* next_row, size_t runs,
            std::chrono::milliseconds pause)
      : server_(server), rows_(rows), next_row_(next_row), runs_(runs), pause_(pause) {}

  // `alone_seconds` is how long the load alone is watched.
  void Run(double alone_seconds);

  // Questions that failed, or to which kept partial results gave another answer.
  int wrong_answers() const { return wrong_answers_; }

  std::string Report(TableStyle style) const;

 private:
  // Milliseconds of each question.
  using Times = std::array<std::vector<double>, kQuestions>;
  enum Way : size_t { kAnew, kKept };
  enum Phase : size_t { kIdle, kLoading, kIdleAgain };

  void Ask(Phase phase, Way way);
  // The rate while all questions are asked, in events a second.
  double AskWhile(const EventLoader& loader, Way way);
  void CompareWays();
  std::string ReportWay(Way way, TableStyle style) const;

  OxusServer* server_;
  const EventRows& rows_;
  uint64_t* next_row_;
  size_t runs_;
  std::chrono::milliseconds pause_;
  std::array<std::array<Times, 3>, 2> times_;
  double rate_alone_ = 0;
  std::array<double, 2> rate_asked_ = {};
  uint64_t events_before_ = 0;
  uint64_t events_after_ = 0;
  int wrong_answers_ = 0;
};

}  // namespace oxus::bench
