#include "client/importer/gdelt_collapse.h"

#include <fmt/format.h>

#include <functional>

namespace oxus::importer {
namespace {

// Text of one key; the first character keeps the two rules apart, \x1f the parts.
std::uint64_t Hash(const std::string& key) { return std::hash<std::string>()(key); }

std::uint64_t RepeatKey(const GdeltAct& act) {
  return Hash(fmt::format("r{}\x1f{}\x1f{}\x1f{}", act.article, act.root, act.day_ms, act.place));
}

std::uint64_t PairKey(const GdeltAct& act, std::string_view from, std::string_view to) {
  return Hash(
      fmt::format("m{}\x1f{}\x1f{}\x1f{}\x1f{}", act.article, act.meaning, act.day_ms, from, to));
}

bool IsUrl(std::string_view text) { return text.find("://") != std::string_view::npos; }

}  // namespace

GdeltCollapse::Verdict GdeltCollapse::Judge(const GdeltAct& act) {
  if (!IsUrl(act.article)) return Verdict::kNew;
  const std::uint64_t repeat = RepeatKey(act);
  if (seen_.contains(repeat)) return Verdict::kRepeated;
  const bool paired = !act.actor1.empty() && !act.actor2.empty();
  if (paired && seen_.contains(PairKey(act, act.actor2, act.actor1))) return Verdict::kMirrored;
  if (acts_ == limit_) {
    seen_.clear();
    acts_ = 0;
    ++times_full_;
  }
  ++acts_;
  seen_.insert(repeat);
  if (paired) seen_.insert(PairKey(act, act.actor1, act.actor2));
  return Verdict::kNew;
}

}  // namespace oxus::importer
