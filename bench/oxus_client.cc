#include "bench/oxus_client.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "bench/oxus_questions.h"
#include "bench/row_event.h"

namespace oxus::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr uint64_t kBatch = 1000;
constexpr size_t kUnanswered = 8;
constexpr int64_t kUsPerMs = 1000;

double MsSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// Counts the answers of a stream, so that the sender may wait for some.
class Answers {
 public:
  void Read(grpc::ClientReaderWriter<oxus::v1::IngestRequest, oxus::v1::IngestResponse>* stream) {
    oxus::v1::IngestResponse response;
    while (stream->Read(&response)) {
      for (const auto& outcome : response.outcomes()) {
        stored_ += outcome.result() == oxus::v1::SubmissionOutcome::RESULT_STORED &&
                   !outcome.quarantined();
      }
      const std::lock_guard<std::mutex> lock(mutex_);
      ++batches_;
      answered_.notify_one();
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    is_over_ = true;
    answered_.notify_one();
  }

  // False when there will be no more of them.
  bool WaitUntilFewerAreMissing(size_t sent) {
    std::unique_lock<std::mutex> lock(mutex_);
    answered_.wait(lock, [&] { return is_over_ || sent - batches_ < kUnanswered; });
    return !is_over_;
  }

  // After the reader has ended.
  uint64_t stored() const { return stored_; }

 private:
  std::mutex mutex_;
  std::condition_variable answered_;
  size_t batches_ = 0;
  bool is_over_ = false;
  uint64_t stored_ = 0;
};

void FillBatch(const EventRows& rows, uint64_t begin, uint64_t end,
               oxus::v1::IngestRequest* batch) {
  batch->Clear();
  for (uint64_t i = begin; i < end; ++i) {
    ToEvent(rows, rows.At(i), batch->add_submissions()->mutable_event());
  }
}

}  // namespace

OxusClient::OxusClient(const std::string& address)
    : channel_(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())),
      ingest_(oxus::v1::IngestService::NewStub(channel_)),
      query_(oxus::v1::QueryService::NewStub(channel_)) {
  channel_->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10));
}

double OxusClient::Send(const EventRows& rows, uint64_t begin, uint64_t end) {
  grpc::ClientContext context;
  const auto start = Clock::now();
  const auto stream = ingest_->Ingest(&context);
  Answers answers;
  std::thread reader([&] { answers.Read(stream.get()); });
  oxus::v1::IngestRequest batch;
  size_t sent = 0;
  for (uint64_t at = begin; at < end; at += kBatch, ++sent) {
    FillBatch(rows, at, std::min(at + kBatch, end), &batch);
    if (!answers.WaitUntilFewerAreMissing(sent) || !stream->Write(batch)) break;
  }
  stream->WritesDone();
  reader.join();
  const grpc::Status status = stream->Finish();
  if (!status.ok()) throw std::runtime_error(status.error_message());
  if (answers.stored() != end - begin) throw std::runtime_error("oxus refused or flagged rows");
  return MsSince(start) / 1000;
}

OxusClient::Timed OxusClient::Aggregate(Question question, bool bypass_cache) {
  oxus::v1::AggregateRequest request = AggregateRequestOf(question);
  request.set_bypass_cache(bypass_cache);
  oxus::v1::AggregateResponse response;
  grpc::ClientContext context;
  const auto begin = Clock::now();
  const grpc::Status status = query_->Aggregate(&context, request, &response);
  Timed timed;
  timed.ms = MsSince(begin);
  timed.error = status.error_message();
  if (!status.ok()) return timed;
  timed.server_ms = static_cast<double>(response.footnote().elapsed_us()) / kUsPerMs;
  timed.answer = AnswerOf(question, response);
  return timed;
}

OxusClient::Timed OxusClient::ListNewest() {
  const oxus::v1::ListEventsRequest request = NewestRequest();
  oxus::v1::ListEventsResponse response;
  grpc::ClientContext context;
  const auto begin = Clock::now();
  const grpc::Status status = query_->ListEvents(&context, request, &response);
  Timed timed;
  timed.ms = MsSince(begin);
  timed.error = status.error_message();
  if (status.ok()) timed.answer = AnswerOf(response);
  return timed;
}

OxusClient::Timed OxusClient::Ask(Question question, bool bypass_cache) {
  return question == Question::kQ12 ? ListNewest() : Aggregate(question, bypass_cache);
}

}  // namespace oxus::bench
