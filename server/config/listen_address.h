#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace oxus::config {

// Where the server listens: a loopback address and a port, 0 for any free one.
struct ListenAddress {
  // Numeric, without brackets.
  std::string host;
  uint16_t port = 0;
  bool is_ipv6 = false;

  // "127.0.0.1:7420", "[::1]:7420".
  std::string ToString() const;
};

// Reads "127.0.0.1:7420", "localhost:7420" or "[::1]:7420". INVALID_ARGUMENT when it is no such
// text, and when it is not a loopback address: there is no TLS, so nothing else is served.
absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text);

// Why the address cannot be listened on now. ALREADY_EXISTS: another program has it;
// UNAVAILABLE: any other reason the system gives; OK when it could be.
absl::Status ProbeListenAddress(const ListenAddress& address);

}  // namespace oxus::config
