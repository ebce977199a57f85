#include "server/config/listen_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace oxus::config {
namespace {

absl::Status NotAnAddress(std::string_view text) {
  return absl::InvalidArgumentError(fmt::format(
      "listen is \"{}\", expected HOST:PORT such as 127.0.0.1:7420 or [::1]:7420", text));
}

absl::Status NotLoopback(std::string_view text) {
  return absl::InvalidArgumentError(fmt::format(
      "listen is \"{}\", which other machines can reach; the server has no TLS yet and serves "
      "loopback addresses only (127.0.0.1, [::1])",
      text));
}

bool ParsePort(std::string_view text, uint16_t* port) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, *port);
  return error == std::errc() && stop == end && !text.empty();
}

absl::StatusOr<bool> IsLoopback(const ListenAddress& address) {
  if (address.is_ipv6) {
    in6_addr ip{};
    if (inet_pton(AF_INET6, address.host.c_str(), &ip) != 1) return NotAnAddress(address.host);
    return IN6_IS_ADDR_LOOPBACK(&ip) != 0;
  }
  in_addr ip{};
  if (inet_pton(AF_INET, address.host.c_str(), &ip) != 1) return NotAnAddress(address.host);
  return (ntohl(ip.s_addr) >> 24) == 127;
}

}  // namespace

std::string ListenAddress::ToString() const {
  return is_ipv6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  ListenAddress address;
  if (colon == std::string_view::npos || !ParsePort(text.substr(colon + 1), &address.port)) {
    return NotAnAddress(text);
  }
  std::string_view host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    address.is_ipv6 = true;
    host = host.substr(1, host.size() - 2);
  }
  // A name could resolve to anything; this one is fixed by convention.
  if (host == "localhost") host = "127.0.0.1";
  if (host.empty()) return NotLoopback(text);
  address.host = std::string(host);
  const absl::StatusOr<bool> loopback = IsLoopback(address);
  if (!loopback.ok()) return NotAnAddress(text);
  if (!*loopback) return NotLoopback(text);
  return address;
}

absl::Status ProbeListenAddress(const ListenAddress& address) {
  sockaddr_storage storage{};
  socklen_t size = 0;
  if (address.is_ipv6) {
    auto* in6 = reinterpret_cast<sockaddr_in6*>(&storage);
    in6->sin6_family = AF_INET6;
    in6->sin6_port = htons(address.port);
    inet_pton(AF_INET6, address.host.c_str(), &in6->sin6_addr);
    size = sizeof(*in6);
  } else {
    auto* in4 = reinterpret_cast<sockaddr_in*>(&storage);
    in4->sin_family = AF_INET;
    in4->sin_port = htons(address.port);
    inet_pton(AF_INET, address.host.c_str(), &in4->sin_addr);
    size = sizeof(*in4);
  }
  const int fd = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int error = fd < 0 ? errno : 0;
  const int on = 1;
  // As the server does: connections of an earlier run in TIME_WAIT do not count as in use.
  if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (fd >= 0 && bind(fd, reinterpret_cast<sockaddr*>(&storage), size) != 0) error = errno;
  if (fd >= 0 && error == 0 && ::listen(fd, 1) != 0) error = errno;
  if (fd >= 0) close(fd);
  if (error == 0) return absl::OkStatus();
  if (error == EADDRINUSE) {
    return absl::AlreadyExistsError(
        fmt::format("address {} is in use by another program", address.ToString()));
  }
  return absl::UnavailableError(
      fmt::format("cannot listen on {}: {}", address.ToString(), std::strerror(error)));
}

}  // namespace oxus::config
