#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "oxus/v1/event.pb.h"
#include "storage/event_store.h"
#include "tests/support/store_submission.h"
#include "tests/support/temporary_directory.h"

namespace oxus::test {

// The real store in a directory of its own, unsynced, for tests of what reads one: a line a
// record, and a record that is refused is an exception. It must outlive its snapshots.
class TestStore : public storage::EventStore {
 public:
  using Projection = decltype(storage::StoreOptions::projection);

  // Few rows a segment let small tests cover sealed ones too: see SealAll.
  explicit TestStore(Projection projection = nullptr,
                     uint32_t segment_rows = storage::kSegmentRows) {
    options_.directory = directory_.path();
    options_.sync = false;
    options_.block_cache_bytes = 1 << 20;
    options_.column_cache_bytes = 16 << 20;
    options_.projection = std::move(projection);
    options_.segment_rows = segment_rows;
    Reopen();
  }

  // Each takes the next sequence and returns it. An event whose revision is not above the one held
  // gets the next; a retraction or report that was sent before gets another note or id.
  uint64_t Add(v1::Event event, bool quarantined = false) {
    const uint32_t held = HeldRevision(event.key());
    if (std::max(event.key().revision(), 1u) <= held) {
      event.mutable_key()->set_revision(held + 1);
    }
    Records records;
    storage::RecordInput& input = records.AddEvent(event);
    input.quarantined = quarantined;
    input.allow_revision_gap = true;
    return Take(records).sequence;
  }

  uint64_t Retract(v1::Retraction retraction) {
    retraction.mutable_key()->set_revision(0);
    while (true) {
      Records records;
      records.AddRetraction(retraction);
      const storage::Applied applied = Take(records);
      if (applied.decision != storage::Decision::kDuplicate) return applied.sequence;
      retraction.set_note("again " + std::to_string(last_sequence()));
    }
  }

  uint64_t Attach(v1::AttachReport report) {
    if (report.report().report_id().empty()) {
      report.mutable_report()->set_report_id("r" + std::to_string(last_sequence() + 1));
    }
    Records records;
    records.AddReport(report);
    return Take(records).sequence;
  }

  // An event whose columns are there but whose body cannot be parsed.
  uint64_t AddDamaged(const v1::Event& event) {
    storage::RowDraft row(&dictionary());
    if (options_.projection != nullptr) options_.projection(event, row);
    Records records;
    storage::RecordInput& input = records.AddEvent(event);
    input.row = row.cells();
    input.body = "\xff\xff";
    return Take(records).sequence;
  }

  // Of the records from here on. Time does not go back.
  void set_received_ms(int64_t received_ms) { received_ms_ = received_ms; }
  void set_principal(std::string principal) { principal_ = std::move(principal); }

  uint64_t last_sequence() const { return store_->TakeSnapshot()->last_sequence(); }

  // Seals whatever can be sealed: all but the last segment_rows records or fewer.
  void SealAll() {
    while (true) {
      const absl::StatusOr<bool> worked = store_->Maintain();
      if (!worked.ok()) throw std::runtime_error(worked.status().ToString());
      if (!*worked) return;
    }
  }

  void Reopen() {
    store_.reset();
    absl::StatusOr<std::unique_ptr<storage::EventStore>> store =
        storage::EventStore::Open(options_);
    if (!store.ok()) throw std::runtime_error(store.status().ToString());
    store_ = *std::move(store);
  }

  const storage::StoreOptions& options() const { return options_; }

  absl::StatusOr<std::vector<storage::Applied>> Apply(std::span<const storage::RecordInput> records,
                                                      int64_t received_ms) override {
    return store_->Apply(records, received_ms);
  }
  std::unique_ptr<storage::Snapshot> TakeSnapshot() const override {
    return store_->TakeSnapshot();
  }
  const storage::Dictionary& dictionary() const override { return store_->dictionary(); }
  absl::StatusOr<bool> Maintain() override { return store_->Maintain(); }
  std::vector<std::string> TakeRepairs() override { return store_->TakeRepairs(); }
  storage::StoreStats GetStats() const override { return store_->GetStats(); }
  absl::Status health() const override { return store_->health(); }

 private:
  uint32_t HeldRevision(const v1::EventKey& key) const {
    const absl::StatusOr<storage::KeyEntry> entry =
        TakeSnapshot()->FindKey(key.producer_id(), key.external_id());
    return entry.ok() ? entry->revision : 0;
  }

  storage::Applied Take(Records& records) {
    for (storage::RecordInput& input : records.mutable_inputs()) input.principal = principal_;
    const absl::StatusOr<std::vector<storage::Applied>> applied =
        store_->Apply(records.inputs(), received_ms_);
    if (!applied.ok()) throw std::runtime_error(applied.status().ToString());
    if (storage::IsRefusal(applied->front().decision)) {
      throw std::runtime_error("refused with decision " +
                               std::to_string(static_cast<int>(applied->front().decision)));
    }
    return applied->front();
  }

  TemporaryDirectory directory_;
  storage::StoreOptions options_;
  int64_t received_ms_ = 0;
  std::string principal_;
  std::unique_ptr<storage::EventStore> store_;
};

}  // namespace oxus::test
