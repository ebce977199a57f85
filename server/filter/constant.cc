#include "server/filter/constant.h"

#include <charconv>
#include <cmath>
#include <string>

#include "fmt/format.h"
#include "server/filter/ascii_case.h"
#include "server/filter/message.h"

namespace oxus::filter {
namespace {

template <typename Number>
std::errc ParseNumber(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end != text.data() + text.size()) return std::errc::invalid_argument;
  return error;
}

bool LooksLikeNumber(std::string_view text) {
  // from_chars also reads "inf" and "nan", which are words here.
  double number = 0;
  return text.find_first_of("0123456789") != std::string_view::npos &&
         ParseNumber(text, number) != std::errc::invalid_argument;
}

absl::Status NotA(std::string_view expected, const Token& constant, std::string_view subject) {
  return ErrorAt(constant.offset,
                 fmt::format("found {}, {} expects {}", Describe(constant), subject, expected));
}

}  // namespace

absl::StatusOr<int64_t> ReadInteger(const Token& constant, std::string_view subject) {
  int64_t number = 0;
  const std::errc error = ParseNumber(constant.value, number);
  if (error == std::errc::result_out_of_range) {
    return NotA("a whole number of at most 64 bits", constant, subject);
  }
  if (error != std::errc()) return NotA("a whole number", constant, subject);
  return number;
}

absl::StatusOr<double> ReadNumber(const Token& constant, std::string_view subject) {
  double number = 0;
  if (!LooksLikeNumber(constant.value)) return NotA("a number", constant, subject);
  if (ParseNumber(constant.value, number) != std::errc() || !std::isfinite(number)) {
    return NotA("a number of double precision", constant, subject);
  }
  return number;
}

absl::StatusOr<bool> ReadBoolean(const Token& constant, std::string_view subject) {
  const bool yes = EqualIgnoringCase(constant.value, "true");
  if (!yes && !EqualIgnoringCase(constant.value, "false")) {
    return NotA("true or false", constant, subject);
  }
  return yes;
}

absl::StatusOr<TimeConstant> ReadTime(const Token& constant) {
  absl::StatusOr<TimeConstant> time = ParseTimeConstant(constant.value);
  if (!time.ok()) return ErrorAt(constant.offset, std::string(time.status().message()));
  return time;
}

absl::Status ExpectText(const Token& constant, std::string_view subject) {
  if (constant.kind != TokenKind::kWord || !LooksLikeNumber(constant.value)) {
    return absl::OkStatus();
  }
  const std::string shown = Shown(constant.value);
  return ErrorAt(
      constant.offset,
      fmt::format("found the number {}, {} expects a text; write \"{}\"", shown, subject, shown));
}

}  // namespace oxus::filter
