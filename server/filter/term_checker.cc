#include "server/filter/term_checker.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "server/filter/ascii_case.h"
#include "server/filter/constant.h"
#include "server/filter/message.h"
#include "server/filter/nearest.h"

namespace oxus::filter {
namespace {

bool IsEquality(Operator op) { return op == Operator::kEqual || op == Operator::kNotEqual; }

bool IsComparison(Operator op) { return !IsEquality(op) && op != Operator::kHas; }

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
  std::string Subject() const { return fmt::format("'{}'", field_.name); }

  bool AsksForPresence() const {
    return term_.op == Operator::kHas && syntax_.constant.source == "*";
  }

  absl::Status AtConstant(std::string_view what) const {
    return ErrorAt(syntax_.constant.offset, what);
  }

  absl::Status CheckOperator() {
    const bool text = field_.type == ValueType::kText;
    const bool unordered =
        field_.type == ValueType::kBoolean || (text && Enumeration() && field_.ordered_words == 0);
    if (unordered && IsComparison(term_.op)) {
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
        return Take(ReadInteger(syntax_.constant, Subject()));
      case ValueType::kNumber:
        return Take(ReadNumber(syntax_.constant, Subject()));
      case ValueType::kBoolean:
        return Take(ReadBoolean(syntax_.constant, Subject()));
      case ValueType::kTime:
        return CheckTime();
    }
    return absl::OkStatus();
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
    return IsComparison(term_.op) ? CheckRank(static_cast<size_t>(word - field_.words.begin()))
                                  : absl::OkStatus();
  }

  // For a comparison with the word at `rank`.
  absl::Status CheckRank(size_t rank) {
    const auto first = field_.words.begin();
    const auto end = first + static_cast<std::ptrdiff_t>(field_.ordered_words);
    if (rank >= field_.ordered_words) {
      return AtConstant(fmt::format("'{}' has no place in the order of '{}', expected one of {}",
                                    field_.words[rank], field_.name, fmt::join(first, end, ", ")));
    }
    const auto word = first + static_cast<std::ptrdiff_t>(rank);
    const bool below = term_.op == Operator::kLess || term_.op == Operator::kLessEqual;
    const bool itself = term_.op == Operator::kLessEqual || term_.op == Operator::kGreaterEqual;
    if (below) {
      term_.satisfying_words.emplace(first, itself ? word + 1 : word);
    } else {
      term_.satisfying_words.emplace(itself ? word : word + 1, end);
    }
    return absl::OkStatus();
  }

  absl::Status CheckText() {
    if (absl::Status status = ExpectText(syntax_.constant, Subject()); !status.ok()) return status;
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
    std::string text = Text();
    std::transform(text.begin(), text.end(), text.begin(), AsciiLower);
    term_.constant = std::move(text);
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

  template <typename T>
  absl::Status Take(const absl::StatusOr<T>& constant) {
    if (constant.ok()) term_.constant = *constant;
    return constant.status();
  }

  absl::Status CheckTime() {
    const absl::StatusOr<TimeConstant> time = ReadTime(syntax_.constant);
    if (!time.ok()) return time.status();
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

}  // namespace

absl::StatusOr<Node> CheckTerm(const Syntax& syntax, const Field& field, size_t index) {
  return TermChecker(syntax, field).Run(index);
}

}  // namespace oxus::filter
