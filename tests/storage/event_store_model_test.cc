// Random histories against a model that keeps everything in plain maps. Hash collisions are
// forced by a 9-bit key hash over 150 keys, and the store is reopened at random places.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "storage/event_store.h"
#include "tests/support/store_submission.h"
#include "tests/support/temporary_directory.h"

namespace oxus::storage {
namespace {

using ::oxus::test::MakeEvent;
using ::oxus::test::MakeReport;
using ::oxus::test::MakeRetraction;
using ::oxus::test::Records;

// What should be held for one key.
struct ModelKey {
  uint32_t revision = 0;
  bool retracted = false;
  std::map<uint32_t, std::string> summaries;
  std::map<std::string, std::string> reports;
  bool ever_retracted = false;
  std::set<std::pair<std::string, std::string>> ever_attached;
  std::vector<uint64_t> sequences;
};

class Model {
 public:
  Decision Event(const std::string& id, uint32_t revision, const std::string& summary) {
    ModelKey& key = keys_[id];
    if (revision > key.revision + 1) return Decision::kRevisionGap;
    if (revision <= key.revision) {
      if (key.summaries.at(revision) == summary) return Decision::kDuplicate;
      return revision == key.revision ? Decision::kRevisionConflict : Decision::kRevisionStale;
    }
    const bool is_new = key.sequences.empty();
    key.revision = revision;
    key.retracted = false;
    key.summaries[revision] = summary;
    key.reports.clear();
    key.sequences.push_back(++last_);
    return is_new ? Decision::kStored : Decision::kRevised;
  }

  Decision Retract(const std::string& id) {
    ModelKey& key = keys_[id];
    if (key.sequences.empty()) return Decision::kKeyUnknown;
    if (key.ever_retracted) return Decision::kDuplicate;
    key.retracted = true;
    key.ever_retracted = true;
    key.sequences.push_back(++last_);
    return Decision::kRetracted;
  }

  Decision Report(const std::string& id, const std::string& report, const std::string& source) {
    ModelKey& key = keys_[id];
    if (key.sequences.empty()) return Decision::kKeyUnknown;
    if (key.ever_attached.count({report, source}) > 0) return Decision::kDuplicate;
    if (key.retracted) return Decision::kAlreadyRetracted;
    if (key.reports.count(report) > 0) return Decision::kReportConflict;
    key.reports[report] = source;
    key.ever_attached.insert({report, source});
    key.sequences.push_back(++last_);
    return Decision::kReportAttached;
  }

  uint64_t last() const { return last_; }
  const std::map<std::string, ModelKey>& keys() const { return keys_; }

 private:
  std::map<std::string, ModelKey> keys_;
  uint64_t last_ = 0;
};

// Sends everything that was once accepted again: all of it must be known.
class Resend {
 public:
  template <typename Add>
  void Keep(Decision decision, const Add& add) {
    if (!IsRefusal(decision)) add(records_);
  }

  void Check(EventStore& store) const {
    const uint64_t last = store.GetStats().last_sequence;
    const absl::StatusOr<std::vector<Applied>> applied = store.Apply(records_.inputs(), 0);
    ASSERT_TRUE(applied.ok()) << applied.status();
    for (size_t i = 0; i < applied->size(); ++i) {
      EXPECT_EQ((*applied)[i].decision, Decision::kDuplicate) << "record " << i;
    }
    EXPECT_EQ(store.GetStats().last_sequence, last);
  }

