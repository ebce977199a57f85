#include "bench/peer_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace oxus::bench {
namespace {

constexpr std::string_view kReady = "ready ";

using Pipe = std::array<int, 2>;

// Closed in children, so that a peer sees the end of its own input.
Pipe MakePipe() {
  Pipe ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return ends;
}

[[noreturn]] void Exec(const std::vector<std::string>& command, const Pipe& in, const Pipe& out) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  dup2(in[0], STDIN_FILENO);
  dup2(out[1], STDOUT_FILENO);
  execvp(argv[0], argv.data());
  _exit(127);
}

}  // namespace

PeerProcess::PeerProcess(const std::vector<std::string>& command, std::string directory)
    : directory_(std::move(directory)) {
  const Pipe in = MakePipe();
  const Pipe out = MakePipe();
  pid_ = fork();
  if (pid_ == 0) Exec(command, in, out);
  close(in[0]);
  close(out[1]);
  input_ = fdopen(in[1], "w");
  output_ = fdopen(out[0], "r");
  const std::string greeting = ReadLine();
  if (!greeting.starts_with(kReady)) throw std::runtime_error(directory_ + ": " + greeting);
  system_ = greeting.substr(kReady.size());
}

PeerProcess::~PeerProcess() {
  std::fclose(input_);
  std::fclose(output_);
  waitpid(pid_, nullptr, 0);
}

std::string PeerProcess::ReadLine() {
  char* line = nullptr;
  size_t capacity = 0;
  const ssize_t length = getline(&line, &capacity, output_);
  std::string text(line == nullptr || length < 0 ? "" : line);
  std::free(line);
  if (length < 0) throw std::runtime_error(directory_ + ": the peer ended");
  text.pop_back();
  return text;
}

std::vector<double> PeerProcess::Ask(Question question, size_t runs, double budget_ms) {
  fmt::print(input_, "{} {} {}\n", NameOf(question), runs, budget_ms);
  std::fflush(input_);
  std::istringstream line(ReadLine());
  std::vector<double> times;
  for (double ms; line >> ms;) times.push_back(ms);
  return times;
}

Answer PeerProcess::AnswerTo(Question question) const {
  std::ifstream file(directory_ + "/" + NameOf(question));
  Answer answer;
  for (std::string line; std::getline(file, line);) answer.push_back(line);
  return answer;
}

}  // namespace oxus::bench
