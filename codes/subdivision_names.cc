// FindSubdivisionByName.
#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "codes/code_tables.h"
#include "codes/geography.h"
#include "codes/name_fold.h"

namespace oxus::codes {
namespace {

using Rows = std::vector<const SubdivisionRow*>;

// Words that say what a subdivision is, not which one.
constexpr std::array<std::string_view, 57> kTypeWords = {
    "administrative", "area",        "autonomous",   "avtonomnyj",  "canton",
    "capital",        "city",        "county",       "cumhuriyeti", "department",
    "departamento",   "departement", "district",     "division",    "emirate",
    "estado",         "federal",     "governorate",  "independent", "krai",
    "kraj",           "kray",        "metropolitan", "muhafazat",   "municipality",
    "oblast",         "oblasti",     "oblysy",       "of",          "okrug",
    "ostan",          "parish",      "prefecture",   "province",    "provincia",
    "provinsi",       "region",      "regional",     "republic",    "respublika",
    "respublikasi",   "sheng",       "shi",          "special",     "state",
    "territory",      "the",         "union",        "velayat",     "vilayet",
    "viloyati",       "wilaya",      "wilayat",      "welayaty",    "zizhiqu",
    "zone",           "oblys"};

struct SplitName {
  // Every word.
  std::string full;
  // Without type words; all of them when nothing else is left.
  std::string core;
  std::vector<std::string> types;
};

SplitName Split(std::string_view name) {
  SplitName split;
  split.full = FoldToBase(name);
  for (size_t begin = 0; begin < split.full.size();) {
    const size_t end = std::min(split.full.find(' ', begin), split.full.size());
    const std::string word = split.full.substr(begin, end - begin);
    begin = end + 1;
    if (std::find(kTypeWords.begin(), kTypeWords.end(), word) != kTypeWords.end()) {
      split.types.push_back(word);
    } else {
      if (!split.core.empty()) split.core += ' ';
      split.core += word;
    }
  }
  if (split.core.empty()) split.core = split.full;
  return split;
}

// Names that mean one or more subdivisions, each with its country in front: "TJkhatlon".
class NameIndex {
 public:
  static const NameIndex& Get() {
    static const NameIndex index;
    return index;
  }

  // The rows of the best way to read the name; empty when there is none.
  const Rows* Find(std::string_view country, const SplitName& name) const {
    const std::string full = std::string(country) + name.full;
    const std::string core = std::string(country) + name.core;
    for (const Names* names : {&iso_full_, &other_full_, &iso_core_, &other_core_}) {
      const bool by_core = names == &iso_core_ || names == &other_core_;
      const auto found = names->find(by_core ? core : full);
      if (found != names->end()) return &found->second;
    }
    return nullptr;
  }

 private:
  using Names = std::unordered_map<std::string, Rows>;

  NameIndex() {
    for (const SubdivisionRow& row : Subdivisions()) {
      Add(row.subdivision.name, &row, iso_full_, iso_core_);
    }
    for (const SubdivisionName& other : OtherSubdivisionNames()) {
      Add(other.name, other.row, other_full_, other_core_);
    }
  }

  static void Add(std::string_view name, const SubdivisionRow* row, Names& full, Names& core) {
    const std::string country(row->subdivision.code.substr(0, 2));
    const SplitName split = Split(name);
    AddRow(full[country + split.full], row);
    AddRow(core[country + split.core], row);
  }

  static void AddRow(Rows& rows, const SubdivisionRow* row) {
    if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(row);
  }

  Names iso_full_;
  Names iso_core_;
  Names other_full_;
  Names other_core_;
};

// Whether the type words of a name fit what ISO calls the subdivision.
bool FitsType(const SubdivisionRow& row, const std::vector<std::string>& types) {
  const std::string type = FoldToBase(row.type);
  return std::any_of(types.begin(), types.end(),
                     [&](const std::string& word) { return type.find(word) != std::string::npos; });
}

// "Tashkent" is a city and a region: the type in the name decides, else the outer one of two
// nested ones. nullptr when it stays open.
const SubdivisionRow* Choose(Rows rows, const std::vector<std::string>& types) {
  const auto keep = [&rows](auto wanted) {
    if (rows.size() < 2 || std::none_of(rows.begin(), rows.end(), wanted)) return;
    std::erase_if(rows, [&](const SubdivisionRow* row) { return !wanted(row); });
  };
  keep([&](const SubdivisionRow* row) { return FitsType(*row, types); });
  keep([](const SubdivisionRow* row) { return !row->nested; });
  return rows.size() == 1 ? rows.front() : nullptr;
}

}  // namespace

const Subdivision* FindSubdivisionByName(std::string_view country_alpha2, std::string_view name) {
  if (FindCountryByAlpha2(country_alpha2) == nullptr) return nullptr;
  const SplitName split = Split(name);
  if (split.full.empty()) return nullptr;
  const Rows* rows = NameIndex::Get().Find(country_alpha2, split);
  if (rows == nullptr) return nullptr;
  const SubdivisionRow* row = Choose(*rows, split.types);
  return row == nullptr ? nullptr : &row->subdivision;
}

}  // namespace oxus::codes
