#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "client/cli/exit_code.h"
#include "client/cli/streams.h"
#include "client/oxus/channel.h"

namespace oxus::cli {

// Writes "oxus: cause; remedy" to streams.err (no remedy when empty) and returns `code`.
ExitCode ReportError(Streams& streams, ExitCode code, std::string_view cause,
                     std::string_view remedy);

// The texts of a request in which a server may find a mistake; empty for none.
struct RequestTexts {
  std::string_view filter = {};
  std::string_view having = {};
};

// The same for what a call to the server returned: names the address, says what can be done, and
// chooses the exit code. A mistake in one of `texts` is shown with a caret below its position.
ExitCode ReportCallFailure(Streams& streams, const client::ServerChannel& channel,
                           const absl::Status& status, const RequestTexts& texts = {});

// Two lines: the text, and a caret under byte `position` (from 1). Long texts are cut to what is
// around it.
std::string CaretLines(std::string_view text, size_t position);

}  // namespace oxus::cli
