#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace oxus::bench {

// A server in a process of its own that writes its address to a file once it serves. It ends with
// the thread that made it at the latest. Throws std::runtime_error when it does not come up.
class ChildProcess {
 public:
  // `arguments` starts with the program's path. What an earlier process left in `ready_file` is
  // removed.
  ChildProcess(const std::vector<std::string>& arguments, const std::string& ready_file);
  // As Stop.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  const std::string& address() const { return address_; }

  // Ends it with SIGTERM and waits. True when it has exited with 0; false, too, when it had ended
  // before.
  bool Stop();
  // Ends it with SIGKILL and waits.
  void Kill();

 private:
  void WaitForAddress(const std::string& program, const std::string& ready_file);
  int End(int signal);

  pid_t pid_ = -1;
  std::string address_;
};

}  // namespace oxus::bench
