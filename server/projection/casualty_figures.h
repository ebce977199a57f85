#pragma once

#include <cstdint>
#include <optional>

#include "oxus/v1/event.pb.h"

namespace oxus::projection {

// A sum of contested counts. Each of the three sums what was reported of it and is absent when
// nothing was; absent is not zero.
struct Figure {
  std::optional<int64_t> low;
  std::optional<int64_t> best;
  std::optional<int64_t> high;

  // A count with a best figure stands for low and high where it does not give them.
  void Add(const oxus::v1::Count& count);
  void Add(const Figure& other);
};

// How many persons were hurt, over casualties, events or groups of events.
struct CasualtyFigures {
  Figure killed;
  Figure injured;
  Figure abducted;

  void Add(const oxus::v1::Casualty& casualty);
  void Add(const CasualtyFigures& other);
};

// The sum over all casualties of an incident; all absent for a contact.
CasualtyFigures CasualtiesOf(const oxus::v1::Event& event);

}  // namespace oxus::projection
