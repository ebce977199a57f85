#include "server/ingest/duplicate_watch.h"

#include <functional>
#include <memory>

namespace oxus::ingest {
namespace {

void SetText(std::string_view producer_id, std::string_view external_id, std::string& text) {
  text.assign(producer_id);
  text.push_back('/');
  text.append(external_id);
}

uint64_t HashOf(std::string_view text) { return std::hash<std::string_view>()(text); }

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
  Forget(producer_id, external_id);
  for (const DuplicateFinder::Candidate& candidate : finder_.Find(traits)) {
    const Key& key = SlotOf(candidate.sequence);
    if (key.sequence != candidate.sequence) continue;
    const size_t slash = key.text.find('/');
    oxus::v1::DuplicateCandidate* const added = outcome.add_duplicate_candidates();
    added->mutable_key()->set_producer_id(key.text.substr(0, slash));
    added->mutable_key()->set_external_id(key.text.substr(slash + 1));
    added->set_sequence(candidate.sequence);
    added->set_score(candidate.score);
  }
  Remember(sequence, producer_id, external_id, traits);
}

void DuplicateWatch::OnRetraction(std::string_view producer_id, std::string_view external_id) {
  Forget(producer_id, external_id);
}

void DuplicateWatch::Remember(uint64_t sequence, std::string_view producer_id,
                              std::string_view external_id, const DuplicateTraits& traits) {
  finder_.Add(sequence, traits);
  Key& key = SlotOf(sequence);
  if (key.sequence != 0) {
    const auto it = held_.find(HashOf(key.text));
    if (it != held_.end() && it->second == key.sequence) held_.erase(it);
  }
  key.sequence = sequence;
  SetText(producer_id, external_id, key.text);
  held_[HashOf(key.text)] = sequence;
}

void DuplicateWatch::Forget(std::string_view producer_id, std::string_view external_id) {
  thread_local std::string text;
  SetText(producer_id, external_id, text);
  const auto it = held_.find(HashOf(text));
  if (it == held_.end()) return;
  finder_.Remove(it->second);
  held_.erase(it);
}

}  // namespace oxus::ingest
