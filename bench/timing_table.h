#pragma once

#include <array>
#include <string>
#include <vector>

#include "bench/questions.h"
#include "bench/text_table.h"

namespace oxus::bench {

// Milliseconds of one system for each question.
struct Timings {
  std::string system;
  std::array<std::vector<double>, kQuestions> ms;
};

// A line for each question: medians (least-most), then how many times as long as `base` each
// system of `compared` takes, and at the end the geometric mean of that. Questions that a system
// did not answer are left out of its mean. All of them index `systems`.
std::string TimingTable(const std::vector<Timings>& systems, size_t base,
                        const std::vector<size_t>& compared, TableStyle style);

}  // namespace oxus::bench
