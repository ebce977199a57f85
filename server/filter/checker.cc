#include "server/filter/checker.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "server/filter/message.h"
#include "server/filter/nearest.h"
#include "server/filter/time_constant.h"

namespace oxus::filter {
namespace {

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

bool IsEquality(Operator op) { return op == Operator::kEqual || op == Operator::kNotEqual; }

template <typename Number>
std::errc ReadNumber(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end != text.data() + text.size()) return std::errc::invalid_argument;
  return error;
}

bool LooksLikeNumber(std::string_view text) {
  // from_chars also reads "inf" and "nan", which are words here.
  double number = 0;
  return text.find_first_of("0123456789") != std::string_view::npos &&
         ReadNumber(text, number) != std::errc::invalid_argument;
}

// The terms of one field, checked by its type.
class TermChecker {
 public:
  TermChecker(const Syntax& syntax, const Field& field) : syntax_(syntax), field_(field) {
    term_.op = syntax.op.op;
  }

  absl::StatusOr<Node> Run(size_t index) {
    term_.field = index;
    absl::Status status = absl::OkStatus();
    if (AsksForPresence()) {
      term_.has_constant = false;
    } else {
      status = CheckOperator();
      if (status.ok()) status = CheckConstant();
    }
    if (!status.ok()) return status;
    return std::move(term_);
  }

 private:
  const std::string& Text() const { return syntax_.constant.value; }
  bool Enumeration() const { return !field_.words.empty(); }

  bool AsksForPresence() const {
    return term_.op == Operator::kHas && syntax_.constant.source == "*";
  }

  absl::Status AtConstant(std::string_view what) const {
    return ErrorAt(syntax_.constant.offset, what);
  }

  absl::Status NotA(std::string_view expected) const {
    return AtConstant(fmt::format("found {}, '{}' expects {}", Describe(syntax_.constant),
                                  field_.name, expected));
  }

  absl::Status CheckOperator() {
    const bool text = field_.type == ValueType::kText;
    const bool unordered = field_.type == ValueType::kBoolean || (text && Enumeration());
    if (unordered && !IsEquality(term_.op) && term_.op != Operator::kHas) {
      return ErrorAt(syntax_.op.offset,
                     fmt::format("found {}, '{}' is {} and has no order, expected =, != or :",
                                 Describe(syntax_.op), field_.name,
                                 text ? "one of a list of words" : "true or false"));
    }
    if (term_.op == Operator::kHas && (!text || Enumeration())) term_.op = Operator::kEqual;
    return absl::OkStatus();
  }

  absl::Status CheckConstant() {
    switch (field_.type) {
      case ValueType::kText:
        return Enumeration() ? CheckWord() : CheckText();
      case ValueType::kInteger:
        return CheckInteger();
      case ValueType::kNumber:
        return CheckNumber();
      case ValueType::kBoolean:
        return CheckBoolean();
      case ValueType::kTime:
        return CheckTime();
    }
    return NotA("a constant of a known type");
  }

  absl::Status Normalise(std::string& text) const {
    if (!field_.normalise) return absl::OkStatus();
    const std::optional<std::string> complaint = field_.normalise(text);
    return complaint ? AtConstant(*complaint) : absl::OkStatus();
  }

  absl::Status CheckWord() {
    if (!syntax_.constant.stars.empty()) {
      return AtConstant(fmt::format("found {}, '{}' is one of a list of words and takes no '*'",
                                    Describe(syntax_.constant), field_.name));
    }
    std::string text = Text();
    if (absl::Status status = Normalise(text); !status.ok()) return status;
    const auto word = std::find_if(field_.words.begin(), field_.words.end(),
                                   [&](const auto& w) { return EqualIgnoringCase(w, text); });
    if (word == field_.words.end()) {
      return AtConstant(fmt::format("unknown {} {}{}", field_.name, Quoted(Text()),
                                    Suggestion(Text(), field_.words)));
    }
    term_.constant = *word;
    return absl::OkStatus();
  }

  absl::Status CheckText() {
    if (syntax_.constant.kind == TokenKind::kWord && LooksLikeNumber(Text())) {
      return AtConstant(fmt::format("found the number {}, '{}' expects a text; write \"{}\"",
                                    Shown(Text()), field_.name, Shown(Text())));
    }
    if (term_.op == Operator::kHas) return CheckContained();
    if (!syntax_.constant.stars.empty()) return CheckStars();
    std::string text = Text();
    if (absl::Status status = Normalise(text); !status.ok()) return status;
    term_.constant = std::move(text);
    return absl::OkStatus();
  }

