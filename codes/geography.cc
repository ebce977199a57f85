#include "codes/geography.h"

#include <array>

#include "codes/code_index.h"
#include "codes/code_tables.h"

namespace oxus::codes {
namespace {

// Gleditsch-Ward numbers have three digits.
constexpr int kNumberEnd = 1000;

std::array<const Country*, kNumberEnd> IndexNumbers() {
  std::array<const Country*, kNumberEnd> index{};
  for (const CountryNumber& row : GleditschWardCountries()) index.at(row.number) = row.country;
  return index;
}

}  // namespace

const Country* FindCountryByAlpha2(std::string_view alpha2) {
  static const CodeIndex index(Countries(), [](const Country& row) { return row.alpha2; });
  const int row = index.Find(alpha2);
  return row == CodeIndex::kNone ? nullptr : &Countries()[row];
}

const Country* FindCountryByAlpha3(std::string_view alpha3) {
  static const CodeIndex index(Countries(), [](const Country& row) { return row.alpha3; });
  const int row = index.Find(alpha3);
  return row == CodeIndex::kNone ? nullptr : &Countries()[row];
}

const Country* FindCountryByFips(std::string_view fips) {
  static const CodeIndex index(FipsCountries(), [](const CountryCode& row) { return row.code; });
  const int row = index.Find(fips);
  return row == CodeIndex::kNone ? nullptr : FipsCountries()[row].country;
}

const Country* FindCountryByGleditschWard(int number) {
  static const auto index = IndexNumbers();
  return number < 0 || number >= kNumberEnd ? nullptr : index[number];
}

const Subdivision* FindSubdivision(std::string_view code) {
  static const CodeIndex index(Subdivisions(),
                               [](const SubdivisionRow& row) { return row.subdivision.code; });
  const int row = index.Find(code);
  return row == CodeIndex::kNone ? nullptr : &Subdivisions()[row].subdivision;
}

const Subdivision* FindSubdivisionByFips(std::string_view fips_adm1) {
  static const CodeIndex index(FipsSubdivisions(),
                               [](const SubdivisionCode& row) { return row.code; });
  const int row = index.Find(fips_adm1);
  return row == CodeIndex::kNone ? nullptr : &FipsSubdivisions()[row].row->subdivision;
}

}  // namespace oxus::codes
