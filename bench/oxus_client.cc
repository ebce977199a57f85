#include "bench/oxus_client.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "bench/event_stream.h"
#include "bench/oxus_questions.h"
#include "bench/row_batch.h"
#include "google/protobuf/arena.h"

namespace oxus::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr uint32_t kUnanswered = 8;
constexpr int64_t kUsPerMs = 1000;

double MsSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// An answer of some thousand rows is larger than the 64 KiB that HTTP/2 lets a server send unasked.
grpc::ChannelArguments Arguments() {
  constexpr int kMostUnreadBytes = 4 << 20;
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kMostUnreadBytes);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_FRAME_SIZE, kMostUnreadBytes);
  return arguments;
}

}  // namespace

OxusClient::OxusClient(const std::string& address)
    : address_(address),
      channel_(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), Arguments())),
      admin_(oxus::v1::AdminService::NewStub(channel_)),
      query_(oxus::v1::QueryService::NewStub(channel_)) {
  channel_->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10));
}

double OxusClient::Send(const EventRows& rows, uint64_t begin, uint64_t end) {
  const auto start = Clock::now();
  EventStream stream(address_, kUnanswered);
  oxus::v1::IngestRequest batch;
  for (uint64_t at = begin; at < end; at += kRowsInBatch) {
    FillBatch(rows, at, std::min(at + kRowsInBatch, end), &batch);
    if (!stream.Send(batch)) break;
  }
  const grpc::Status status = stream.Finish();
  if (!status.ok()) throw std::runtime_error(status.error_message());
  if (stream.stored() != end - begin || stream.quarantined() != 0) {
    throw std::runtime_error("oxus refused or flagged rows");
  }
  return MsSince(start) / 1000;
}

oxus::v1::GetStatusResponse OxusClient::Status() {
  oxus::v1::GetStatusResponse response;
  grpc::ClientContext context;
  const grpc::Status status = admin_->GetStatus(&context, {}, &response);
  if (!status.ok()) throw std::runtime_error(status.error_message());
  return response;
}

OxusClient::Timed OxusClient::Aggregate(Question question, bool bypass_cache, bool makes_text) {
  oxus::v1::AggregateRequest request = AggregateRequestOf(question);
  request.set_bypass_cache(bypass_cache);
  google::protobuf::Arena arena;
  auto& response = *google::protobuf::Arena::CreateMessage<oxus::v1::AggregateResponse>(&arena);
  grpc::ClientContext context;
  const auto begin = Clock::now();
  const grpc::Status status = query_->Aggregate(&context, request, &response);
  Timed timed;
  timed.ms = MsSince(begin);
  timed.error = status.error_message();
  if (!status.ok()) return timed;
  timed.server_ms = static_cast<double>(response.footnote().elapsed_us()) / kUsPerMs;
  if (makes_text) timed.answer = AnswerOf(question, response);
  return timed;
}

OxusClient::Timed OxusClient::ListNewest(bool makes_text) {
  const oxus::v1::ListEventsRequest request = NewestRequest();
  google::protobuf::Arena arena;
  auto& response = *google::protobuf::Arena::CreateMessage<oxus::v1::ListEventsResponse>(&arena);
  grpc::ClientContext context;
  const auto begin = Clock::now();
  const grpc::Status status = query_->ListEvents(&context, request, &response);
  Timed timed;
  timed.ms = MsSince(begin);
  timed.error = status.error_message();
  if (status.ok() && makes_text) timed.answer = AnswerOf(response);
  return timed;
}

OxusClient::Timed OxusClient::Ask(Question question, bool bypass_cache, bool makes_text) {
  return question == Question::kQ12 ? ListNewest(makes_text)
                                    : Aggregate(question, bypass_cache, makes_text);
}

}  // namespace oxus::bench
