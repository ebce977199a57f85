#include "bench/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace oxus::bench {
namespace {

// A large data directory may have much to recover.
constexpr std::chrono::minutes kReadyTimeout{10};

[[noreturn]] void Exec(const std::vector<std::string>& arguments) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const int null = open("/dev/null", O_WRONLY);
  dup2(null, STDERR_FILENO);
  dup2(null, STDOUT_FILENO);
  execv(argv[0], argv.data());
  _exit(127);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& arguments,
                           const std::string& ready_file) {
  std::filesystem::remove(ready_file);
  pid_ = fork();
  if (pid_ == 0) Exec(arguments);
  WaitForAddress(arguments[0], ready_file);
}

void ChildProcess::WaitForAddress(const std::string& program, const std::string& ready_file) {
  const auto deadline = std::chrono::steady_clock::now() + kReadyTimeout;
  while (address_.empty()) {
    std::ifstream(ready_file) >> address_;
    const bool is_over = waitpid(pid_, nullptr, WNOHANG) != 0;
    if (is_over) pid_ = -1;
    if (is_over || std::chrono::steady_clock::now() > deadline) {
      Kill();
      throw std::runtime_error(program + " did not come up");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

int ChildProcess::End(int signal) {
  if (pid_ <= 0) return -1;
  kill(pid_, signal);
  int status = -1;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return status;
}

bool ChildProcess::Stop() {
  const int status = End(SIGTERM);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void ChildProcess::Kill() { End(SIGKILL); }

ChildProcess::~ChildProcess() { Stop(); }

}  // namespace oxus::bench
