// What pages of lists, and single events, read to be answered.
#include "server/query/columns/page_scan.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/projection/projection.h"
#include "server/query/get_event.h"
#include "server/query/list_events.h"
#include "tests/query/counting_snapshot.h"
#include "tests/query/decoded_page.h"
#include "tests/query/sample_event.h"
#include "tests/support/test_store.h"

namespace oxus::query {
namespace {

using oxus::test::CountingSnapshot;
using oxus::test::ReadCounts;
using oxus::test::ReportOn;
using oxus::test::RetractionOf;
using oxus::test::Sample;
using oxus::test::TestStore;

constexpr uint32_t kSegmentRows = 25;

class PageScanTest : public ::testing::Test {
 protected:
  // Some events a day, day after day.
  void AddDays(int days, int events_a_day) {
    for (int i = 0; i < days * events_a_day; ++i) {
      const int day = i / events_a_day;
      store_.Add(Sample::Incident(std::to_string(i))
                     .On(fmt::format("2025-{:02}-{:02}", 1 + day / 28, 1 + day % 28))
                     .Summary(i % 2 == 0 ? "even" : "odd"));
    }
    store_.SealAll();
  }

  // One page, and what it read.
  v1::ListEventsResponse Page() {
    counts_ = {};
    const CountingSnapshot snapshot(store_.TakeSnapshot(), counts_);
    return oxus::test::DecodedPage(ListEvents(snapshot, request_, nullptr));
  }

  TestStore store_{projection::ProjectEvent, kSegmentRows};
  v1::ListEventsRequest request_;
  ReadCounts counts_;
};

TEST_F(PageScanTest, PagesOfALongListReadTheSegmentsTheyLieIn) {
  AddDays(200, 2);
  request_.set_page_size(10);
  for (const char* order_by : {"occurred", "occurred desc", "sequence", "sequence desc"}) {
    request_.set_order_by(order_by);
    request_.clear_page_token();
    int listed = 0;
    do {
      const auto page = Page();
      listed += page.events_size();
      // 11 rows lie in one of 16 segments or two, and days begin and end within one.
      EXPECT_LE(counts_.segments.size(), 2u) << order_by << " at " << listed;
      request_.set_page_token(page.next_page_token());
    } while (!request_.page_token().empty());
    EXPECT_EQ(listed, 400) << order_by;
  }
}

TEST_F(PageScanTest, AFilterIsAskedOfRowsOnlyThatAreNotBeforeThePage) {
  AddDays(12, 2);
  request_.set_page_size(4);
  // A field that no column holds.
  request_.set_filter("summary:even");
  for (const char* order_by : {"occurred", "occurred desc"}) {
    request_.set_order_by(order_by);
    request_.clear_page_token();
    int rows_left = 24;
    for (int page_number = 0; page_number < 3; ++page_number) {
      const auto page = Page();
      ASSERT_EQ(page.events_size(), 4) << order_by;
      // The filter's, the day of the last row before included, and the events of the page.
      EXPECT_LE(counts_.reader_reads, rows_left + 2 + 4) << order_by << " page " << page_number;
      rows_left -= 8;
      request_.set_page_token(page.next_page_token());
    }
    EXPECT_TRUE(request_.page_token().empty());
  }
}

TEST_F(PageScanTest, InOrderOfSequencesAFullPageEndsTheReading) {
  TestStore store(projection::ProjectEvent);
  constexpr int kEvents = 20'000;
  for (int i = 0; i < kEvents; i += 1000) {
    test::Records records;
    for (int k = i; k < i + 1000; ++k) {
      v1::Event event = Sample::Incident(std::to_string(k)).Summary("same");
      records.AddEvent(std::move(event));
    }
    ASSERT_TRUE(store.Apply(records.inputs(), 0).ok());
  }
  request_.set_filter("summary:same");
  request_.set_page_size(5);
  for (const char* order_by : {"sequence", "sequence desc"}) {
    request_.set_order_by(order_by);
    ReadCounts counts;
    const CountingSnapshot snapshot(store.TakeSnapshot(), counts);
    const v1::ListEventsResponse response =
        oxus::test::DecodedPage(ListEvents(snapshot, request_, nullptr));
    ASSERT_EQ(response.events_size(), 5);
    EXPECT_LT(counts.reader_reads, kEvents / 2) << order_by;
  }
}

TEST_F(PageScanTest, APageIsReadFromTheLogByOneReader) {
  for (int i = 0; i < 30; ++i) {
    store_.Add(Sample::Incident(std::to_string(i)));
    store_.Attach(ReportOn(std::to_string(i), "r", "source", v1::STANCE_ASSERTS));
  }
  request_.set_page_size(30);
  EXPECT_EQ(Page().events_size(), 30);
  EXPECT_EQ(counts_.event_readers, 1);
  EXPECT_EQ(counts_.single_reads, 0);
}

TEST_F(PageScanTest, AHistoryIsReadByOneReader) {
  store_.Add(Sample::Incident("a"));
  for (int i = 0; i < 20; ++i) {
    store_.Attach(ReportOn("a", "r" + std::to_string(i), "source", v1::STANCE_ASSERTS));
  }
  store_.Retract(RetractionOf("a"));
  const uint64_t withdrawn = store_.last_sequence();
  for (int i = 0; i < 20; ++i) store_.Add(Sample::Incident("a"));
  v1::GetEventRequest request;
  const v1::Event event = Sample::Incident("a");
  *request.mutable_key() = event.key();
  request.set_history(true);
  for (const uint64_t as_of : {uint64_t{0}, withdrawn}) {
    request.set_as_of_sequence(as_of);
    counts_ = {};
    const CountingSnapshot snapshot(store_.TakeSnapshot(), counts_);
    v1::GetEventResponse response;
    ASSERT_TRUE(GetEvent(snapshot, request, &response).ok());
    EXPECT_EQ(response.history_size(), as_of == 0 ? 42 : 22);
    // One more finds the state of an earlier time.
    EXPECT_EQ(counts_.event_readers, as_of == 0 ? 1 : 2);
    EXPECT_EQ(counts_.single_reads, 0);
  }
}

}  // namespace
}  // namespace oxus::query
