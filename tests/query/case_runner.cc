#include "tests/query/case_runner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"
#include "server/projection/projection.h"
#include "tests/query/answer_text.h"
#include "tests/query/event_notation.h"
#include "tests/query/query_flags.h"
#include "tests/query/same_answer.h"
#include "tests/query/scan/answer.h"

namespace oxus::test {
namespace {

constexpr char kFootnote[] = "footnote:";
constexpr char kColumns[] = "columns:";
constexpr char kError[] = "error:";

std::string Trimmed(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool StartsWith(const std::string& text, const std::string& start) {
  return text.rfind(start, 0) == 0;
}

// "a |  b" to "a | b".
std::string Row(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, '|');) cells.push_back(Trimmed(cell));
  return fmt::format("{}", fmt::join(cells, " | "));
}

std::string RowText(const v1::AggregateResponse::Row& row, bool has_bucket) {
  std::vector<std::string> cells;
  for (int i = 0; i < row.group_size(); ++i) {
    const bool is_cut = row.is_other() && !(has_bucket && i == 0);
    cells.push_back(is_cut ? "(other)" : ValueText(row.group(i)));
  }
  for (const auto& value : row.metrics()) cells.push_back(ValueText(value));
  return fmt::format("{}", fmt::join(cells, " | "));
}

std::string ColumnText(const v1::AggregateResponse& answer) {
  std::vector<std::string> columns(answer.group_columns().begin(), answer.group_columns().end());
  columns.insert(columns.end(), answer.metric_columns().begin(), answer.metric_columns().end());
  return fmt::format("{}", fmt::join(columns, " | "));
}

// The numbers of a footnote that say what was counted and left out, those that are not 0.
std::map<std::string, uint64_t> Counts(const v1::Footnote& footnote) {
  std::map<std::string, uint64_t> counts = {
      {"included", footnote.included()},
      {"retracted", footnote.retracted()},
      {"superseded", footnote.superseded()},
      {"planned", footnote.planned()},
      {"duplicates", footnote.duplicates()},
      {"time_imprecise", footnote.time_imprecise()},
      {"place_imprecise", footnote.place_imprecise()},
      {"below_grade", footnote.below_grade()},
      {"quarantined_included", footnote.quarantined_included()},
  };
  std::erase_if(counts, [](const auto& count) { return count.second == 0; });
  return counts;
}

// "included 5, retracted 1".
std::map<std::string, uint64_t> ParseCounts(const std::string& text) {
  std::map<std::string, uint64_t> counts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) {
    const auto words = SplitWords(part);
    if (words.size() != 2) throw std::runtime_error("footnote: NAME NUMBER, ... expected");
    if (const uint64_t number = std::stoull(words[1]); number != 0) counts[words[0]] = number;
  }
  return counts;
}

std::string CountText(const std::map<std::string, uint64_t>& counts) {
  std::vector<std::string> parts;
  for (const auto& [name, number] : counts) parts.push_back(fmt::format("{} {}", name, number));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

CaseRunner::CaseRunner(const std::string& path) { Read(path); }

void CaseRunner::Read(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const std::string text = Trimmed(line);
    if (text.empty() || text[0] == '#') continue;
    const bool is_indented = line[0] == ' ' || line[0] == '\t';
    if (!is_indented) {
      commands_.push_back({number, SplitWords(text), {}});
    } else if (commands_.empty()) {
      throw std::runtime_error("an indented line before any command");
    } else if (text[0] == '\\') {
      // Goes on with the command.
      for (const auto& word : SplitWords(text.substr(1))) commands_.back().words.push_back(word);
    } else {
      commands_.back().block.push_back(text);
    }
  }
}

void CaseRunner::Complain(const Command& command, const std::string& what) {
  complaints_.push_back(fmt::format("line {}: {}", command.line, what));
}

void CaseRunner::Reopen() {
  engine_.reset();
  store_->Reopen();
  engine_ = std::make_unique<query::QueryEngine>(*store_);
}

std::vector<std::string> CaseRunner::Run() {
  // Few rows a segment, so that short cases have sealed ones.
  constexpr uint32_t kRows = 4;
  store_ = std::make_unique<TestStore>(projection::ProjectEvent, kRows);
  engine_ = std::make_unique<query::QueryEngine>(*store_);
  for (const Command& command : commands_) {
    try {
      Play(command);
    } catch (const std::exception& error) {
      Complain(command, error.what());
    }
  }
  return complaints_;
}

void CaseRunner::Play(const Command& command) {
  const std::string& name = command.words.front();
  if (name == "load" || name == "revise") return Load(command);
  if (name == "retract") return Retract(command);
  if (name == "attach") return Attach(command);
  if (name == "seal") return store_->SealAll();
  if (name == "reopen") return Reopen();
  if (name == "clock") return SetClock(command.words.at(1));
  if (name == "query") return Ask(command);
  throw std::runtime_error("'" + name + "' is no command");
}

