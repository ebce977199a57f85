#include "tests/query/scan/groups.h"

#include <algorithm>

#include "tests/query/scan/event_row.h"

namespace oxus::scan {
namespace {

// Fields that vary together, by their place in the key.
struct Axis {
  std::string list;
  std::map<size_t, Elements> columns;
};

std::vector<Axis> AxesOf(const State& state, const std::vector<std::string>& fields) {
  std::vector<Axis> axes;
  for (size_t i = 0; i < fields.size(); ++i) {
    const Reading& reading = ReadingOf(fields[i]);
    auto axis = std::find_if(axes.begin(), axes.end(), [&](const Axis& other) {
      return !reading.list.empty() && other.list == reading.list;
    });
    if (axis == axes.end()) axis = axes.insert(axes.end(), Axis{std::string(reading.list), {}});
    axis->columns[i] = reading.read(state);
  }
  return axes;
}

// `memberships`, each with one more axis told apart.
std::vector<Membership> Combine(const std::vector<Membership>& memberships, const Axis& axis,
                                const State& state) {
  const size_t elements = axis.columns.begin()->second.size();
  std::vector<Membership> combined;
  for (const Membership& membership : memberships) {
    std::map<GroupKey, Membership> by_key;
    for (size_t element = 0; element < elements; ++element) {
      Membership one = membership;
      for (const auto& [column, values] : axis.columns) one.key[column] = values[element];
      if (axis.list == "casualties") one.casualties.clear();
      Membership& known = by_key.emplace(one.key, one).first->second;
      if (axis.list == "casualties") {
        const auto& all = state.event.incident().casualties();
        known.casualties.push_back(all[static_cast<int>(element)]);
      }
    }
    if (elements == 0) by_key.emplace(membership.key, membership);
    for (const auto& [key, one] : by_key) combined.push_back(one);
  }
  return combined;
}

}  // namespace

std::vector<Membership> MembershipsOf(const State& state, const std::vector<std::string>& fields) {
  Membership whole;
  whole.key.resize(fields.size());
  const auto& casualties = state.event.incident().casualties();
  whole.casualties.assign(casualties.begin(), casualties.end());
  std::vector<Membership> memberships = {whole};
  for (const Axis& axis : AxesOf(state, fields)) memberships = Combine(memberships, axis, state);
  return memberships;
}

}  // namespace oxus::scan
