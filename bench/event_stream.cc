#include "bench/event_stream.h"

#include <algorithm>
#include <chrono>

namespace oxus::bench {
namespace {

// Channels to one address share a connection unless told otherwise, and then wait for each other.
std::shared_ptr<grpc::Channel> OwnConnection(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  auto channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10));
  return channel;
}

}  // namespace

EventStream::EventStream(const std::string& address, uint32_t window)
    : window_(window),
      channel_(OwnConnection(address)),
      stub_(oxus::v1::IngestService::NewStub(channel_)),
      stream_(stub_->Ingest(&context_)) {
  if (window_ > 1) reader_ = std::thread([this] { ReadAll(); });
}

EventStream::~EventStream() {
  if (is_finished_) return;
  context_.TryCancel();
  Finish();
}

bool EventStream::ReadOne() {
  if (!stream_->Read(&response_)) return false;
  for (const auto& outcome : response_.outcomes()) {
    stored_ += outcome.result() == oxus::v1::SubmissionOutcome::RESULT_STORED;
    quarantined_ += outcome.quarantined();
    last_sequence_ = std::max<uint64_t>(last_sequence_, outcome.sequence());
  }
  return true;
}

void EventStream::ReadAll() {
  bool is_over = false;
  while (!is_over) {
    is_over = !ReadOne();
    const std::lock_guard<std::mutex> lock(mutex_);
    answers_ += !is_over;
    is_over_ = is_over;
    answered_.notify_one();
  }
}

bool EventStream::WaitForRoom() {
  std::unique_lock<std::mutex> lock(mutex_);
  answered_.wait(lock, [this] { return is_over_ || sent_ - answers_ < window_; });
  return !is_over_;
}

bool EventStream::Send(const oxus::v1::IngestRequest& batch) {
  if (window_ == 1) return stream_->Write(batch) && ReadOne();
  if (!WaitForRoom()) return false;
  ++sent_;
  return stream_->Write(batch);
}

grpc::Status EventStream::Finish() {
  is_finished_ = true;
  stream_->WritesDone();
  if (reader_.joinable()) {
    reader_.join();
  } else {
    while (ReadOne()) {
    }
  }
  return stream_->Finish();
}

}  // namespace oxus::bench