void CaseRunner::SetClock(const std::string& time) {
  google::protobuf::Timestamp timestamp;
  if (!google::protobuf::util::TimeUtil::FromString(time, &timestamp)) {
    throw std::runtime_error("'" + time + "' is no time such as 2025-12-01T10:00:00Z");
  }
  store_->set_received_ms(google::protobuf::util::TimeUtil::TimestampToMilliseconds(timestamp));
}

void CaseRunner::Load(const Command& command) {
  if (command.words.size() > 1) LoadFile(command.words[1]);
  for (const std::string& line : command.block) {
    const NotedEvent noted = ParseEvent(SplitWords(line));
    const auto& key = noted.event.key();
    const bool is_known =
        store_->TakeSnapshot()->FindKey(key.producer_id(), key.external_id()).ok();
    if (command.words.front() == "revise" && !is_known) {
      throw std::runtime_error("nothing to revise: " + key.external_id());
    }
    store_->Add(noted.event, noted.quarantined);
  }
}

// Lines of submissions in JSON, of which the events are taken.
void CaseRunner::LoadFile(const std::string& path) {
  std::ifstream file(std::string(OXUS_SOURCE_DIR "/") + path);
  if (!file) throw std::runtime_error("cannot read " + path);
  for (std::string line; std::getline(file, line);) {
    v1::Submission submission;
    const auto status = google::protobuf::util::JsonStringToMessage(line, &submission);
    if (!status.ok()) throw std::runtime_error(std::string(status.message()));
    if (submission.has_event()) store_->Add(submission.event());
  }
}

void CaseRunner::Retract(const Command& command) {
  for (size_t i = 1; i < command.words.size(); ++i) {
    v1::Retraction retraction;
    *retraction.mutable_key() = CaseKey(command.words[i]);
    retraction.set_reason(v1::RETRACT_REASON_FALSE_REPORT);
    store_->Retract(retraction);
  }
}

void CaseRunner::Attach(const Command& command) {
  for (size_t i = 2; i < command.words.size(); ++i) {
    v1::AttachReport attach;
    *attach.mutable_key() = CaseKey(command.words[1]);
    *attach.mutable_report() = ParseReport(command.words[i]);
    store_->Attach(attach);
  }
}

void CaseRunner::Ask(const Command& command) {
  const v1::AggregateRequest request =
      ParseQueryFlags({command.words.begin() + 1, command.words.end()});
  // The second time from what was kept of the first.
  for (int time = 0; time < 2; ++time) {
    v1::AggregateResponse answer;
    const auto status = engine_->Aggregate(request, nullptr, &answer);
    Check(command, request, status, answer);
    if (!status.ok()) return;
    v1::AggregateResponse by_scan;
    const auto scanned = scan::Aggregate(*store_->TakeSnapshot(), request, &by_scan);
    const std::string difference =
        scanned.ok() ? DifferenceOf(request, by_scan, answer) : scanned.ToString();
    if (!difference.empty()) Complain(command, "the scan answers otherwise: " + difference);
  }
}

void CaseRunner::Check(const Command& command, const v1::AggregateRequest& request,
                       const absl::Status& status, const v1::AggregateResponse& answer) {
  std::vector<std::string> expected;
  bool expects_error = false;
  for (const std::string& line : command.block) {
    if (StartsWith(line, kError)) {
      const std::string pattern = Trimmed(line.substr(sizeof(kError) - 1));
      expects_error = true;
      if (status.ok() || status.message().find(pattern) == absl::string_view::npos) {
        Complain(command, fmt::format("expected {}, got {}", line, status.ToString()));
      }
    } else if (StartsWith(line, kFootnote)) {
      const auto counts = ParseCounts(line.substr(sizeof(kFootnote) - 1));
      if (status.ok() && counts != Counts(answer.footnote())) {
        Complain(command, fmt::format("expected footnote: {}, got {}", CountText(counts),
                                      CountText(Counts(answer.footnote()))));
      }
    } else if (StartsWith(line, kColumns)) {
      const std::string columns = Row(line.substr(sizeof(kColumns) - 1));
      if (status.ok() && columns != ColumnText(answer)) {
        Complain(command, fmt::format("expected columns {}, got {}", columns, ColumnText(answer)));
      }
    } else {
      expected.push_back(Row(line));
    }
  }
  if (expects_error) return;
  if (!status.ok()) return Complain(command, status.ToString());
  std::vector<std::string> rows;
  for (const auto& row : answer.rows()) {
    rows.push_back(RowText(row, request.bucket() != v1::BUCKET_UNSPECIFIED));
  }
  if (rows == expected) return;
  Complain(command, fmt::format("expected\n  {}\ngot\n  {}", fmt::join(expected, "\n  "),
                                fmt::join(rows, "\n  ")));
}

}  // namespace oxus::test
