#include "server/app/shutdown.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <thread>
#include <utility>

namespace oxus::app {
namespace {

using Clock = std::chrono::steady_clock;

int MillisecondsUntil(Clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  return left < 0 ? 0 : static_cast<int>(left);
}

// Polls until something is readable or `end` has passed.
void PollUntil(Clock::time_point end, pollfd* fds, nfds_t count) {
  while (poll(fds, count, MillisecondsUntil(end)) < 0 && errno == EINTR) {
  }
}

}  // namespace

StopSignals::StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal_fd_ = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

StopSignals::~StopSignals() { close(signal_fd_); }

int StopSignals::Wait(std::chrono::milliseconds timeout) const {
  pollfd fd{signal_fd_, POLLIN, 0};
  PollUntil(Clock::now() + timeout, &fd, 1);
  signalfd_siginfo signal{};
  const bool got = read(signal_fd_, &signal, sizeof(signal)) == sizeof(signal);
  return got ? static_cast<int>(signal.ssi_signo) : 0;
}

absl::Status StopSignals::Guard(std::function<void()> stop, std::chrono::milliseconds limit) const {
  // The thread closes neither: it may still write when the caller has given up.
  const int done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  const auto end = Clock::now() + limit;
  std::thread stopping([stop = std::move(stop), done_fd] {
    stop();
    eventfd_write(done_fd, 1);
  });
  pollfd fds[] = {{done_fd, POLLIN, 0}, {signal_fd_, POLLIN, 0}};
  PollUntil(end, fds, 2);
  if ((fds[0].revents & POLLIN) != 0) {
    stopping.join();
    close(done_fd);
    return absl::OkStatus();
  }
  stopping.detach();
  if ((fds[1].revents & POLLIN) != 0) return absl::CancelledError("stopped by a second signal");
  return absl::DeadlineExceededError("the shutdown took too long");
}

}  // namespace oxus::app
