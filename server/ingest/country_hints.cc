#include "server/ingest/country_hints.h"

#include "absl/strings/ascii.h"
#include "codes/actor_codes.h"
#include "codes/geography.h"
#include "fmt/format.h"

namespace oxus::ingest {
namespace {

enum class Form { kAlpha2, kAlpha3 };

// Appends one guess; the same country is named once.
void AddGuess(const codes::Country* country, Form form, const std::string& code,
              std::string_view scheme, std::string& hint) {
  if (country == nullptr) return;
  const std::string_view wanted = form == Form::kAlpha2 ? country->alpha2 : country->alpha3;
  const std::string quoted = fmt::format("\"{}\"", wanted);
  if (hint.find(quoted) != std::string::npos) return;
  hint += hint.empty() ? "; did you mean " : " or ";
  hint += fmt::format("{} ({}", quoted, country->name);
  if (!scheme.empty()) hint += fmt::format("; {} is its {} code", code, scheme);
  hint += ")";
}

std::string Hint(std::string_view seen, Form form) {
  if (seen.size() < 2 || seen.size() > 3) return "";
  std::string code(seen);
  absl::AsciiStrToUpper(&code);
  std::string hint;
  if (code.size() == 2) {
    AddGuess(codes::FindCountryByAlpha2(code), form, code,
             form == Form::kAlpha2 ? "" : "ISO 3166-1 alpha-2", hint);
    AddGuess(codes::FindCountryByFips(code), form, code, "FIPS 10-4", hint);
  } else {
    AddGuess(codes::FindCountryByAlpha3(code), form, code,
             form == Form::kAlpha3 ? "" : "ISO 3166-1 alpha-3", hint);
    const codes::CameoActorCountry* cameo = codes::FindCameoActorCountry(code);
    if (cameo != nullptr && !cameo->iso3.empty()) {
      AddGuess(codes::FindCountryByAlpha3(cameo->iso3), form, code, "CAMEO", hint);
    }
  }
  return hint.empty() ? hint : hint + "?";
}

}  // namespace

std::string Alpha2Hint(std::string_view seen) { return Hint(seen, Form::kAlpha2); }

std::string Alpha3Hint(std::string_view seen) { return Hint(seen, Form::kAlpha3); }

}  // namespace oxus::ingest
