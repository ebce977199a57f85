#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "oxus/v1/event.pb.h"
#include "storage/event_store.h"

namespace oxus::test {

// An EventStore in memory for tests of what reads a log. Keys, revisions, retractions and
// attached reports chain as in the real one; of the refusals it knows those of revisions and of
// unknown and withdrawn keys. One thread; it must outlive its snapshots.
class FakeStore : public storage::EventStore {
 public:
  // Each takes the next sequence and returns it, whatever the revision says.
  uint64_t Add(const v1::Event& event, bool quarantined = false) {
    return Append(storage::RecordType::kEvent, event.key(), event, quarantined);
  }
  uint64_t Retract(const v1::Retraction& retraction) {
    return Append(storage::RecordType::kRetraction, retraction.key(), retraction, false);
  }
  uint64_t Attach(const v1::AttachReport& report) {
    return Append(storage::RecordType::kReport, report.key(), report, false);
  }

  // Of the records from here on.
  void set_received_ms(int64_t received_ms) { received_ms_ = received_ms; }
  void set_principal(std::string principal) { principal_ = std::move(principal); }
  // Makes a record one that does not parse.
  void Damage(uint64_t sequence) { records_[sequence - 1].body = "\xff\xff"; }

  uint64_t last_sequence() const { return records_.size(); }

  absl::StatusOr<std::vector<storage::Applied>> Apply(std::span<const storage::RecordInput> inputs,
                                                      int64_t received_ms) override {
    received_ms_ = std::max(received_ms_, received_ms);
    std::vector<storage::Applied> applied;
    for (const auto& input : inputs) applied.push_back(ApplyOne(input));
    return applied;
  }

  std::unique_ptr<storage::Snapshot> TakeSnapshot() const override {
    return std::make_unique<View>(*this, last_sequence());
  }

  storage::StoreStats GetStats() const override {
    storage::StoreStats stats;
    stats.last_sequence = last_sequence();
    for (const auto& [key, sequences] : keys_) {
      const bool retracted = IsRetraction(sequences.back());
      ++(retracted ? stats.retracted_events : stats.active_events);
    }
    return stats;
  }

  absl::Status health() const override { return absl::OkStatus(); }

 private:
  using Key = std::pair<std::string, std::string>;

  struct Record {
    storage::RecordType type = storage::RecordType::kEvent;
    int64_t received_ms = 0;
    bool quarantined = false;
    uint32_t revision = 0;
    uint64_t previous = 0;
    uint64_t superseded_by = 0;
    std::string principal;
    std::string body;
  };

  class View : public storage::Snapshot {
   public:
    View(const FakeStore& store, uint64_t last) : store_(store), last_(last) {}

    uint64_t last_sequence() const override { return last_; }

    absl::Status Scan(uint64_t first, const Visitor& visitor) const override {
      for (uint64_t sequence = std::max<uint64_t>(first, 1); sequence <= last_; ++sequence) {
        if (!visitor(RecordAt(sequence))) break;
      }
      return absl::OkStatus();
    }

    absl::Status Read(uint64_t sequence, const Visitor& visitor) const override {
      if (sequence == 0 || sequence > last_) return absl::NotFoundError("no such record");
      visitor(RecordAt(sequence));
      return absl::OkStatus();
    }

    absl::Status ReadEvent(uint64_t sequence, v1::Event* event) const override {
      if (sequence == 0 || sequence > last_) return absl::NotFoundError("no such record");
      const Record& record = store_.records_[sequence - 1];
      if (record.type == storage::RecordType::kRetraction) {
        return absl::NotFoundError("a retraction");
      }
      if (record.type == storage::RecordType::kEvent) {
        return event->ParseFromString(record.body) ? absl::OkStatus()
                                                   : absl::DataLossError("damaged");
      }
      if (auto status = ReadEvent(record.previous, event); !status.ok()) return status;
      v1::AttachReport attached;
      if (!attached.ParseFromString(record.body)) return absl::DataLossError("damaged");
      *event->add_reports() = attached.report();
      return absl::OkStatus();
    }

