#include "client/oxus/aggregate_reader.h"

#include <utility>

#include "fmt/format.h"

namespace oxus::client {

using oxus::v1::AggregateResponse;

absl::Status AggregateReader::Run(oxus::v1::QueryService::Stub& stub,
                                  const oxus::v1::AggregateRequest& request,
                                  std::chrono::milliseconds patience,
                                  const QueryClient::TakePart& take) {
  stub.async()->StreamAggregate(&context_, &request, this);
  // Reads are begun here and not in OnReadDone, so the call must not end in between.
  AddHold();
  StartRead(&incoming_);
  StartCall();
  bool wanted = true;
  while (wanted && AwaitPart(patience)) {
    AggregateResponse part;
    part.Swap(&incoming_);
    StartRead(&incoming_);
    wanted = take(std::move(part));
  }
  if (!wanted || stalled_) context_.TryCancel();
  RemoveHold();
  const grpc::Status status = AwaitEnd();
  if (!wanted) return absl::CancelledError("broken off by the caller");
  if (stalled_ && !status.ok()) {
    return absl::DeadlineExceededError(
        fmt::format("nothing came for {} s", static_cast<double>(patience.count()) / 1'000));
  }
  return StatusFromGrpc(status);
}

void AggregateReader::OnReadDone(bool ok) {
  const std::lock_guard lock(mutex_);
  read_done_ = true;
  read_ok_ = ok;
  changed_.notify_all();
}

void AggregateReader::OnDone(const grpc::Status& status) {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  status_ = status;
  // Under the lock: whoever waits may destroy this as soon as it is free.
  changed_.notify_all();
}

bool AggregateReader::AwaitPart(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  stalled_ = !changed_.wait_for(lock, patience, [this] { return read_done_; });
  if (stalled_ || !read_ok_) return false;
  read_done_ = false;
  return true;
}

grpc::Status AggregateReader::AwaitEnd() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_; });
  return status_;
}

}  // namespace oxus::client
