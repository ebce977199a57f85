#include "tests/query/oracle.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <set>

namespace oxus::test {
namespace {

constexpr int64_t kDay = 86'400'000;

struct State {
  Fact fact;
  bool superseded = false;
  bool retracted = false;
};

std::vector<State> Replay(const std::vector<Step>& history, uint64_t as_of) {
  std::vector<State> states;
  // The place of the state each id is in; -1 once withdrawn.
  std::map<std::string, int> latest;
  for (uint64_t i = 0; i < as_of; ++i) {
    const Step& step = history[i];
    const std::string& id = step.kind == Step::Kind::kTell ? step.fact.id : step.id;
    const int before = latest.count(id) == 0 ? -1 : latest[id];
    if (step.kind == Step::Kind::kWithdraw) {
      states[static_cast<size_t>(before)].retracted = true;
      latest[id] = -1;
      continue;
    }
    State next;
    if (step.kind == Step::Kind::kTell) {
      next.fact = step.fact;
    } else {
      next.fact = states[static_cast<size_t>(before)].fact;
      next.fact.reports.push_back(step.report);
    }
    if (before >= 0) states[static_cast<size_t>(before)].superseded = true;
    latest[id] = static_cast<int>(states.size());
    states.push_back(next);
  }
  return states;
}

int64_t LocalStart(const Fact& fact) { return fact.start_ms + fact.offset_min * 60'000; }

std::tm CivilTime(int64_t local_ms) {
  std::time_t seconds = local_ms / 1000 - (local_ms % 1000 < 0 ? 1 : 0);
  std::tm civil{};
  gmtime_r(&seconds, &civil);
  return civil;
}

std::string Print(const char* format, int a, int b = 0, int c = 0) {
  char text[64];
  std::snprintf(text, sizeof(text), format, a, b, c);
  return text;
}

std::string BucketOf(const std::string& bucket, int64_t local_ms) {
  std::tm civil = CivilTime(local_ms);
  if (bucket == "week") civil = CivilTime(local_ms - (civil.tm_wday + 6) % 7 * kDay);
  const int year = civil.tm_year + 1900;
  const int month = civil.tm_mon + 1;
  if (bucket == "year") return Print("%04d", year);
  if (bucket == "quarter") return Print("%04d-Q%d", year, (month - 1) / 3 + 1);
  if (bucket == "month") return Print("%04d-%02d", year, month);
  return Print("%04d-%02d-%02d", year, month, civil.tm_mday);
}

int64_t DayMs(const std::string& date) {
  std::tm civil{};
  std::sscanf(date.c_str(), "%d-%d-%d", &civil.tm_year, &civil.tm_mon, &civil.tm_mday);
  civil.tm_year -= 1900;
  civil.tm_mon -= 1;
  return static_cast<int64_t>(timegm(&civil)) * 1000;
}

int64_t LengthOf(const Fact& fact) {
  return fact.end_ms ? *fact.end_ms - fact.start_ms : fact.unit_days * kDay;
}

bool IsImprecise(const Fact& fact, const Question& question) {
  const std::map<std::string, int> days = {
      {"day", 1}, {"week", 7}, {"month", 31}, {"quarter", 92}, {"year", 366}};
  if (!question.bucket.empty() && LengthOf(fact) > days.at(question.bucket) * kDay) return true;
  return question.since && question.until &&
         LengthOf(fact) > DayMs(*question.until) - DayMs(*question.since);
}

bool IsInside(const Fact& fact, const Question& question) {
  const int64_t start = LocalStart(fact);
  int64_t last = start;
  if (IsImprecise(fact, question)) {
    last = fact.end_ms ? start + LengthOf(fact) : start + LengthOf(fact) - 1;
  }
  if (question.since && last < DayMs(*question.since)) return false;
  return !question.until || start < DayMs(*question.until);
}

using Texts = std::vector<std::string>;

Texts OrUnknown(Texts texts) {
  std::set<std::string> distinct;
  for (const auto& text : texts) {
    if (!text.empty()) distinct.insert(text);
  }
  if (distinct.empty()) return {"?"};
  return Texts(distinct.begin(), distinct.end());
}

Texts PlainValues(const std::string& field, const Fact& fact) {
  if (field == "kind") return {fact.is_incident ? "INCIDENT" : "CONTACT"};
  if (field == "type") return {fact.type};
  if (field == "country") return OrUnknown({fact.country});
  if (field == "admin1") return OrUnknown({fact.region_known ? fact.admin1 : ""});
  if (field == "initiator") return OrUnknown(fact.initiators);
  if (field == "target") return OrUnknown(fact.targets);
  if (field == "modality") return {fact.modality};
  if (field == "quarantined") return {fact.quarantined ? "true" : "false"};
  const bool denied = std::any_of(fact.reports.begin(), fact.reports.end(),
                                  [](const FactReport& report) { return report.denies; });
  const bool told = std::any_of(fact.reports.begin(), fact.reports.end(),
                                [](const FactReport& report) { return !report.denies; });
  return {denied && told ? "true" : "false"};
}

bool IsOfCasualty(const std::string& field) {
  return field == "nationality" || field == "victim_role";
}

std::string CasualtyValue(const std::string& field, const FactCasualty& casualty) {
  const std::string& value = field == "nationality" ? casualty.nationality : casualty.role;
  return value.empty() ? "?" : value;
}

bool IsOfReport(const std::string& field) { return field == "source" || field == "origin"; }

// A way to read the fields of repeated parts: which casualty and which report (-1: none there).
struct Choice {
  int casualty = -1;
  int report = -1;
};

void Expand(const Question& question, const Fact& fact, Choice choice, size_t at, std::string key,
            std::map<std::string, std::set<int>>& groups) {
  if (at == question.group_by.size()) {
    groups[key].insert(choice.casualty);
    return;
  }
  const std::string& field = question.group_by[at];
  if (!key.empty()) key += " | ";
  if (IsOfCasualty(field)) {
    const auto& casualties = fact.casualties;
    key += choice.casualty < 0
               ? "?"
               : CasualtyValue(field, casualties[static_cast<size_t>(choice.casualty)]);
    return Expand(question, fact, choice, at + 1, key, groups);
  }
  if (IsOfReport(field)) {
    if (choice.report < 0) return Expand(question, fact, choice, at + 1, key + "?", groups);
    const FactReport& report = fact.reports[static_cast<size_t>(choice.report)];
    key += field == "source" ? report.source : report.origin;
    return Expand(question, fact, choice, at + 1, key, groups);
  }
  for (const auto& value : PlainValues(field, fact)) {
    Expand(question, fact, choice, at + 1, key + value, groups);
  }
}

struct Sums {
  int64_t events = 0, reports = 0, origins = 0;
  FactFigure killed, injured;
};

void AddTo(std::optional<int64_t>& sum, std::optional<int64_t> part) {
  if (part) sum = sum ? *sum + *part : *part;
}

void AddFigure(FactFigure& sum, const FactFigure& part) {
  AddTo(sum.best, part.best);
  AddTo(sum.low, part.low ? part.low : part.best);
  AddTo(sum.high, part.high ? part.high : part.best);
}

void AddGroups(const Question& question, const Fact& fact, std::map<std::string, Sums>& sums) {
  const bool by_casualty =
      std::any_of(question.group_by.begin(), question.group_by.end(), IsOfCasualty);
  const bool by_report =
      std::any_of(question.group_by.begin(), question.group_by.end(), IsOfReport);
  const int casualties = by_casualty ? static_cast<int>(fact.casualties.size()) : 0;
  const int reports = by_report ? static_cast<int>(fact.reports.size()) : 0;
  const std::string bucket =
      question.bucket.empty() ? "" : BucketOf(question.bucket, LocalStart(fact));
  // The casualties that each group holds of this event.
  std::map<std::string, std::set<int>> groups;
  for (int c = casualties > 0 ? 0 : -1; c < casualties; ++c) {
    for (int r = reports > 0 ? 0 : -1; r < reports; ++r) {
      Expand(question, fact, Choice{c, r}, 0, bucket, groups);
    }
  }
  for (const auto& [key, held] : groups) {
    Sums& sum = sums[key];
    ++sum.events;
    sum.reports += static_cast<int64_t>(fact.reports.size());
    std::set<std::string> origins;
    for (const auto& report : fact.reports) origins.insert(report.origin);
    sum.origins += static_cast<int64_t>(origins.size());
    for (size_t i = 0; i < fact.casualties.size(); ++i) {
      if (by_casualty && held.count(static_cast<int>(i)) == 0) continue;
      AddFigure(sum.killed, fact.casualties[i].killed);
      AddFigure(sum.injured, fact.casualties[i].injured);
    }
  }
}

std::string Text(std::optional<int64_t> number) { return number ? std::to_string(*number) : "?"; }

std::string Text(const Sums& sums) {
  return Text(sums.events) + " " + Text(sums.killed.low) + " " + Text(sums.killed.best) + " " +
         Text(sums.killed.high) + " " + Text(sums.injured.best) + " " + Text(sums.reports) + " " +
         Text(sums.origins);
}

}  // namespace

Recount Answer(const std::vector<Step>& history, const Question& question) {
  const auto states = Replay(history, question.as_of);
  std::set<std::string> active;
  for (const State& state : states) {
    if (!state.superseded && !state.retracted) active.insert(state.fact.id);
  }
  Recount recount;
  std::map<std::string, Sums> sums;
  if (question.group_by.empty() && question.bucket.empty()) sums[""];
  for (const State& state : states) {
    const Fact& fact = state.fact;
    if (question.matches != nullptr && !question.matches(fact)) continue;
    const bool starts_inside = (!question.since || LocalStart(fact) >= DayMs(*question.since)) &&
                               (!question.until || LocalStart(fact) < DayMs(*question.until));
    if (starts_inside && !state.superseded && !state.retracted) recount.listed.push_back(fact.id);
    if (!IsInside(fact, question)) continue;
    const auto& modalities = question.modalities;
    if (state.retracted) {
      ++recount.retracted;
    } else if (state.superseded) {
      ++recount.superseded;
    } else if (std::count(modalities.begin(), modalities.end(), fact.modality) == 0) {
      ++recount.planned;
    } else if (!question.include_duplicates && active.count(fact.duplicate_of) > 0) {
      ++recount.duplicates;
    } else if (IsImprecise(fact, question)) {
      ++recount.time_imprecise;
    } else {
      ++recount.included;
      recount.quarantined_included += fact.quarantined ? 1 : 0;
      AddGroups(question, fact, sums);
    }
  }
  for (const auto& [key, sum] : sums) recount.groups[key] = Text(sum);
  return recount;
}

}  // namespace oxus::test
