#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace oxus::bench {

// A server in a process of its own that writes its address to a file once it serves. Ended with
// SIGTERM when the object goes. Throws std::runtime_error when it does not come up.
class ChildProcess {
 public:
  // `arguments` starts with the program's path.
  ChildProcess(const std::vector<std::string>& arguments, const std::string& ready_file);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  const std::string& address() const { return address_; }

 private:
  pid_t pid_ = -1;
  std::string address_;
};

}  // namespace oxus::bench
