#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "server/filter/schema.h"

namespace oxus::filter {

// Values by field name, as SampleRow takes them.
using RowValues = std::map<std::string, std::vector<Value>>;

inline constexpr int64_t kDayMs = 86'400'000;
// 2025-11-01, in days since 1970.
inline constexpr int64_t kFirstDay = 20'393;

// A filter over the sample schema before it is written.
struct Tree {
  enum class Kind { kAnd, kOr, kNot, kNumber, kText, kWord, kDay, kPresence, kCall };
  Kind kind = Kind::kNumber;
  std::vector<Tree> children;
  // The function for kCall.
  std::string field;
  std::string op;
  // kText: a '*' stands for anything. kWord: one of the words.
  std::string text;
  // kDay: days since kFirstDay.
  double number = 0;
  // kCall.
  std::vector<Value> arguments;
};

// Random trees and rows. Few values, so that trees match rows often.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  template <typename T>
  const T& Pick(const std::vector<T>& choices) {
    return choices[static_cast<size_t>(Below(static_cast<int>(choices.size())))];
  }

  Tree RandomTree(int depth);
  RowValues RandomRow();

 private:
  Tree RandomTerm();
  Tree RandomPartOfText();
  Tree RandomCall();

  std::mt19937 random_;
};

// Writes trees as filters, with parentheses where the grammar needs them and sometimes more, and
// in one of the many ways that mean the same.
class Writer {
 public:
  explicit Writer(Generator& generator) : generator_(generator) {}

  std::string Write(const Tree& tree);

 private:
  std::string Joined(const Tree& tree, const std::vector<std::string>& joints);
  std::string Operand(const Tree& child, Tree::Kind parent);
  std::string Term(const Tree& term);
  std::string Call(const Tree& call);
  std::string Constant(const Tree& term);
  std::string Quoted(const std::string& text);
  std::string Blank() { return generator_.Below(2) == 0 ? " " : ""; }

  Generator& generator_;
};

// ASCII letters only.
std::string Lower(std::string text);

}  // namespace oxus::filter
