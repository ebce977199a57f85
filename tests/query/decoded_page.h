#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "oxus/v1/query_service.pb.h"

namespace oxus::test {

// A page as a client sees it; empty, and a failure of the test, when there is none.
inline oxus::v1::ListEventsResponse DecodedPage(const absl::StatusOr<std::string>& encoded) {
  oxus::v1::ListEventsResponse page;
  EXPECT_TRUE(encoded.ok()) << encoded.status();
  if (encoded.ok()) {
    EXPECT_TRUE(page.ParseFromString(*encoded));
  }
  return page;
}

}  // namespace oxus::test
