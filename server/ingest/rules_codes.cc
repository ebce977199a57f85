#include <charconv>
#include <cmath>
#include <optional>

#include "codes/event_codes.h"
#include "fmt/format.h"
#include "server/ingest/rules.h"

namespace oxus::ingest {
namespace {

using oxus::v1::Code;
using oxus::v1::Event;

std::string CameoHint(const std::string& code) {
  const std::string_view alias = codes::CameoAlias(code);
  if (alias != code) return fmt::format("; did you mean \"{}\"?", alias);
  const std::string padded = "0" + code;
  if (codes::FindCameo(padded) == nullptr) return "";
  return fmt::format("; codes are text, did you mean \"{}\"?", padded);
}

std::optional<double> Number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Rule 22: a score is that of a CAMEO code beside it, if there is one.
void CheckGoldstein(const Event& event, int size, int at, const FieldPath& path,
                    const RuleContext& context) {
  // Published scores have one decimal; half a unit of the second forgives rounding.
  constexpr double kTolerance = 0.05 + 1e-9;
  const std::string& text = event.codes(at).code();
  const std::optional<double> score = Number(text);
  const FieldPath field = path.Field("code");
  if (!score.has_value() || !(*score >= -10 && *score <= 10)) {
    context.sink.Add(reasons::kGoldsteinFormat, field,
                     fmt::format("{} is no score; expected a number, -10..10", Quoted(text)));
    return;
  }
  const codes::CameoCode* beside = nullptr;
  for (int i = 0; i < size; ++i) {
    if (event.codes(i).scheme() != oxus::v1::CODE_SCHEME_CAMEO) continue;
    const codes::CameoCode* cameo = codes::FindCameo(event.codes(i).code());
    if (cameo == nullptr) continue;
    if (std::abs(cameo->goldstein - *score) <= kTolerance) return;
    beside = cameo;
  }
  if (beside != nullptr) {
    context.sink.Add(reasons::kGoldsteinMismatch, field,
                     fmt::format("{} is not the score of CAMEO {}, which is {:.1f}", Quoted(text),
                                 beside->code, beside->goldstein));
  }
}

void CheckListed(const Code& code, const FieldPath& path, const RuleContext& context) {
  if (codes::IsKnownCode(code.scheme(), code.code())) [[likely]] {
    return;
  }
  const bool is_cameo = code.scheme() == oxus::v1::CODE_SCHEME_CAMEO;
  context.sink.Add(reasons::kCodeUnknown, path.Field("code"),
                   fmt::format("{} is not in the list of {}{}", Quoted(code.code()),
                               oxus::v1::CodeScheme_Name(code.scheme()),
                               is_cameo ? CameoHint(code.code()) : ""));
}

}  // namespace

void CheckCodes(const Event& event, const FieldPath& path, const RuleContext& context) {
  const int size = CheckedSize(event.codes_size(), kMaxRepeated, path.Field("codes"), context);
  for (int i = 0; i < size; ++i) {
    const Code& code = event.codes(i);
    const FieldPath item = path.Item("codes", i);
    const bool scheme_known = CheckEnum(code.scheme(), oxus::v1::CodeScheme_IsValid, Zero::kRefused,
                                        item.Field("scheme"), context);
    if (code.code().empty()) {
      context.sink.Add(reasons::kCodeEmpty, item.Field("code"), "is empty; expected a code");
    } else if (code.scheme() == oxus::v1::CODE_SCHEME_GOLDSTEIN) {
      CheckGoldstein(event, size, i, item, context);
    } else if (scheme_known) {
      CheckListed(code, item, context);
    }
  }
}

}  // namespace oxus::ingest
