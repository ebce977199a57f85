#pragma once

namespace oxus::cli {

// What `oxus` returns to the shell. The numbers are a promise to scripts.
enum class ExitCode : int {
  kOk = 0,
  // Something else went wrong, or the user broke off an import.
  kFailed = 1,
  // The command line, or a filter or field named on it, is wrong.
  kUsage = 2,
  // No server, or no answer in time.
  kUnreachable = 3,
  kNotAllowed = 4,
  kNotFound = 5,
  // Rows of an import were rejected or could not be read.
  kInputRejected = 6,
  // The server found its data damaged.
  kIntegrity = 7,
};

// The list as it stands at the end of `oxus --help`.
inline constexpr char kExitCodeHelp[] =
    "Exit codes:\n"
    "  0  ok\n"
    "  1  failed, or an import broken off with Ctrl-C\n"
    "  2  wrong usage: command line, filter or field name\n"
    "  3  server unreachable, or no answer in time\n"
    "  4  not allowed\n"
    "  5  not found\n"
    "  6  input rejected: rows refused by the server or unreadable\n"
    "  7  integrity: the server's data is damaged\n"
    "Ctrl-C ends any other command by the signal, which a shell shows as 130.\n";

}  // namespace oxus::cli
