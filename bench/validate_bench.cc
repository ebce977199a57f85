// What validation, the search for duplicates and the making of rows cost per event, one thread.
// Prints nanoseconds; not a test.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "server/ingest/duplicate_finder.h"
#include "server/ingest/validator.h"
#include "server/projection/projection.h"
#include "storage/dictionary.h"
#include "tests/support/event_builder.h"

namespace {

using oxus::ingest::DuplicateFinder;
using oxus::ingest::DuplicateTraits;

constexpr int kRounds = 400'000;

// The median of five runs, so that a busy machine disturbs little.
void Measure(const char* what, const std::function<void(int)>& once) {
  std::vector<double> runs;
  for (int run = 0; run < 5; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kRounds; ++i) once(run * kRounds + i);
    const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - begin;
    runs.push_back(spent.count() / kRounds);
  }
  std::nth_element(runs.begin(), runs.begin() + 2, runs.end());
  fmt::print("{:<52}{:>8.0f} ns/event\n", what, runs[2]);
}

enum class Points { kRepeated, kNew };

void MeasureValidate(const char* what, std::vector<oxus::v1::Submission> submissions,
                     Points points) {
  size_t issues = 0;
  Measure(what, [&](int i) {
    oxus::v1::Submission& submission = submissions[i % submissions.size()];
    if (points == Points::kNew && submission.event().has_place()) {
      submission.mutable_event()->mutable_place()->set_lat(37.6 + i * 1e-7);
    }
    issues += oxus::ingest::Validate(submission, 300, oxus::test::kNowMs).issues.size();
  });
  fmt::print("{:<52}{:>8.2f}\n", "  findings per event", issues / (5.0 * kRounds));
}

// Incidents, and every fourth a contact; few enough to stay in the cache, as events do that
// were parsed a moment ago.
std::vector<oxus::v1::Submission> GoodSubmissions() {
  std::vector<oxus::v1::Submission> submissions;
  for (int i = 0; i < 256; ++i) {
    oxus::v1::Event event = i % 4 == 3 ? oxus::test::GoodContact() : oxus::test::GoodIncident();
    if (event.has_place()) event.mutable_place()->set_lat(37.6 + i * 1e-3);
    event.mutable_key()->set_external_id(std::to_string(1'000'000'000 + i));
    submissions.push_back(oxus::test::Submit(event));
  }
  return submissions;
}

// A day has 500 events of the first producer in 40 divisions, and 10 of each other producer.
std::vector<DuplicateTraits> Stream(int producers) {
  std::vector<DuplicateTraits> stream;
  for (int i = 0; i < 200'000; ++i) {
    oxus::v1::Event event = oxus::test::GoodIncident();
    const int producer = i % 50 < producers - 1 ? i % 50 + 1 : 0;
    *event.mutable_key() = oxus::test::Key(fmt::format("p{}", producer), std::to_string(i));
    event.mutable_occurred()->set_start_ms(oxus::test::kStartMs + (i / 500) * oxus::test::kDayMs);
    event.mutable_place()->set_lat(30 + (i * 7919 % 1000) * 0.01);
    event.mutable_place()->set_country(i % 3 == 0 ? "AF" : i % 3 == 1 ? "TJ" : "UZ");
    stream.push_back(oxus::ingest::MakeTraits(event));
  }
  return stream;
}

void MeasureFinder(const char* what, int producers) {
  const std::vector<DuplicateTraits> stream = Stream(producers);
  DuplicateFinder finder;
  size_t found = 0;
  Measure(what, [&](int i) {
    const DuplicateTraits& traits = stream[i % stream.size()];
    found += finder.Find(traits).size();
    finder.Add(static_cast<uint64_t>(i) + 1, traits);
  });
  fmt::print("{:<52}{:>8.2f}\n", "  candidates per event", found / (5.0 * kRounds));
}

// The texts have codes, as nearly all have once a store is some minutes old.
void MeasureProjection(const char* what, const std::vector<oxus::v1::Submission>& submissions) {
  oxus::storage::Dictionary dictionary;
  oxus::storage::RowDraft unnumbered(nullptr);
  for (const auto& submission : submissions) {
    oxus::projection::ProjectEvent(submission.event(), unnumbered);
  }
  for (const oxus::storage::Cell& cell : unnumbered.cells()) {
    if (cell.kind != oxus::storage::Cell::Kind::kText) continue;
    dictionary.Code(oxus::storage::InfoOf(cell.column).dictionary, cell.text());
  }
  oxus::storage::RowDraft draft(&dictionary);
  size_t cells = 0;
  Measure(what, [&](int i) {
    const size_t event = i % submissions.size();
    if (event == 0) draft.Clear();
    const size_t before = draft.cells().size();
    oxus::projection::ProjectEvent(submissions[event].event(), draft);
    cells += draft.cells().size() - before;
  });
  fmt::print("{:<52}{:>8.2f}\n", "  cells per event", cells / (5.0 * kRounds));
}

// Participants as a source writes them, no ids.
std::vector<oxus::v1::Submission> Named(std::vector<oxus::v1::Submission> submissions) {
  for (size_t i = 0; i < submissions.size(); ++i) {
    auto& participants = *submissions[i].mutable_event()->mutable_participants();
    for (oxus::v1::Participant& participant : participants) {
      participant.set_name(fmt::format("{} unit {}", participant.actor_id(), i % 100));
      participant.clear_actor_id();
    }
  }
  return submissions;
}

}  // namespace

int main() {
  const std::vector<oxus::v1::Submission> good = GoodSubmissions();
  MeasureValidate("Validate, good events, places repeat", good, Points::kRepeated);
  MeasureValidate("Validate, good events, every place is new", good, Points::kNew);
  std::vector<oxus::v1::Submission> faulty = good;
  for (oxus::v1::Submission& submission : faulty) {
    submission.mutable_event()->mutable_key()->clear_external_id();
  }
  MeasureValidate("Validate, one fault in each", faulty, Points::kRepeated);
  size_t traits = 0;
  Measure("MakeTraits", [&](int i) {
    traits += oxus::ingest::MakeTraits(good[i % good.size()].event()).initiator_count;
  });
  MeasureProjection("ProjectEvent, actors by id", good);
  MeasureProjection("ProjectEvent, actors by name", Named(good));
  MeasureFinder("Find and Add, one producer", 1);
  MeasureFinder("Find and Add, two producers", 2);
  MeasureFinder("Find and Add, ten producers", 10);
  return traits == 0 ? 1 : 0;
}
