#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace oxus::reference {

// A search for a text in names of places, in any script, without case, accents and punctuation
// (codes::FoldToBase). Immutable; any thread may ask. About a microsecond per name.
class PlaceSearch {
 public:
  explicit PlaceSearch(std::string_view text);

  // No letter or digit to look for: such a search matches nothing.
  bool empty() const { return text_.empty(); }

  // The text is in the name; or the name as a whole is a spelling of a place that has another
  // one with the text in it: "shodak" matches "Shudki". Places are the gazetteer's and the
  // first-order divisions with several names. Goes by names alone: places of one name are one.
  bool MatchesName(std::string_view place_name) const;

  // The text is the code, case aside, or in any name of it. By ISO 3166-2: "khatlon" and
  // "tj-kt" match "TJ-KT".
  bool MatchesAdmin1(std::string_view iso_3166_2) const;

 private:
  std::string text_;
  // Folded spellings without the text, of places that have one with it.
  std::unordered_set<std::string_view> other_spellings_;
  std::unordered_set<std::string_view> subdivisions_;
};

}  // namespace oxus::reference
