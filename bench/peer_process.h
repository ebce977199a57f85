#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>
#include <vector>

#include "bench/questions.h"

namespace oxus::bench {

// Another database in a process of its own, which has loaded the rows and answers a line for a
// line (bench/peers/serve.mjs). Throws std::runtime_error when the process ends too early.
class PeerProcess {
 public:
  // Starts `command` and returns once it has loaded; it writes its answers to `directory`.
  PeerProcess(const std::vector<std::string>& command, std::string directory);
  // Closes its input and waits for its end.
  ~PeerProcess();
  PeerProcess(const PeerProcess&) = delete;
  PeerProcess& operator=(const PeerProcess&) = delete;

  // Its name and version.
  const std::string& system() const { return system_; }

  // Milliseconds of each of up to `runs` runs; it stops early, after two at least, when
  // `budget_ms` are spent.
  std::vector<double> Ask(Question question, size_t runs, double budget_ms);
  // After the question was asked.
  Answer AnswerTo(Question question) const;

 private:
  std::string ReadLine();

  std::string directory_;
  std::string system_;
  pid_t pid_ = -1;
  std::FILE* input_ = nullptr;
  std::FILE* output_ = nullptr;
};

}  // namespace oxus::bench
