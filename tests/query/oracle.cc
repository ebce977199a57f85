#include "tests/query/oracle.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <set>

namespace oxus::test {
namespace {

constexpr int64_t kDay = 86'400'000;

// Everything that was told of one id.
struct Life {
  std::vector<Fact> states;
  bool withdrawn = false;
  // The place in the history of the step that came last.
  uint64_t latest = 0;
};

std::map<std::string, Life> Replay(const std::vector<Step>& history, uint64_t as_of) {
  std::map<std::string, Life> lives;
  for (uint64_t i = 0; i < as_of; ++i) {
    const Step& step = history[i];
    Life& life = lives[step.kind == Step::Kind::kTell ? step.fact.id : step.id];
    life.latest = i;
    life.withdrawn = step.kind == Step::Kind::kWithdraw;
    if (step.kind == Step::Kind::kTell) life.states.push_back(step.fact);
    if (step.kind == Step::Kind::kAttach) {
      Fact grown = life.states.back();
      grown.reports.push_back(step.report);
      life.states.push_back(grown);
    }
  }
  return lives;
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

bool MatchesFilter(const Fact& fact, const Question& question) {
  return question.matches == nullptr || question.matches(fact);
}

bool IsListed(const Life& life, const Question& question) {
  const Fact& fact = life.states.back();
  return !life.withdrawn && MatchesFilter(fact, question) &&
         (!question.since || LocalStart(fact) >= DayMs(*question.since)) &&
         (!question.until || LocalStart(fact) < DayMs(*question.until));
}

void CountMatching(const Fact& fact, const Question& question, const std::set<std::string>& active,
                   Recount& recount, std::map<std::string, Sums>& sums) {
  const auto& modalities = question.modalities;
  if (std::count(modalities.begin(), modalities.end(), fact.modality) == 0) {
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

}  // namespace

Recount Answer(const std::vector<Step>& history, const Question& question) {
  const auto lives = Replay(history, question.as_of);
  std::set<std::string> active;
  std::map<uint64_t, std::string> listed;
  for (const auto& [id, life] : lives) {
    if (!life.withdrawn) active.insert(id);
    if (IsListed(life, question)) listed[life.latest] = id;
  }
  Recount recount;
  for (const auto& [place, id] : listed) recount.listed.push_back(id);
  std::map<std::string, Sums> sums;
  if (question.group_by.empty() && question.bucket.empty()) sums[""];
  const auto matches = [&question](const Fact& fact) {
    return MatchesFilter(fact, question) && IsInside(fact, question);
  };
  for (const auto& [id, life] : lives) {
    const Fact& fact = life.states.back();
    if (life.withdrawn) {
      recount.retracted += matches(fact) ? 1 : 0;
    } else if (matches(fact)) {
      CountMatching(fact, question, active, recount, sums);
    } else if (std::any_of(life.states.begin(), life.states.end(), matches)) {
      ++recount.superseded;
    }
  }
  for (const auto& [key, sum] : sums) recount.groups[key] = Text(sum);
  return recount;
}

}  // namespace oxus::test
