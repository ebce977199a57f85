#include "tests/client/scripted_transport.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace oxus::client {

using oxus::v1::IngestRequest;
using oxus::v1::IngestResponse;

class ScriptedStream : public IngestStream {
 public:
  ScriptedStream(ScriptedTransport& transport, const StreamScript& script)
      : transport_(transport), script_(script) {}

  bool Write(const IngestRequest& request) override {
    absl::MutexLock lock(&transport_.mutex_);
    if (over_) return false;
    std::vector<std::string> ids;
    for (const auto& submission : request.submissions()) {
      ids.push_back(submission.retraction().key().external_id());
    }
    transport_.batches_.push_back(std::move(ids));
    waiting_.push_back(request);
    transport_.most_waiting_ = std::max(transport_.most_waiting_, waiting_.size());
    return true;
  }

  void WritesDone() override {
    absl::MutexLock lock(&transport_.mutex_);
    done_ = true;
  }

  bool Read(IngestResponse* response) override {
    absl::MutexLock lock(&transport_.mutex_);
    const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(transport_.mutex_) {
      return cancelled_ || done_ || answered_ >= script_.answers ||
             waiting_.size() >= script_.answer_when_waiting ||
             (transport_.released_ && !waiting_.empty());
    };
    transport_.mutex_.Await(absl::Condition(&ready));
    if (cancelled_ || answered_ >= script_.answers || waiting_.empty()) {
      over_ = true;
      return false;
    }
    Answer(*response);
    return true;
  }

  void Cancel() override {
    absl::MutexLock lock(&transport_.mutex_);
    cancelled_ = true;
  }

  absl::Status Finish() override {
    absl::MutexLock lock(&transport_.mutex_);
    return cancelled_ ? absl::CancelledError("cancelled") : script_.end;
  }

 private:
  void Answer(IngestResponse& response) ABSL_EXCLUSIVE_LOCKS_REQUIRED(transport_.mutex_) {
    const IngestRequest request = waiting_.front();
    waiting_.pop_front();
    ++answered_;
    response.set_batch_id(request.batch_id() + script_.batch_id_offset);
    for (int i = script_.drop_an_outcome ? 1 : 0; i < request.submissions_size(); ++i) {
      oxus::v1::SubmissionOutcome* outcome = response.add_outcomes();
      outcome->set_result(oxus::v1::SubmissionOutcome::RESULT_STORED);
      outcome->set_sequence(++transport_.last_sequence_);
    }
  }

  ScriptedTransport& transport_;
  const StreamScript script_;
  std::deque<IngestRequest> waiting_;
  size_t answered_ = 0;
  bool done_ = false;
  bool over_ = false;
  bool cancelled_ = false;
};

std::unique_ptr<IngestStream> ScriptedTransport::Open() {
  absl::MutexLock lock(&mutex_);
  const size_t number = std::min(opened_++, scripts_.size() - 1);
  return std::make_unique<ScriptedStream>(*this, scripts_[number]);
}

void ScriptedTransport::Release() {
  absl::MutexLock lock(&mutex_);
  released_ = true;
}

size_t ScriptedTransport::streams_opened() const {
  absl::MutexLock lock(&mutex_);
  return opened_;
}

std::vector<std::vector<std::string>> ScriptedTransport::batches() const {
  absl::MutexLock lock(&mutex_);
  return batches_;
}

size_t ScriptedTransport::most_waiting() const {
  absl::MutexLock lock(&mutex_);
  return most_waiting_;
}

}  // namespace oxus::client
