#include "server/filter/lexer.h"

#include <utility>

#include "fmt/format.h"
#include "server/filter/message.h"
#include "server/filter/utf8.h"

namespace oxus::filter {
namespace {

// What other languages and word processors write, and what is meant. Longer ones first.
constexpr std::pair<std::string_view, std::string_view> kForeign[] = {
    {"==", "write ="},
    {"=>", "write >="},
    {"=<", "write <="},
    {"<>", "write !="},
    {"=~", "there are no patterns but '*' at either end of a text with ="},
    {"!~", "there are no patterns but '*' at either end of a text with !="},
    {"&&", "write AND"},
    {"||", "write OR"},
    {"&", "write AND"},
    {"|", "write OR"},
    {"\u201C", "write a straight \""},
    {"\u201D", "write a straight \""},
    {"\u201E", "write a straight \""},
    {"\u00AB", "write a straight \""},
    {"\u00BB", "write a straight \""},
    {"\u2018", "write a straight '"},
    {"\u2019", "write a straight '"},
};

// Longer ones first.
constexpr std::pair<std::string_view, Operator> kOperators[] = {
    {"!=", Operator::kNotEqual}, {"<=", Operator::kLessEqual}, {">=", Operator::kGreaterEqual},
    {"=", Operator::kEqual},     {"<", Operator::kLess},       {">", Operator::kGreater},
    {":", Operator::kHas},
};

constexpr std::pair<std::string_view, TokenKind> kKeywords[] = {
    {"AND", TokenKind::kAnd}, {"OR", TokenKind::kOr}, {"NOT", TokenKind::kNot}};

constexpr std::string_view kNoBreakSpace = "\u00A0";

bool InWord(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) return true;
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("_-.*+/@#").find(c) != std::string_view::npos;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  absl::StatusOr<std::vector<Token>> Run() {
    const size_t invalid = FirstInvalidUtf8(text_);
    if (invalid < text_.size()) return ErrorAt(invalid, "found bytes that are not UTF-8 text");
    while (SkipBlanks()) {
      if (absl::Status status = ReadToken(); !status.ok()) return status;
    }
    Add(TokenKind::kEnd, 0);
    return std::move(tokens_);
  }

 private:
  std::string_view Rest() const { return text_.substr(at_); }

  // False at the end of the text.
  bool SkipBlanks() {
    while (at_ < text_.size()) {
      if (std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
        ++at_;
      } else if (Rest().starts_with(kNoBreakSpace)) {
        at_ += kNoBreakSpace.size();
      } else {
        return true;
      }
    }
    return false;
  }

  Token& Add(TokenKind kind, size_t size) {
    Token token;
    token.kind = kind;
    token.offset = at_;
    token.source = text_.substr(at_, size);
    tokens_.push_back(std::move(token));
    at_ += size;
    return tokens_.back();
  }

  // Of the token `back` places from the last one; kEnd when there is none.
  TokenKind KindBefore(size_t back) const {
    return back < tokens_.size() ? tokens_[tokens_.size() - 1 - back].kind : TokenKind::kEnd;
  }

  // After an operator, a comma, and the '(' of a call: one after a word that is no constant.
  bool AtConstant() const {
    const TokenKind last = KindBefore(0);
    if (last == TokenKind::kOperator || last == TokenKind::kComma) return true;
    return last == TokenKind::kOpen && KindBefore(1) == TokenKind::kWord &&
           KindBefore(2) != TokenKind::kOperator;
  }

  absl::Status ReadToken() {
    const char c = text_[at_];
    if (c == '"' || c == '\'') return ReadQuoted(c);
    for (const auto& [foreign, advice] : kForeign) {
      if (Rest().starts_with(foreign)) {
        return ErrorAt(at_, fmt::format("found {}, {}", Quoted(foreign), advice));
      }
    }
    for (const auto& [written, op] : kOperators) {
      if (Rest().starts_with(written)) {
        Add(TokenKind::kOperator, written.size()).op = op;
        return absl::OkStatus();
      }
    }
    if (c == '(' || c == ')') {
      Add(c == '(' ? TokenKind::kOpen : TokenKind::kClose, 1);
    } else if (c == ',') {
      Add(TokenKind::kComma, 1);
    } else if (c == '-' && !AtConstant()) {
      Add(TokenKind::kMinus, 1);
    } else if (InWord(c)) {
      ReadWord();
    } else if (c == '!') {
      return ErrorAt(at_, "found '!', write NOT");
    } else {
      return ErrorAt(at_, fmt::format("found {}, which has no meaning outside a quoted text",
                                      Quoted(Rest().substr(0, 1))));
    }
    return absl::OkStatus();
  }

  void ReadWord() {
    size_t size = 0;
    while (size < Rest().size() && InWord(Rest()[size]) &&
           !Rest().substr(size).starts_with(kNoBreakSpace)) {
      ++size;
    }
    const std::string_view word = Rest().substr(0, size);
    for (const auto& [keyword, kind] : kKeywords) {
      if (word == keyword) {
        Add(kind, size);
        return;
      }
    }
    Token& token = Add(TokenKind::kWord, size);
    token.value = word;
    for (size_t i = 0; i < word.size(); ++i) {
      if (word[i] == '*') token.stars.push_back(i);
    }
  }

  absl::Status ReadQuoted(char quote) {
    std::string value;
    std::vector<size_t> stars;
    size_t at = at_ + 1;
    for (; at < text_.size() && text_[at] != quote; ++at) {
      char c = text_[at];
      if (c == '\\') {
        if (++at == text_.size()) break;
        c = text_[at];
        if (std::string_view("\\\"'*").find(c) == std::string_view::npos) {
          return ErrorAt(at - 1, "expected one of \\\\ \\\" \\' \\* after a backslash");
        }
      } else if (c == '*') {
        stars.push_back(value.size());
      }
      value += c;
    }
    if (at >= text_.size()) {
      return ErrorAt(at_, fmt::format("the text that starts here has no closing {}", quote));
    }
    Token& token = Add(TokenKind::kQuoted, at + 1 - at_);
    token.value = std::move(value);
    token.stars = std::move(stars);
    return absl::OkStatus();
  }

  const std::string_view text_;
  size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

absl::StatusOr<std::vector<Token>> Tokenize(std::string_view text) { return Lexer(text).Run(); }

std::string Describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::kEnd:
      return "the end";
    case TokenKind::kQuoted:
      return Shown(token.source);
    default:
      return Quoted(token.source);
  }
}

}  // namespace oxus::filter
