#include "server/query/columns/partial_cache.h"

#include <iterator>
#include <limits>
#include <numeric>

namespace oxus::query {
namespace {

using Extent = PartialCache::Extent;

// Of an entry without what it holds.
constexpr size_t kEntryBytes = 96;
constexpr uint32_t kLastRow = std::numeric_limits<uint32_t>::max();

size_t BytesOf(const Partial* partial) {
  return kEntryBytes + (partial == nullptr ? 0 : partial->bytes());
}

size_t BytesOf(const std::vector<Extent>& extents) { return extents.capacity() * sizeof(Extent); }

size_t BytesOf(const PartialCache::Run& run) {
  return BytesOf(run.extents) + (run.groups == nullptr ? 0 : run.groups->bytes());
}

// Marks and rows only grow, so that more of them are a later state.
bool IsNewer(const Extent& a, const Extent& b) {
  return a.marks != b.marks ? a.marks > b.marks : a.rows > b.rows;
}

uint64_t MarksOf(const std::vector<Extent>& extents) {
  return std::accumulate(extents.begin(), extents.end(), uint64_t{0},
                         [](uint64_t marks, const Extent& extent) { return marks + extent.marks; });
}

bool IsNewer(const PartialCache::Run& a, const PartialCache::Run& b) {
  if (a.extents.size() != b.extents.size()) return a.extents.size() > b.extents.size();
  const uint64_t a_marks = MarksOf(a.extents);
  const uint64_t b_marks = MarksOf(b.extents);
  if (a_marks != b_marks || a.extents.empty()) return a_marks > b_marks;
  return a.extents.back().rows > b.extents.back().rows;
}

}  // namespace

PartialCache::Question* PartialCache::Find(const std::string& question) {
  const auto found = by_key_.find(question);
  if (found == by_key_.end()) return nullptr;
  questions_.splice(questions_.begin(), questions_, found->second);
  return &questions_.front();
}

PartialCache::Question* PartialCache::Touch(const std::string& question, size_t bytes,
                                            Questions& forgotten) {
  if (Question* const known = Find(question); known != nullptr) return known;
  const size_t own = kEntryBytes + sizeof(Question) + question.size();
  if (own + bytes > capacity_bytes_) return nullptr;
  questions_.emplace_front().key = question;
  by_key_[question] = questions_.begin();
  Charge(questions_.front(), own, 0, forgotten);
  return &questions_.front();
}

void PartialCache::Charge(Question& question, size_t add, size_t remove, Questions& forgotten) {
  question.bytes += add - remove;
  bytes_ += add - remove;
  // The question at hand stays: what would make it alone too large has been refused.
  while (bytes_ > capacity_bytes_ && questions_.size() > 1) {
    bytes_ -= questions_.back().bytes;
    by_key_.erase(questions_.back().key);
    forgotten.splice(forgotten.begin(), questions_, std::prev(questions_.end()));
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
  const auto at = known->partials.find({extent.first_sequence, extent.first_row});
  if (at == known->partials.end()) return std::nullopt;
  const Found& found = at->second.found;
  if (found.extent.marks != extent.marks || found.extent.rows > extent.rows) return std::nullopt;
  return found;
}

void PartialCache::Put(const std::string& question, const Extent& extent,
                       std::shared_ptr<const Partial> partial) {
  const size_t bytes = BytesOf(partial.get());
  Questions forgotten;
  Partials replaced;
  const std::lock_guard lock(mutex_);
  Question* const touched = Touch(question, bytes, forgotten);
  if (touched == nullptr) return;
  Partials& partials = touched->partials;
  const std::pair key(extent.first_sequence, extent.first_row);
  const auto first = partials.lower_bound(key);
  if (first != partials.end() && first->first == key &&
      IsNewer(first->second.found.extent, extent)) {
    return;
  }
  const auto of_segment = partials.lower_bound({extent.first_sequence, 0});
  const auto segment_end = partials.upper_bound({extent.first_sequence, kLastRow});
  const bool is_held = first != segment_end && first->first == key;
  const bool is_full = std::distance(of_segment, segment_end) >= static_cast<long>(kMostPieces);
  const bool replaces_all = extent.first_row == 0 || (is_full && !is_held);
  const auto begin = replaces_all ? of_segment : first;
  const auto end = replaces_all ? segment_end : partials.upper_bound(key);
  const size_t before = std::accumulate(begin, end, size_t{0}, [](size_t sum, const auto& entry) {
    return sum + entry.second.bytes;
  });
  if (touched->bytes + bytes > capacity_bytes_ + before) return;
  for (auto at = begin; at != end;) replaced.insert(partials.extract(at++));
  partials.emplace(key, Held{{extent, std::move(partial)}, bytes});
  Charge(*touched, bytes, before, forgotten);
}

PartialCache::Run PartialCache::GetRun(const std::string& question, Reach reach) {
  const std::lock_guard lock(mutex_);
  const Question* const known = Find(question);
  return known == nullptr ? Run() : known->runs[static_cast<size_t>(reach)].run;
}

size_t PartialCache::RoomForRun(const std::string& question, Reach reach) {
  const std::lock_guard lock(mutex_);
  const Question* const known = Find(question);
  if (known == nullptr) return capacity_bytes_;
  return capacity_bytes_ - (known->bytes - known->runs[static_cast<size_t>(reach)].bytes);
}

void PartialCache::PutRun(const std::string& question, Run run, Reach reach) {
  const size_t bytes = BytesOf(run);
  Questions forgotten;
  const std::lock_guard lock(mutex_);
  Question* const touched = Touch(question, bytes, forgotten);
  if (touched == nullptr) return;
  HeldRun& held = touched->runs[static_cast<size_t>(reach)];
  if (IsNewer(held.run, run)) return;
  const size_t before = held.bytes;
  if (touched->bytes + bytes > capacity_bytes_ + before) return;
  // The one before is destroyed with the argument, after the lock.
  std::swap(held.run, run);
  held.bytes = bytes;
  Charge(*touched, bytes, before, forgotten);
}

std::optional<Corrected> PartialCache::GetCorrected(const std::string& question,
                                                    const ChainState& state) {
  const std::lock_guard lock(mutex_);
  const Question* const known = Find(question);
  if (known == nullptr || known->chains != state) return std::nullopt;
  return known->corrected;
}

void PartialCache::PutCorrected(const std::string& question, const ChainState& state,
                                const Corrected& corrected) {
  Questions forgotten;
  const std::lock_guard lock(mutex_);
  Question* const touched = Touch(question, 0, forgotten);
  if (touched == nullptr) return;
  if (touched->corrected && touched->chains.marks > state.marks) return;
  touched->chains = state;
  touched->corrected = corrected;
}

size_t PartialCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace oxus::query
