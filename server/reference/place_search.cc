#include "server/reference/place_search.h"

#include <algorithm>
#include <span>
#include <vector>

#include "codes/geography.h"
#include "codes/name_fold.h"
#include "server/reference/place_table.h"

namespace oxus::reference {
namespace {

struct Place {
  std::string_view subdivision;
  // Folded.
  std::vector<std::string> spellings;
};

const std::vector<Place>& Places() {
  static const std::vector<Place> places = [] {
    std::vector<Place> list;
    for (const PlaceSpelling& spelling : PlaceSpellings()) {
      const size_t place = static_cast<size_t>(spelling.place);
      if (place >= list.size()) list.push_back({spelling.subdivision, {}});
      list[place].spellings.push_back(codes::FoldToBase(spelling.name));
    }
    return list;
  }();
  return places;
}

}  // namespace

PlaceSearch::PlaceSearch(std::string_view text) : text_(codes::FoldToBase(text)) {
  if (empty()) return;
  const auto has_text = [this](const std::string& name) {
    return name.find(text_) != std::string::npos;
  };
  for (const Place& place : Places()) {
    const std::vector<std::string>& spellings = place.spellings;
    if (std::none_of(spellings.begin(), spellings.end(), has_text)) continue;
    if (!place.subdivision.empty()) subdivisions_.insert(place.subdivision);
    for (const std::string& spelling : spellings) {
      if (!has_text(spelling)) other_spellings_.insert(spelling);
    }
  }
}

bool PlaceSearch::MatchesName(std::string_view place_name) const {
  if (empty()) return false;
  const std::string name = codes::FoldToBase(place_name);
  return name.find(text_) != std::string::npos || other_spellings_.contains(name);
}

bool PlaceSearch::MatchesAdmin1(std::string_view iso_3166_2) const {
  if (empty()) return false;
  if (subdivisions_.contains(iso_3166_2) || codes::FoldToBase(iso_3166_2) == text_) return true;
  const codes::Subdivision* subdivision = codes::FindSubdivision(iso_3166_2);
  return subdivision != nullptr &&
         codes::FoldToBase(subdivision->name).find(text_) != std::string::npos;
}

}  // namespace oxus::reference
