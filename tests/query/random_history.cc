#include "tests/query/random_history.h"

#include <algorithm>
#include <stdexcept>

#include "tests/support/random_event.h"
#include "tests/support/random_pick.h"

namespace oxus::test {
namespace {

constexpr RandomEventOptions kFewKeys = {.keys = 25};

}  // namespace

void RandomHistory::AddOne(TestStore& store) {
  constexpr const char* kPrincipals[] = {"", "monitor", "импорт"};
  store.set_received_ms(received_ms_ += Below(random_, 3) * 1000);
  store.set_principal(PickOf(random_, kPrincipals));
  if (OneIn(random_, 8)) {
    v1::Retraction retraction;
    *retraction.mutable_key() = RandomKey(random_, kFewKeys);
    store.Retract(retraction);
  } else if (OneIn(random_, 6)) {
    v1::AttachReport attach;
    *attach.mutable_key() = RandomKey(random_, kFewKeys);
    *attach.mutable_report() = RandomReport(random_, 1'764'097'200'000);
    store.Attach(attach);
  } else {
    store.Add(RandomEvent(random_, kFewKeys), OneIn(random_, 5));
  }
}

void RandomHistory::Grow(uint32_t records, TestStore& store) {
  for (uint32_t i = 0; i < records; ++i) {
    try {
      AddOne(store);
    } catch (const std::runtime_error&) {
      // Refused: nothing to withdraw or to report on, a duplicate of itself.
    }
    if (OneIn(random_, 20)) store.SealAll();
  }
}

std::vector<scan::State> StatesOf(const storage::EventStore& store) {
  const auto snapshot = store.TakeSnapshot();
  const auto history = scan::Replay(*snapshot, snapshot->last_sequence());
  std::vector<scan::State> states;
  for (const auto& [key, of_key] : history.value().keys) {
    for (const scan::State& state : of_key) {
      if (!state.retracted) states.push_back(state);
    }
  }
  std::sort(states.begin(), states.end(),
            [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  return states;
}

}  // namespace oxus::test
