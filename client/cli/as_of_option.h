#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "CLI/App.hpp"
#include "google/protobuf/timestamp.pb.h"

namespace oxus::cli {

// The state an answer is given from: that at a sequence, or at a time, or now when neither is set.
struct AsOf {
  uint64_t sequence = 0;
  std::optional<google::protobuf::Timestamp> time;
};

// A whole number is a sequence. A time is "2025-11-26T18:30:00Z" (RFC 3339), or a day or minute as
// --since takes it, which is one of the clock of this machine; a day is its first moment. Nullopt
// for anything else.
std::optional<AsOf> ParseAsOf(const std::string& text);

// Adds --as-of, whose text is checked when the command line is parsed.
void AddAsOfOption(CLI::App& app, std::string& text);

// Puts the text of that option into a request.
template <typename Request>
void SetAsOf(const std::string& text, Request& request) {
  const AsOf as_of = ParseAsOf(text).value_or(AsOf());
  request.set_as_of_sequence(as_of.sequence);
  if (as_of.time.has_value()) *request.mutable_as_of_time() = *as_of.time;
}

}  // namespace oxus::cli
