#pragma once

#include "bench/event_rows.h"
#include "bench/floor_columns.h"
#include "bench/floor_keys.h"
#include "bench/questions.h"

namespace oxus::bench {

// Answers the questions with loops written for each of them over columns in memory: the least
// that a program without indexes may take, and the answers the others are compared with.
class QueryFloor {
 public:
  // Keeps a reference; reads every row.
  explicit QueryFloor(const EventRows& rows);

  struct Timed {
    Answer answer;
    // From the first row to the finished groups, without making them text.
    double ms = 0;
  };
  // `threads` share the rows evenly.
  Timed Ask(Question question, size_t threads) const;

 private:
  const EventRows& rows_;
  FloorColumns columns_;
  FloorKeys keys_;
};

}  // namespace oxus::bench
