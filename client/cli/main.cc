// The program `oxus`: ties the command line to the real terminal, environment and signals.
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <span>
#include <string>
#include <string_view>

#include "absl/synchronization/mutex.h"
#include "client/cli/command_line.h"
#include "client/cli/exit_code.h"
#include "client/cli/fd_output.h"
#include "client/oxus/channel.h"

namespace {

std::atomic<bool> interrupted{false};
int null_input = -1;

// The first Ctrl-C asks to finish; the handler is then gone, so that a second one ends the
// program. Whoever waits for standard input meets its end.
void OnInterrupt(int) {
  interrupted = true;
  if (null_input >= 0) dup2(null_input, STDIN_FILENO);
}

void CatchInterrupt() {
  null_input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  struct sigaction action = {};
  action.sa_handler = OnInterrupt;
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGINT, &action, nullptr);
}

// Ends the program by the signal all the same, so that the shell sees what it was.
void OnInterruptOfRows(int) {
  constexpr std::string_view kText =
      "\noxus: broken off; what was printed is not the whole answer\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kText.data(), kText.size());
  raise(SIGINT);
}

void WarnOnInterrupt() {
  struct sigaction before = {};
  // Whoever starts this with Ctrl-C ignored wants it to go on.
  if (sigaction(SIGINT, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) return;
  struct sigaction action = {};
  action.sa_handler = OnInterruptOfRows;
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGINT, &action, nullptr);
}

int TerminalWidth() {
  struct winsize size = {};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::optional<std::string> Environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

// Runs the program up to the last byte of its output.
int Run(std::span<const char* const> arguments) {
  using oxus::cli::ExitCode;
  oxus::cli::FdOutput buffer(STDOUT_FILENO);
  std::ostream out(&buffer);
  oxus::cli::Streams streams{.out = out, .err = std::cerr};
  streams.out_is_terminal = isatty(STDOUT_FILENO) == 1;
  streams.err_is_terminal = isatty(STDERR_FILENO) == 1;
  streams.terminal_width = TerminalWidth();
  streams.environment = Environment;
  streams.catch_interrupt = CatchInterrupt;
  streams.warn_on_interrupt = WarnOnInterrupt;
  streams.interrupted = &interrupted;
  const int code = oxus::cli::RunCli(arguments, streams);
  out.flush();
  if (buffer.error() == 0 || buffer.error() == EPIPE) return code;
  std::cerr << "oxus: cannot write to standard output: " << std::strerror(buffer.error()) << "\n";
  return code == 0 ? static_cast<int>(ExitCode::kFailed) : code;
}

}  // namespace

int main(int argc, char** argv) {
  signal(SIGPIPE, SIG_IGN);
  // What gRPC logs about a lost connection is said better in our own words.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  oxus::client::KeepLibraryLoaded();
  // Debian builds Abseil with its checks on, and gRPC takes many locks.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const int code = Run(std::span<const char* const>(argv, argc));
  std::cout.flush();
  std::cerr.flush();
  // Everything is said and every file closed. To leave through exit would run destructors under
  // gRPC's threads, which are still there, and may wait 10 s for one that sits in a poll.
  _exit(code);
}