  absl::Status CheckContained() {
    if (!syntax_.constant.stars.empty()) {
      return AtConstant(
          "found '*', but ':' already looks anywhere in the text; leave it out, or write \"\\*\" "
          "for a star itself");
    }
    if (Text().empty()) {
      return AtConstant(
          fmt::format("found an empty text; to ask for any text write {}:*", field_.name));
    }
    term_.constant = Text();
    return absl::OkStatus();
  }

  absl::Status CheckStars() {
    if (!IsEquality(term_.op)) {
      return AtConstant(fmt::format("found '*', which works with = and != only, not with {}",
                                    Describe(syntax_.op)));
    }
    std::string_view text = Text();
    for (const size_t star : syntax_.constant.stars) {
      if (star != 0 && star != text.size() - 1) {
        return AtConstant(
            "found '*' inside a text, expected it at the start or the end; write \"\\*\" for a "
            "star itself");
      }
    }
    const bool open_start = syntax_.constant.stars.front() == 0;
    const bool open_end = syntax_.constant.stars.back() == text.size() - 1;
    if (open_end) text.remove_suffix(1);
    if (open_start && !text.empty()) text.remove_prefix(1);
    term_.constant = std::string(text);
    term_.part = open_start && open_end ? Part::kAnywhere : open_end ? Part::kStart : Part::kEnd;
    return absl::OkStatus();
  }

  absl::Status CheckInteger() {
    int64_t number = 0;
    const std::errc error = ReadNumber(Text(), number);
    if (error == std::errc::result_out_of_range) return NotA("a whole number of at most 64 bits");
    if (error != std::errc()) return NotA("a whole number");
    term_.constant = number;
    return absl::OkStatus();
  }

  absl::Status CheckNumber() {
    double number = 0;
    if (!LooksLikeNumber(Text())) return NotA("a number");
    if (ReadNumber(Text(), number) != std::errc() || !std::isfinite(number)) {
      return NotA("a number of double precision");
    }
    term_.constant = number;
    return absl::OkStatus();
  }

  absl::Status CheckBoolean() {
    const bool yes = EqualIgnoringCase(Text(), "true");
    if (!yes && !EqualIgnoringCase(Text(), "false")) return NotA("true or false");
    term_.constant = yes;
    return absl::OkStatus();
  }

  absl::Status CheckTime() {
    const absl::StatusOr<TimeConstant> time = ParseTimeConstant(Text());
    if (!time.ok()) return AtConstant(std::string(time.status().message()));
    if (time->has_offset && field_.local_time) {
      return AtConstant(
          fmt::format("found {}, '{}' is the local time of the event, expected no offset from UTC",
                      Describe(syntax_.constant), field_.name));
    }
    const int64_t end_ms = time->start_ms + time->width_ms;
    term_.constant = time->start_ms;
    if (term_.op == Operator::kLessEqual) {
      term_.op = Operator::kLess;
      term_.constant = end_ms;
    } else if (term_.op == Operator::kGreater) {
      term_.op = Operator::kGreaterEqual;
      term_.constant = end_ms;
    } else if (IsEquality(term_.op)) {
      term_.width_ms = time->width_ms;
    }
    return absl::OkStatus();
  }

  const Syntax& syntax_;
  const Field& field_;
  Node term_;
};

absl::StatusOr<Node> CheckTerm(const Syntax& syntax, const Schema& schema) {
  const std::string& name = syntax.field.value;
  const auto field = std::find_if(schema.begin(), schema.end(),
                                  [&](const Field& candidate) { return candidate.name == name; });
  if (field == schema.end()) {
    std::vector<std::string> names;
    for (const Field& candidate : schema) names.push_back(candidate.name);
    return ErrorAt(syntax.field.offset,
                   fmt::format("unknown field {}{}", Quoted(name), Suggestion(name, names)));
  }
  return TermChecker(syntax, *field).Run(static_cast<size_t>(field - schema.begin()));
}

// "(a AND b) AND c" becomes one AND of three.
void Append(Node child, Node& parent) {
  if (child.kind != parent.kind || child.kind == Node::Kind::kNot) {
    parent.children.push_back(std::move(child));
    return;
  }
  std::move(child.children.begin(), child.children.end(), std::back_inserter(parent.children));
}

}  // namespace

absl::StatusOr<Node> Check(const Syntax& syntax, const Schema& schema) {
  if (syntax.kind == Node::Kind::kTerm) return CheckTerm(syntax, schema);
  Node node;
  node.kind = syntax.kind;
  for (const Syntax& part : syntax.children) {
    absl::StatusOr<Node> child = Check(part, schema);
    if (!child.ok()) return child.status();
    Append(*std::move(child), node);
  }
  return node;
}

}  // namespace oxus::filter
