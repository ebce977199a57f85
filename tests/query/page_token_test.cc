#include "server/query/page_token.h"

#include <gtest/gtest.h>

#include <limits>

namespace oxus::query {
namespace {

const PageToken kToken{12, 0xfedcba9876543210u, -86'400'000, 7};

TEST(PageTokenTest, ComesBackAsItWas) {
  for (const int64_t position : {kToken.position, int64_t{0}, std::numeric_limits<int64_t>::min(),
                                 std::numeric_limits<int64_t>::max()}) {
    PageToken token = kToken;
    token.position = position;
    const auto decoded = DecodePageToken(EncodePageToken(token));
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->as_of, token.as_of);
    EXPECT_EQ(decoded->request_hash, token.request_hash);
    EXPECT_EQ(decoded->position, token.position);
    EXPECT_EQ(decoded->sequence, token.sequence);
  }
}

TEST(PageTokenTest, IsSafeInUrls) {
  const std::string text = EncodePageToken(kToken);
  EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-_"),
            std::string::npos);
}

TEST(PageTokenTest, EveryChangedCharacterIsNoticed) {
  const std::string text = EncodePageToken(kToken);
  // The last character holds bits of the last byte and padding bits; all others count fully.
  for (size_t at = 0; at + 1 < text.size(); ++at) {
    std::string damaged = text;
    damaged[at] = damaged[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(DecodePageToken(damaged).has_value()) << at;
  }
}

TEST(PageTokenTest, RefusesWhatIsNoToken) {
  const std::string text = EncodePageToken(kToken);
  for (const std::string& other : {std::string(), std::string("abc"), std::string("not base64!"),
                                   text + "AAAA", text.substr(0, text.size() - 4)}) {
    EXPECT_FALSE(DecodePageToken(other).has_value()) << other;
  }
}

TEST(FingerprintTest, IsFnv1a) {
  EXPECT_EQ(Fingerprint(""), 0xcbf29ce484222325u);
  EXPECT_EQ(Fingerprint("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(Fingerprint("foobar"), 0x85944171f73967e8u);
}

}  // namespace
}  // namespace oxus::query
