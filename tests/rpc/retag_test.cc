#include <gtest/gtest.h>

#include <string>

#include "oxus/v1/ingest_service.pb.h"
#include "server/rpc/retag_submissions.h"

namespace oxus::rpc {
namespace {

TEST(RetagSubmissionsTest, KeepsTheBytesOfEachSubmission) {
  // A submission with an unknown field and its fields in an order no serializer gives.
  const std::string odd("\x20\x01\xf8\x07\x05\x0a\x00", 7);
  const std::string request = std::string("\x0a\x07", 2) + odd + std::string("\x0a\x00", 2);
  std::string retagged;
  ASSERT_TRUE(RetagSubmissions(request, &retagged));
  EXPECT_EQ(retagged, std::string("\x12\x07", 2) + odd + std::string("\x12\x00", 2));
}

TEST(RetagSubmissionsTest, GivesARequestWithTheSameSubmissions) {
  oxus::v1::IngestBatchRequest request;
  for (int i = 0; i < 3; ++i) {
    auto* key = request.add_submissions()->mutable_event()->mutable_key();
    key->set_producer_id("p");
    key->set_external_id(std::string(300, 'e') + std::to_string(i));
  }
  std::string retagged;
  ASSERT_TRUE(RetagSubmissions(request.SerializeAsString(), &retagged));
  oxus::v1::IngestRequest parsed;
  ASSERT_TRUE(parsed.ParseFromString(retagged));
  ASSERT_EQ(parsed.submissions_size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(parsed.submissions(i).SerializeAsString(),
              request.submissions(i).SerializeAsString());
  }
}

TEST(RetagSubmissionsTest, SkipsUnknownFields) {
  std::string retagged;
  ASSERT_TRUE(RetagSubmissions(std::string("\x18\x05\x0a\x00", 4), &retagged));
  EXPECT_EQ(retagged, std::string("\x12\x00", 2));
}

TEST(RetagSubmissionsTest, RefusesWhatIsNoMessage) {
  for (const std::string& bytes :
       {std::string("\x0a"), std::string("\x0a\x05"), std::string("\x0a\xff\xff\xff\xff\x0f"),
        std::string("\x08\x01"), std::string("\xff\xff\xff"), std::string("\x00", 1),
        std::string("\x0c")}) {
    std::string retagged;
    EXPECT_FALSE(RetagSubmissions(bytes, &retagged)) << bytes.size();
  }
}

}  // namespace
}  // namespace oxus::rpc
