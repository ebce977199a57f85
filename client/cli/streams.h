#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <ostream>
#include <string>

namespace oxus::cli {

// All that a command sees of the world around it, so that a test can stand in for the terminal.
struct Streams {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // Columns of the terminal; 0 when unknown.
  int terminal_width = 0;
  // Reads the environment; nullopt when a variable is not set.
  std::function<std::optional<std::string>(const std::string& name)> environment =
      [](const std::string&) { return std::nullopt; };
  // From now on Ctrl-C sets `interrupted` instead of ending the program.
  std::function<void()> catch_interrupt = [] {};
  // From now on Ctrl-C, which ends the program, says first that what was printed is cut short.
  std::function<void()> warn_on_interrupt = [] {};
  // Null when nobody sets it.
  const std::atomic<bool>* interrupted = nullptr;
};

// Whether there is still someone to write to; false after `oxus list | head` has seen enough.
inline bool CanWrite(const Streams& streams) { return streams.out.good(); }

inline bool Interrupted(const Streams& streams) {
  return streams.interrupted != nullptr && streams.interrupted->load();
}

}  // namespace oxus::cli
