#include "server/ingest/duplicate_watch.h"

#include <memory>
#include <utility>

#include "absl/hash/hash.h"

namespace oxus::ingest {
namespace {

uint64_t HashOf(std::string_view producer_id, std::string_view external_id) {
  return absl::HashOf(producer_id, external_id);
}

bool IsText(std::string_view text, std::string_view producer_id, std::string_view external_id) {
  return text.size() == producer_id.size() + 1 + external_id.size() &&
         text.substr(0, producer_id.size()) == producer_id &&
         text.substr(producer_id.size() + 1) == external_id;
}

}  // namespace

void DuplicateWatch::Load(const storage::EventStore& store) {
  const std::unique_ptr<storage::Snapshot> snapshot = store.TakeSnapshot();
  const uint64_t last = snapshot->last_sequence();
  const uint64_t first = last > DuplicateFinder::kWindow ? last - DuplicateFinder::kWindow + 1 : 1;
  oxus::v1::Event event;
  // Damage in the log is for queries and verification to report; here it only means that some
  // candidates are not found.
  snapshot
      ->Scan(first,
             [&](const storage::LogRecord& record) {
               if (record.type != storage::RecordType::kEvent || record.superseded_by != 0) {
                 return true;
               }
               const int size = static_cast<int>(record.body.size());
               if (event.ParseFromArray(record.body.data(), size)) {
                 Remember(record.sequence, event.key().producer_id(), event.key().external_id(),
                          MakeTraits(event));
               }
               return true;
             })
      .IgnoreError();
}

void DuplicateWatch::OnEvent(uint64_t sequence, std::string_view producer_id,
                             std::string_view external_id, const DuplicateTraits& traits,
                             oxus::v1::SubmissionOutcome& outcome) {
  newest_ = sequence;
  for (const DuplicateFinder::Candidate& candidate : finder_.Find(traits)) {
    const Key& key = SlotOf(candidate.sequence);
    if (!IsHeld(candidate.sequence) || key.sequence != candidate.sequence) continue;
    const size_t slash = key.text.find('/');
    oxus::v1::DuplicateCandidate* const added = outcome.add_duplicate_candidates();
    added->mutable_key()->set_producer_id(key.text.substr(0, slash));
    added->mutable_key()->set_external_id(key.text.substr(slash + 1));
    added->set_sequence(candidate.sequence);
    added->set_score(candidate.score);
  }
  Remember(sequence, producer_id, external_id, traits);
}

void DuplicateWatch::OnReplaced(std::string_view producer_id, std::string_view external_id) {
  const uint64_t hash = HashOf(producer_id, external_id);
  for (uint64_t sequence = HeadOf(hash); IsHeld(sequence);) {
    const Key& key = SlotOf(sequence);
    if (key.hash == hash && IsText(key.text, producer_id, external_id)) {
      return finder_.Remove(sequence);
    }
    sequence = key.previous;
  }
}

void DuplicateWatch::Prefetch(std::string_view producer_id, std::string_view external_id,
                              const DuplicateTraits& traits) const {
  __builtin_prefetch(&heads_[HashOf(producer_id, external_id) % kWindow], /*rw=*/1);
  finder_.Prefetch(traits);
}

void DuplicateWatch::Remember(uint64_t sequence, std::string_view producer_id,
                              std::string_view external_id, const DuplicateTraits& traits) {
  newest_ = sequence;
  finder_.Add(sequence, traits);
  Key& key = SlotOf(sequence);
  key.sequence = sequence;
  key.hash = HashOf(producer_id, external_id);
  key.previous = std::exchange(HeadOf(key.hash), sequence);
  key.text.assign(producer_id);
  key.text.push_back('/');
  key.text.append(external_id);
}

}  // namespace oxus::ingest
