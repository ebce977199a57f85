#include "client/importer/ndjson.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/importer/delimited_reader.h"
#include "tests/importer/recording_sink.h"

namespace oxus::importer {
namespace {

using ::testing::HasSubstr;

ImportResult ImportLines(const std::string& lines) {
  ImportOptions options;
  options.format = Format::kNdjson;
  return ImportText(lines, options);
}

TEST(Ndjson, SubmissionsAndBareEventsAreTold) {
  const ImportResult result = ImportLines(
      R"({"event": {"key": {"producerId": "p", "externalId": "1"}}})"
      "\n"
      R"({"key": {"producer_id": "p", "external_id": "2"}, "contact": {"kind": "CONTACT_KIND_VISIT"}})"
      "\n\n"
      R"({"retraction": {"key": {"producerId": "p", "externalId": "1"}}})"
      "\r\n"
      R"({"attachReport": {"key": {"producerId": "p", "externalId": "2"}}})");
  ASSERT_EQ(result.sink.submissions.size(), 4u);
  EXPECT_EQ(result.sink.submissions[0].event().key().external_id(), "1");
  EXPECT_EQ(result.sink.submissions[1].event().contact().kind(), oxus::v1::CONTACT_KIND_VISIT);
  EXPECT_TRUE(result.sink.submissions[2].has_retraction());
  EXPECT_TRUE(result.sink.submissions[3].has_attach_report());
  EXPECT_EQ(result.report.rows_read, 4u);
}

TEST(Ndjson, WhatIsWrongWithALineIsSaidAndTheRestIsKept) {
  const std::pair<std::string, const char*> cases[] = {
      {R"({"event": {"colour": "red"}})", "colour"},
      {R"({"key": {}, "incident": {"type": "INCIDENT_TYPE_PICNIC"}})", "INCIDENT_TYPE_PICNIC"},
      {R"({"event": {"key": )", "maybe cut off"},
      {R"([1, 2])", ""},
      {R"(not json)", ""},
      {R"({})", "neither an event"},
      {R"({"event": {"incident": {}, "contact": {}}})", ""},
      {R"({"event": {"summary": 5, "occurred": {"startMs": "soon"}}})", "soon"},
      {"{\"event\": {\"summary\": \"\xff\"}}", "not UTF-8"},
      {"{\"event\": {\"summary\": \"" + std::string(70'000, 'x') + "\"}}", "at most 65536"},
      {"{\"event\": \"" + std::string(kMaxRowBytes, 'x') + "\"}", "longer than 1048576"},
      {std::string(100'000, '['), ""},
  };
  const std::string good = R"({"key": {"producerId": "p", "externalId": "1"}})"
                           "\n";
  for (const auto& [line, reason] : cases) {
    const ImportResult result = ImportLines(good + line);
    EXPECT_TRUE(result.status.ok());
    EXPECT_EQ(result.report.submissions, 1u) << reason;
    ASSERT_EQ(result.sink.errors.size(), 1u) << reason;
    EXPECT_EQ(result.sink.errors[0].line, 2u);
    EXPECT_THAT(result.sink.errors[0].reason, HasSubstr(reason));
    EXPECT_EQ(ImportLines(good + line + "\n" + good).report.submissions, 2u) << reason;
  }
}

TEST(Ndjson, MembersAreLookedForInTheOutermostObject) {
  EXPECT_TRUE(HasTopLevelMember(R"({"a": {"x": 1}, "key" : 2})", "key"));
  EXPECT_FALSE(HasTopLevelMember(R"({"event": {"key": 2}})", "key"));
  EXPECT_FALSE(HasTopLevelMember(R"({"a": "key", "b": ["key"]})", "key"));
  EXPECT_FALSE(HasTopLevelMember(R"({"a": "\"key\": ")", "key"));
  EXPECT_FALSE(HasTopLevelMember("{\"key", "key"));
  EXPECT_FALSE(HasTopLevelMember("", "key"));
}

}  // namespace
}  // namespace oxus::importer