 private:
  Records records_;
};

class StoreModelTest : public ::testing::TestWithParam<int> {};

std::unique_ptr<EventStore> OpenStore(const std::string& directory, int bits) {
  StoreOptions options;
  options.directory = directory;
  options.sync = false;
  options.key_hash_bits = bits;
  absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options);
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

void CheckKeys(const EventStore& store, const Model& model) {
  const auto snapshot = store.TakeSnapshot();
  ASSERT_EQ(snapshot->last_sequence(), model.last());
  uint64_t active = 0;
  for (const auto& [id, key] : model.keys()) {
    const absl::StatusOr<KeyEntry> entry = snapshot->FindKey("test", id);
    if (key.sequences.empty()) {
      EXPECT_TRUE(absl::IsNotFound(entry.status())) << id;
      continue;
    }
    ASSERT_TRUE(entry.ok()) << id << ": " << entry.status();
    EXPECT_EQ(entry->revision, key.revision) << id;
    EXPECT_EQ(entry->first_sequence, key.sequences.front()) << id;
    EXPECT_EQ(entry->latest_sequence, key.sequences.back()) << id;
    EXPECT_EQ(entry->status == KeyStatus::kRetracted, key.retracted) << id;
    active += key.retracted ? 0 : 1;
    if (key.retracted) continue;
    v1::Event event;
    ASSERT_TRUE(snapshot->ReadEvent(entry->latest_sequence, &event).ok()) << id;
    EXPECT_EQ(event.summary(), key.summaries.at(key.revision)) << id;
    EXPECT_EQ(static_cast<size_t>(event.reports_size()), key.reports.size()) << id;
  }
  EXPECT_EQ(store.GetStats().active_events, active);
}

// Every record but the last of a key is superseded by the next one of that key.
void CheckMarks(const EventStore& store, const Model& model) {
  std::map<uint64_t, uint64_t> expected;
  for (const auto& [id, key] : model.keys()) {
    for (size_t i = 0; i < key.sequences.size(); ++i) {
      expected[key.sequences[i]] = i + 1 < key.sequences.size() ? key.sequences[i + 1] : 0;
    }
  }
  uint64_t next = 1;
  const absl::Status scanned = store.TakeSnapshot()->Scan(1, [&](const LogRecord& record) {
    EXPECT_EQ(record.sequence, next++);
    EXPECT_EQ(record.superseded_by, expected.at(record.sequence)) << record.sequence;
    return true;
  });
  EXPECT_TRUE(scanned.ok()) << scanned;
  EXPECT_EQ(next, model.last() + 1);
}

TEST_P(StoreModelTest, AgreesWithTheModel) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&](uint32_t bound) { return random() % bound; };
  oxus::test::TemporaryDirectory directory;
  std::unique_ptr<EventStore> store = OpenStore(directory.path(), GetParam());
  ASSERT_NE(store, nullptr);
  Model model;
  Resend resend;
  for (int round = 0; round < 60; ++round) {
    Records records;
    std::vector<Decision> expected;
    for (uint32_t n = 1 + below(30); n > 0; --n) {
      const std::string id = "key " + std::to_string(below(150));
      switch (below(8)) {
        case 0:
          expected.push_back(model.Retract(id));
          records.AddRetraction(MakeRetraction(id));
          resend.Keep(expected.back(), [&](Records& r) { r.AddRetraction(MakeRetraction(id)); });
          break;
        case 1: {
          const std::string report = "r" + std::to_string(below(3));
          const std::string source = below(4) == 0 ? "other" : "agency";
          expected.push_back(model.Report(id, report, source));
          records.AddReport(MakeReport(id, report, source));
          resend.Keep(expected.back(),
                      [&](Records& r) { r.AddReport(MakeReport(id, report, source)); });
          break;
        }
        default: {
          const uint32_t revision = 1 + below(3);
          const std::string summary = below(5) == 0 ? "other" : "text";
          expected.push_back(model.Event(id, revision, summary));
          records.AddEvent(MakeEvent(id, revision, summary));
          resend.Keep(expected.back(),
                      [&](Records& r) { r.AddEvent(MakeEvent(id, revision, summary)); });
        }
      }
    }
    const absl::StatusOr<std::vector<Applied>> applied = store->Apply(records.inputs(), round);
    ASSERT_TRUE(applied.ok()) << applied.status();
    for (size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ((*applied)[i].decision, expected[i]) << "round " << round << " record " << i;
    }
    if (below(10) == 0) {
      store.reset();
      store = OpenStore(directory.path(), GetParam());
      ASSERT_NE(store, nullptr);
    }
  }
  CheckKeys(*store, model);
  CheckMarks(*store, model);
  resend.Check(*store);
}

INSTANTIATE_TEST_SUITE_P(KeyHashBits, StoreModelTest, ::testing::Values(9, 128),
                         [](const auto& bits) { return std::to_string(bits.param); });

}  // namespace
}  // namespace oxus::storage
