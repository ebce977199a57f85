#include "server/query/fields/constants.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "codes/geography.h"
#include "server/reference/actors.h"
#include "server/reference/blocs.h"

namespace oxus::query {
namespace {

std::string UpperCase(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

const codes::Country* FindCountry(const std::string& code) {
  const auto* country = codes::FindCountryByAlpha2(code);
  return country != nullptr ? country : codes::FindCountryByAlpha3(code);
}

// A country or a bloc, as a dyad names it; empty for others.
std::string_view SideNamed(std::string text) {
  text = UpperCase(std::move(text));
  if (const auto* country = FindCountry(text)) return country->alpha2;
  const auto* actor = reference::FindActor(text);
  return reference::BlocOf(text) == 0 ? std::string_view() : actor->id;
}

}  // namespace

std::optional<std::string> UpperCaseConstant(std::string& constant) {
  constant = UpperCase(std::move(constant));
  return std::nullopt;
}

std::optional<std::string> CountryConstant(std::string& constant) {
  const auto* country = FindCountry(UpperCase(constant));
  if (country == nullptr) {
    return fmt::format("'{}' is no country; expected an ISO 3166-1 alpha-2 code", constant);
  }
  constant = std::string(country->alpha2);
  return std::nullopt;
}

std::optional<std::string> NationalityConstant(std::string& constant) {
  const auto* country = FindCountry(UpperCase(constant));
  if (country == nullptr) {
    return fmt::format("'{}' is no nationality; expected an ISO 3166-1 alpha-3 code", constant);
  }
  constant = std::string(country->alpha3);
  return std::nullopt;
}

std::optional<std::string> SubdivisionConstant(std::string& constant) {
  const auto* subdivision = codes::FindSubdivision(UpperCase(constant));
  if (subdivision == nullptr) {
    return fmt::format("'{}' is no division; expected an ISO 3166-2 code such as TJ-KT", constant);
  }
  constant = std::string(subdivision->code);
  return std::nullopt;
}

std::optional<std::string> BorderConstant(std::string& constant) {
  const size_t dash = constant.find('-');
  std::string first = constant.substr(0, dash);
  std::string second = dash == std::string::npos ? "" : constant.substr(dash + 1);
  if (CountryConstant(first) || CountryConstant(second) || first == second) {
    return fmt::format("'{}' is no border; expected two alpha-2 codes such as AF-TJ", constant);
  }
  constant = std::min(first, second) + "-" + std::max(first, second);
  return std::nullopt;
}

std::optional<std::string> ActorConstant(std::string& constant) {
  if (reference::FindActor(constant) != nullptr) return std::nullopt;
  const auto* actor = reference::FindActor(UpperCase(constant));
  if (actor == nullptr) actor = reference::FindActorByName(constant);
  if (actor != nullptr) constant = std::string(actor->id);
  return std::nullopt;
}

std::optional<std::string> BlocConstant(std::string& constant) {
  std::string id = constant;
  ActorConstant(id);
  if (reference::BlocOf(id) == 0) {
    return fmt::format("'{}' is no bloc; known are {}", constant,
                       fmt::join(reference::Blocs(), ", "));
  }
  constant = std::move(id);
  return std::nullopt;
}

std::optional<std::string> DyadConstant(std::string& constant) {
  const size_t dash = constant.find('-');
  const std::string_view first = SideNamed(constant.substr(0, dash));
  const std::string_view second =
      dash == std::string::npos ? std::string_view() : SideNamed(constant.substr(dash + 1));
  if (first.empty() || second.empty() || first == second) {
    return fmt::format("'{}' is no dyad; expected two countries or blocs such as AF-TJ or CSTO-TJ",
                       constant);
  }
  constant = fmt::format("{}-{}", std::min(first, second), std::max(first, second));
  return std::nullopt;
}

}  // namespace oxus::query
