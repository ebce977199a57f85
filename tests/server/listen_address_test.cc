#include "server/config/listen_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace oxus::config {
namespace {

using testing::HasSubstr;

TEST(ListenAddressTest, ReadsLoopbackAddresses) {
  struct Case {
    const char* text;
    const char* read;
  };
  const Case cases[] = {{"127.0.0.1:7420", "127.0.0.1:7420"},
                        {"127.9.8.7:0", "127.9.8.7:0"},
                        {"localhost:65535", "127.0.0.1:65535"},
                        {"[::1]:7420", "[::1]:7420"}};
  for (const Case& c : cases) {
    const auto address = ParseListenAddress(c.text);
    ASSERT_TRUE(address.ok()) << address.status();
    EXPECT_EQ(address->ToString(), c.read);
  }
}

TEST(ListenAddressTest, RefusesWhatIsNoAddress) {
  for (const char* text :
       {"", "7420", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:7420x", "127.0.0.1:-1",
        "example.org:7420", "::1:7420", "[::1:7420", "[]:7420"}) {
    const auto address = ParseListenAddress(text);
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_THAT(std::string(address.status().message()), HasSubstr("expected HOST:PORT")) << text;
  }
}

TEST(ListenAddressTest, RefusesWhatOtherMachinesCanReach) {
  for (const char* text : {"0.0.0.0:7420", "192.168.1.2:7420", "[::]:7420", "[fe80::1]:1", ":7420",
                           "[::ffff:127.0.0.1]:7420"}) {
    const auto address = ParseListenAddress(text);
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_THAT(std::string(address.status().message()), HasSubstr("no TLS yet")) << text;
  }
}

TEST(ListenAddressTest, ProbeTellsAnAddressInUseFromAFreeOne) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in bound{};
  bound.sin_family = AF_INET;
  bound.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(bound);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&bound), size), 0);
  ASSERT_EQ(listen(fd, 1), 0);
  ASSERT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size), 0);
  const ListenAddress address{"127.0.0.1", ntohs(bound.sin_port), false};
  EXPECT_TRUE(absl::IsAlreadyExists(ProbeListenAddress(address)));
  close(fd);
  EXPECT_TRUE(ProbeListenAddress(address).ok());
}

}  // namespace
}  // namespace oxus::config
