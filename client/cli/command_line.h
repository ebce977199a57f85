#pragma once

#include <span>

#include "client/cli/streams.h"

namespace oxus::cli {

// The program `oxus`: reads the arguments (the program's name first), does what they say and
// returns an ExitCode. Answers go to streams.out, everything else to streams.err. Does not throw.
int RunCli(std::span<const char* const> arguments, Streams& streams);

}  // namespace oxus::cli
