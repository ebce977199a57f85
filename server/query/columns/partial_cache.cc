#include "server/query/columns/partial_cache.h"

#include <utility>

namespace oxus::query {
namespace {

// Of an entry without what it holds.
constexpr size_t kEntryBytes = 96;

size_t BytesOf(const Partial* partial) {
  return kEntryBytes + (partial == nullptr ? 0 : partial->bytes());
}

size_t BytesOf(const PartialCache::Run& run) {
  return run.extents.capacity() * sizeof(PartialCache::Extent) +
         (run.groups == nullptr ? 0 : run.groups->bytes());
}

}  // namespace

PartialCache::Question* PartialCache::Find(const std::string& question) {
  const auto found = by_key_.find(question);
  if (found == by_key_.end()) return nullptr;
  questions_.splice(questions_.begin(), questions_, found->second);
  return &questions_.front();
}

PartialCache::Question* PartialCache::Touch(const std::string& question, size_t bytes) {
  if (Question* const known = Find(question); known != nullptr) return known;
  const size_t own = kEntryBytes + question.size();
  if (own + bytes > capacity_bytes_) return nullptr;
  questions_.emplace_front().key = question;
  by_key_[question] = questions_.begin();
  Charge(questions_.front(), own, 0);
  return &questions_.front();
}

void PartialCache::Charge(Question& question, size_t add, size_t remove) {
  question.bytes += add - remove;
  bytes_ += add - remove;
  // The question at hand stays: what would make it alone too large has been refused.
  while (bytes_ > capacity_bytes_ && questions_.size() > 1) {
    bytes_ -= questions_.back().bytes;
    by_key_.erase(questions_.back().key);
    questions_.pop_back();
  }
}

std::optional<PartialCache::Found> PartialCache::Get(const std::string& question,
                                                     const Extent& extent) {
  auto found = GetPiece(question, extent);
  if (found && found->extent.rows != extent.rows) found.reset();
  return found;
}

std::optional<PartialCache::Found> PartialCache::GetPiece(const std::string& question,
                                                          const Extent& extent) {
  const std::lock_guard lock(mutex_);
  const Question* const known = Find(question);
  if (known == nullptr) return std::nullopt;
  const auto& partials = known->partials;
  const auto found = partials.find({extent.first_sequence, extent.first_row});
  if (found == partials.end()) return std::nullopt;
  const Extent& held = found->second.extent;
  if (held.marks != extent.marks || held.rows > extent.rows) return std::nullopt;
  return found->second;
}

void PartialCache::Put(const std::string& question, const Extent& extent,
                       std::shared_ptr<const Partial> partial) {
  const std::lock_guard lock(mutex_);
  const size_t bytes = BytesOf(partial.get());
  Question* const touched = Touch(question, bytes);
  if (touched == nullptr) return;
  const std::pair key(extent.first_sequence, extent.first_row);
  const auto held = touched->partials.find(key);
  const size_t before = held == touched->partials.end() ? 0 : BytesOf(held->second.partial.get());
  if (touched->bytes + bytes > capacity_bytes_ + before) return;
  touched->partials.insert_or_assign(key, Found{extent, std::move(partial)});
  Charge(*touched, bytes, before);
}

PartialCache::Run PartialCache::GetRun(const std::string& question) {
  const std::lock_guard lock(mutex_);
  const Question* const known = Find(question);
  return known == nullptr ? Run() : known->run;
}

void PartialCache::PutRun(const std::string& question, Run run) {
  const std::lock_guard lock(mutex_);
  const size_t bytes = BytesOf(run);
  Question* const touched = Touch(question, bytes);
  if (touched == nullptr) return;
  const size_t before = BytesOf(touched->run);
  if (touched->bytes + bytes > capacity_bytes_ + before) return;
  touched->run = std::move(run);
  Charge(*touched, bytes, before);
}

size_t PartialCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace oxus::query