    absl::StatusOr<storage::KeyEntry> FindKey(std::string_view producer_id,
                                              std::string_view external_id) const override {
      const auto found = store_.keys_.find(Key(producer_id, external_id));
      if (found == store_.keys_.end() || found->second.front() > last_) {
        return absl::NotFoundError("no such key");
      }
      storage::KeyEntry entry;
      entry.first_sequence = found->second.front();
      for (const uint64_t sequence : found->second) {
        if (sequence <= last_) entry.latest_sequence = sequence;
      }
      entry.revision = store_.records_[entry.latest_sequence - 1].revision;
      entry.status = store_.IsRetraction(entry.latest_sequence) ? storage::KeyStatus::kRetracted
                                                                : storage::KeyStatus::kActive;
      return entry;
    }

   private:
    storage::LogRecord RecordAt(uint64_t sequence) const {
      const Record& record = store_.records_[sequence - 1];
      storage::LogRecord view;
      view.sequence = sequence;
      view.type = record.type;
      view.received_ms = record.received_ms;
      view.quarantined = record.quarantined;
      view.previous_sequence = record.previous;
      view.superseded_by = record.superseded_by > last_ ? 0 : record.superseded_by;
      view.principal = record.principal;
      view.body = record.body;
      return view;
    }

    const FakeStore& store_;
    const uint64_t last_;
  };

  bool IsRetraction(uint64_t sequence) const {
    return records_[sequence - 1].type == storage::RecordType::kRetraction;
  }

  template <typename Message>
  uint64_t Append(storage::RecordType type, const v1::EventKey& key, const Message& message,
                  bool quarantined) {
    const auto& sequences = keys_[Key(key.producer_id(), key.external_id())];
    Record record;
    record.type = type;
    record.quarantined = quarantined;
    record.principal = principal_;
    record.body = message.SerializeAsString();
    record.revision = type == storage::RecordType::kEvent ? std::max(key.revision(), 1u)
                      : sequences.empty()                 ? 0
                                                          : records_[sequences.back() - 1].revision;
    return Push(Key(key.producer_id(), key.external_id()), std::move(record));
  }

  uint64_t Push(const Key& key, Record record) {
    auto& sequences = keys_[key];
    record.received_ms = received_ms_;
    const uint64_t sequence = records_.size() + 1;
    if (!sequences.empty()) {
      record.previous = sequences.back();
      records_[record.previous - 1].superseded_by = sequence;
      if (record.type == storage::RecordType::kReport) {
        record.quarantined |= records_[record.previous - 1].quarantined;
      }
    }
    sequences.push_back(sequence);
    records_.push_back(std::move(record));
    return sequence;
  }

  storage::Applied Refuse(storage::Decision decision, uint32_t revision) {
    storage::Applied applied;
    applied.decision = decision;
    applied.held_revision = revision;
    return applied;
  }

  storage::Applied ApplyOne(const storage::RecordInput& input) {
    using storage::Decision;
    const Key key(input.producer_id, input.external_id);
    const auto held = keys_.find(key);
    const bool known = held != keys_.end();
    const uint32_t revision = known ? records_[held->second.back() - 1].revision : 0;
    Record record{input.type,
                  0,
                  input.quarantined,
                  revision,
                  0,
                  0,
                  std::string(input.principal),
                  std::string(input.body)};
    storage::Applied applied;
    if (input.type == storage::RecordType::kEvent) {
      record.revision = std::max(input.revision, 1u);
      if (known && record.revision == revision) {
        for (const uint64_t sequence : held->second) {
          if (records_[sequence - 1].body != record.body) continue;
          applied.decision = Decision::kDuplicate;
          applied.sequence = sequence;
          applied.held_revision = revision;
          return applied;
        }
        return Refuse(Decision::kRevisionConflict, revision);
      }
      if (record.revision < revision) return Refuse(Decision::kRevisionStale, revision);
      if (known && record.revision > revision + 1 && !input.allow_revision_gap) {
        return Refuse(Decision::kRevisionGap, revision);
      }
      applied.decision = known ? Decision::kRevised : Decision::kStored;
    } else {
      if (!known) return Refuse(Decision::kKeyUnknown, 0);
      if (IsRetraction(held->second.back())) {
        return Refuse(Decision::kAlreadyRetracted, revision);
      }
      applied.decision = input.type == storage::RecordType::kReport ? Decision::kReportAttached
                                                                    : Decision::kRetracted;
    }
    applied.held_revision = record.revision;
    applied.sequence = Push(key, std::move(record));
    return applied;
  }

  std::deque<Record> records_;
  std::map<Key, std::vector<uint64_t>> keys_;
  int64_t received_ms_ = 0;
  std::string principal_;
};

}  // namespace oxus::test
