#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "server/ingest/validator.h"
#include "tests/support/event_builder.h"

// Table tests of the rules: an event is bent, and every finding is compared. A finding is
// written "R12 FROM_MISSING event.participants": action (R, Q or W) and rule, reason, field.
namespace oxus::ingest {

struct RuleCase {
  std::string name;
  std::function<void(v1::Event&)> bend;
  std::vector<std::string> findings;

  friend void PrintTo(const RuleCase& rule_case, std::ostream* out) { *out << rule_case.name; }
};

inline Findings ValidateNow(const v1::Submission& submission) {
  return Validate(submission, submission.ByteSizeLong(), test::kNowMs);
}

inline std::vector<std::string> Texts(const Findings& findings) {
  std::vector<std::string> texts;
  for (const v1::Issue& issue : findings.issues) {
    const char action = issue.severity() == v1::Issue::SEVERITY_ERROR        ? 'R'
                        : issue.severity() == v1::Issue::SEVERITY_QUARANTINE ? 'Q'
                                                                             : 'W';
    texts.push_back(fmt::format("{}{} {} {}", action, issue.rule(), issue.reason(), issue.field()));
  }
  return texts;
}

// Also: the flags follow from the findings, and each has something to say.
inline void ExpectFindings(const v1::Event& event, const RuleCase& rule_case) {
  const Findings findings = ValidateNow(test::Submit(event));
  EXPECT_THAT(Texts(findings), testing::UnorderedElementsAreArray(rule_case.findings));
  bool rejected = false;
  bool quarantined = false;
  for (const v1::Issue& issue : findings.issues) {
    EXPECT_NE(issue.message(), "") << issue.reason();
    rejected |= issue.severity() == v1::Issue::SEVERITY_ERROR;
    quarantined |= issue.severity() == v1::Issue::SEVERITY_QUARANTINE;
  }
  EXPECT_EQ(findings.rejected, rejected);
  EXPECT_EQ(findings.quarantined, quarantined);
}

// For INSTANTIATE_TEST_SUITE_P.
inline std::string CaseName(const testing::TestParamInfo<RuleCase>& info) {
  return info.param.name;
}

}  // namespace oxus::ingest
