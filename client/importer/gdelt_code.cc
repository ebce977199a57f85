#include "client/importer/gdelt_code.h"

#include "client/importer/row_values.h"
#include "codes/event_codes.h"

namespace oxus::importer {
namespace {

// The two-digit root a row's root or base column stands for; empty when neither tells.
std::string ExpectedRoot(std::string_view base_code, std::string_view root_code) {
  if (root_code.size() == 1) return "0" + std::string(root_code);
  if (root_code.size() == 2) return std::string(root_code);
  // A base code has three digits; two of them are one without its zero.
  if (base_code.size() == 2) return "0" + std::string(base_code.substr(0, 1));
  if (base_code.size() == 3) return std::string(base_code.substr(0, 2));
  return {};
}

// pandas makes "42.0" of a code column with gaps.
std::string_view WithoutDecimals(std::string_view text) {
  if (text.size() > 2 && text.substr(text.size() - 2) == ".0") text.remove_suffix(2);
  return text;
}

}  // namespace

std::string ReadCameoCode(std::string_view event_code, std::string_view base_code,
                          std::string_view root_code) {
  event_code = WithoutDecimals(event_code);
  const std::string root = ExpectedRoot(WithoutDecimals(base_code), WithoutDecimals(root_code));
  std::string padded(event_code);
  while (padded.size() < 3 && !padded.empty()) padded.insert(0, "0");
  for (const std::string& candidate : {std::string(event_code), padded, "0" + padded}) {
    const std::string_view code = codes::CameoAlias(candidate);
    const bool long_enough = code.size() >= 3 || code == root;
    if (!long_enough || codes::MapCameo(code) == nullptr) continue;
    if (root.empty() || CameoRoot(code) == root) return std::string(code);
  }
  return std::string(codes::CameoAlias(padded));
}

std::string_view CameoRoot(std::string_view code) { return code.substr(0, 2); }

int QuadClassOfRoot(std::string_view root) {
  const int number = static_cast<int>(WholeNumber(root).value_or(0));
  if (number < 1 || number > 20) return 0;
  if (number <= 5) return 1;
  if (number <= 9) return 2;
  return number <= 14 ? 3 : 4;
}

}  // namespace oxus::importer
