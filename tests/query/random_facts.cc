#include "tests/query/random_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "codes/labels.h"
#include "tests/query/answer_text.h"

namespace oxus::test {
namespace {

constexpr int64_t kDay = 86'400'000;
// 2025-01-01.
constexpr int64_t kEpoch = 20'089 * kDay;

const NamedPredicate kFilters[] = {
    {"", [](const Fact&) { return true; }},
    {"kind = INCIDENT", [](const Fact& fact) { return fact.is_incident; }},
    {"country = \"TJ\" OR country = \"AF\"",
     [](const Fact& fact) { return fact.country == "TJ" || fact.country == "AF"; }},
    {"country != \"TJ\"", [](const Fact& fact) { return fact.country != "TJ"; }},
    {"quarantined = false", [](const Fact& fact) { return !fact.quarantined; }},
    {"reports >= 2", [](const Fact& fact) { return fact.reports.size() >= 2; }},
    {"NOT type = VISIT", [](const Fact& fact) { return fact.type != "VISIT"; }},
    {"nationality = \"CHN\"",
     [](const Fact& fact) {
       return std::any_of(
           fact.casualties.begin(), fact.casualties.end(),
           [](const FactCasualty& casualty) { return casualty.nationality == "CHN"; });
     }},
    {"occurred >= 2025-03-01",
     [](const Fact& fact) {
       return fact.start_ms + fact.offset_min * 60'000 >= kEpoch + 59 * kDay;
     }},
};

void FillReport(const FactReport& report, v1::Report* out) {
  out->set_source_id(report.source);
  if (report.origin != report.source) {
    out->add_quotes("someone");
    out->add_quotes(report.origin);
  }
  if (report.denies) out->set_stance(v1::STANCE_DENIES);
}

void FillFigure(const FactFigure& figure, v1::Count* out) {
  if (figure.best) out->set_best(static_cast<uint32_t>(*figure.best));
  if (figure.low) out->set_low(static_cast<uint32_t>(*figure.low));
  if (figure.high) out->set_high(static_cast<uint32_t>(*figure.high));
}

void FillDetail(const Fact& fact, v1::Event* event) {
  if (!fact.is_incident) {
    event->mutable_contact()->set_kind(codes::ContactKindFromLabel(fact.type).value());
    return;
  }
  auto* incident = event->mutable_incident();
  incident->set_type(codes::IncidentTypeFromLabel(fact.type).value());
  for (const auto& casualty : fact.casualties) {
    auto* out = incident->add_casualties();
    out->set_nationality(casualty.nationality);
    if (casualty.role == "WORKER") out->set_role(v1::VICTIM_ROLE_WORKER);
    if (casualty.role == "POLICE") out->set_role(v1::VICTIM_ROLE_POLICE);
    FillFigure(casualty.killed, out->mutable_killed());
    FillFigure(casualty.injured, out->mutable_injured());
  }
}

void FillSpan(const Fact& fact, v1::Span* span) {
  const std::map<int, v1::TimePrecision> precisions = {{1, v1::TIME_PRECISION_DAY},
                                                       {7, v1::TIME_PRECISION_WEEK},
                                                       {31, v1::TIME_PRECISION_MONTH},
                                                       {366, v1::TIME_PRECISION_YEAR}};
  span->set_start_ms(fact.start_ms);
  if (fact.end_ms) span->set_end_ms(*fact.end_ms);
  span->set_utc_offset_min(fact.offset_min);
  span->set_precision(precisions.at(fact.unit_days));
}

v1::EventKey MakeKey(const std::string& id) {
  v1::EventKey key;
  key.set_producer_id("oracle");
  key.set_external_id(id);
  return key;
}

v1::Event ToEvent(const Fact& fact) {
  v1::Event event;
  *event.mutable_key() = MakeKey(fact.id);
  FillSpan(fact, event.mutable_occurred());
  FillDetail(fact, &event);
  event.mutable_place()->set_country(fact.country);
  event.mutable_place()->set_admin1(fact.admin1);
  event.mutable_place()->set_precision(fact.region_known ? v1::GEO_PRECISION_ADMIN1
                                                         : v1::GEO_PRECISION_AREA);
  const auto add_sides = [&](const std::vector<std::string>& actors, v1::Role role) {
    for (const auto& actor : actors) {
      auto* participant = event.add_participants();
      participant->set_actor_id(actor);
      participant->set_role(role);
    }
  };
  add_sides(fact.initiators, fact.is_incident ? v1::ROLE_INITIATOR : v1::ROLE_FROM);
  add_sides(fact.targets, fact.is_incident ? v1::ROLE_TARGET : v1::ROLE_TO);
  for (const auto& report : fact.reports) FillReport(report, event.add_reports());
  if (fact.modality == "PLANNED") event.set_modality(v1::MODALITY_PLANNED);
  if (fact.modality == "HYPOTHETICAL") event.set_modality(v1::MODALITY_HYPOTHETICAL);
  if (!fact.duplicate_of.empty()) {
    auto* link = event.add_links();
    link->set_kind(v1::LINK_KIND_DUPLICATE_OF);
    *link->mutable_to() = MakeKey(fact.duplicate_of);
  }
  return event;
}

void Take(const Step& step, TestStore& store) {
  if (step.kind == Step::Kind::kTell) {
    store.Add(ToEvent(step.fact), step.fact.quarantined);
  } else if (step.kind == Step::Kind::kWithdraw) {
    v1::Retraction retraction;
    *retraction.mutable_key() = MakeKey(step.id);
    store.Retract(retraction);
  } else {
    v1::AttachReport attach;
    *attach.mutable_key() = MakeKey(step.id);
    FillReport(step.report, attach.mutable_report());
    store.Attach(attach);
  }
}

std::vector<std::string> ExpectedLines(const Recount& recount) {
  std::vector<std::string> lines;
  for (const auto& [key, sums] : recount.groups) {
    lines.push_back(key.empty() ? sums : key + " | " + sums);
  }
  return lines;
}

}  // namespace

std::vector<Step> RandomFacts::MakeHistory(size_t steps) {
  std::vector<Step> history;
  std::map<std::string, bool> active;
  while (history.size() < steps) {
    Step step;
    step.id = "e" + std::to_string(Below(steps / 3 + 1));
    const bool is_active = active.count(step.id) > 0 && active[step.id];
    if (is_active && Chance(30)) {
      step.kind = Step::Kind::kWithdraw;
    } else if (is_active && Chance(50)) {
      step.kind = Step::Kind::kAttach;
      step.report = MakeReport();
    } else {
      step.fact = MakeFact(step.id, steps);
    }
    active[step.id] = step.kind != Step::Kind::kWithdraw;
    history.push_back(step);
  }
  return history;
}

Question RandomFacts::MakeQuestion(size_t steps, const NamedPredicate& filter) {
  Question question;
  std::vector<std::string> fields = {
      "kind",        "type",      "country",     "admin1",      "initiator", "target", "modality",
      "quarantined", "contested", "nationality", "victim_role", "source",    "origin"};
  std::shuffle(fields.begin(), fields.end(), random_);
  question.group_by.assign(fields.begin(), fields.begin() + static_cast<int>(Below(5)));
  question.bucket = Pick<std::string>({"", "", "day", "week", "month", "quarter", "year"});
  if (Chance(60)) question.since = Pick<std::string>({"2024-12-30", "2025-01-15", "2025-03-31"});
  if (Chance(60)) question.until = Pick<std::string>({"2025-04-01", "2025-04-02", "2025-12-31"});
  question.modalities = {"ACTUAL"};
  if (Chance(30)) question.modalities = {"PLANNED", "ACTUAL"};
  question.include_duplicates = Chance(30);
  question.as_of = Chance(40) ? steps : 1 + Below(steps);
  question.matches = filter.matches;
  return question;
}

FactReport RandomFacts::MakeReport() {
  FactReport report;
  report.source = Pick<std::string>({"TASS", "Reuters", "Asia-Plus"});
  report.origin = Chance(50) ? report.source : Pick<std::string>({"TASS", "ministry"});
  report.denies = Chance(20);
  return report;
}

FactFigure RandomFacts::MakeFigure() {
  FactFigure figure;
  if (Chance(30)) return figure;
  if (Chance(80)) figure.best = static_cast<int64_t>(2 + Below(5));
  if (Chance(30)) figure.low = static_cast<int64_t>(Below(3));
  if (Chance(30)) figure.high = static_cast<int64_t>(7 + Below(3));
  return figure;
}

void RandomFacts::AddTime(Fact& fact) {
  fact.offset_min = Pick<int>({0, 300, -210, 345});
  fact.start_ms = kEpoch + static_cast<int64_t>(Below(24 * 200)) * kDay / 24 - 5 * kDay;
  fact.unit_days = Pick<int>({1, 1, 1, 7, 31, 366});
  if (Chance(30)) fact.end_ms = fact.start_ms + static_cast<int64_t>(Below(50)) * kDay / 2;
}

void RandomFacts::AddCasualties(Fact& fact) {
  for (size_t i = Below(4); i > 0; --i) {
    FactCasualty casualty;
    casualty.nationality = Pick<std::string>({"CHN", "TJK", ""});
    casualty.role = Pick<std::string>({"WORKER", "POLICE", ""});
    casualty.killed = MakeFigure();
    casualty.injured = MakeFigure();
    fact.casualties.push_back(casualty);
  }
}

Fact RandomFacts::MakeFact(const std::string& id, size_t steps) {
  Fact fact;
  fact.id = id;
  fact.is_incident = Chance(70);
  fact.type = fact.is_incident ? Pick<std::string>({"ARMED_CLASH", "DRONE_STRIKE"})
                               : Pick<std::string>({"VISIT", "CALL"});
  fact.country = Pick<std::string>({"TJ", "AF", "KZ", ""});
  fact.admin1 = fact.country == "TJ" ? Pick<std::string>({"TJ-KT", "TJ-GB", ""}) : "";
  fact.region_known = Chance(80);
  AddTime(fact);
  for (const char* actor : {"TJK", "CHN", "AFG"}) {
    if (Chance(40)) fact.initiators.push_back(actor);
    if (Chance(40)) fact.targets.push_back(actor);
  }
  if (fact.is_incident) AddCasualties(fact);
  for (size_t i = Below(3); i > 0; --i) fact.reports.push_back(MakeReport());
  fact.modality = Pick<std::string>({"ACTUAL", "ACTUAL", "ACTUAL", "PLANNED", "HYPOTHETICAL"});
  if (Chance(20)) fact.duplicate_of = "e" + std::to_string(Below(steps / 3 + 1));
  if (fact.duplicate_of == id) fact.duplicate_of = "";
  fact.quarantined = Chance(15);
  return fact;
}

const NamedPredicate& RandomFacts::AnyFilter() { return kFilters[Below(std::size(kFilters))]; }

std::vector<Step> Fill(const std::vector<Step>& history, TestStore& store) {
  std::vector<Step> taken;
  for (const Step& step : history) {
    try {
      Take(step, store);
      taken.push_back(step);
    } catch (const std::runtime_error&) {
    }
  }
  store.SealAll();
  return taken;
}

v1::AggregateRequest ToRequest(const Question& question, const NamedPredicate& filter) {
  v1::AggregateRequest request;
  request.set_filter(filter.filter);
  for (const auto& field : question.group_by) request.add_group_by(field);
  for (const char* metric :
       {"events", "killed_low", "killed", "killed_high", "injured", "reports", "origins"}) {
    request.add_metrics(metric);
  }
  const std::vector<std::string> buckets = {"", "day", "week", "month", "quarter", "year"};
  request.set_bucket(static_cast<v1::Bucket>(
      std::find(buckets.begin(), buckets.end(), question.bucket) - buckets.begin()));
  request.mutable_interval()->set_since(question.since.value_or(""));
  request.mutable_interval()->set_until(question.until.value_or(""));
  request.set_as_of_sequence(question.as_of);
  for (const auto& modality : question.modalities) {
    request.add_modalities(modality == "ACTUAL" ? v1::MODALITY_ACTUAL : v1::MODALITY_PLANNED);
  }
  request.set_include_duplicates(question.include_duplicates);
  return request;
}

v1::ListEventsRequest ToList(const v1::AggregateRequest& question) {
  v1::ListEventsRequest request;
  request.set_filter(question.filter());
  *request.mutable_interval() = question.interval();
  request.set_as_of_sequence(question.as_of_sequence());
  request.set_order_by("sequence");
  request.set_page_size(7);
  return request;
}

void CheckAnswer(const v1::AggregateResponse& answer, const Recount& expected) {
  EXPECT_THAT(Lines(answer), ::testing::UnorderedElementsAreArray(ExpectedLines(expected)));
  EXPECT_EQ(answer.total_groups(), expected.groups.size());
  const auto& footnote = answer.footnote();
  EXPECT_EQ(footnote.included(), expected.included);
  EXPECT_EQ(footnote.retracted(), expected.retracted);
  EXPECT_EQ(footnote.superseded(), expected.superseded);
  EXPECT_EQ(footnote.planned(), expected.planned);
  EXPECT_EQ(footnote.duplicates(), expected.duplicates);
  EXPECT_EQ(footnote.time_imprecise(), expected.time_imprecise);
  EXPECT_EQ(footnote.quarantined_included(), expected.quarantined_included);
}

}  // namespace oxus::test
