#include "server/ingest/validator.h"

#include <random>
#include <string>

#include "gtest/gtest.h"
#include "server/ingest/findings.h"
#include "server/reference/country_shapes.h"
#include "tests/ingest/rule_case.h"

namespace oxus::ingest {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

v1::Submission Submit(const v1::Retraction& retraction) {
  v1::Submission submission;
  *submission.mutable_retraction() = retraction;
  return submission;
}

v1::Submission Submit(const v1::AttachReport& attach) {
  v1::Submission submission;
  *submission.mutable_attach_report() = attach;
  return submission;
}

TEST(Validator, HasNothingToSayOfGoodSubmissions) {
  EXPECT_THAT(Texts(ValidateNow(test::Submit(test::GoodIncident()))), IsEmpty());
  EXPECT_THAT(Texts(ValidateNow(test::Submit(test::GoodContact()))), IsEmpty());
  EXPECT_THAT(Texts(ValidateNow(Submit(test::GoodRetraction()))), IsEmpty());
  EXPECT_THAT(Texts(ValidateNow(Submit(test::GoodAttachReport()))), IsEmpty());
}

// Points on both sides of the bound, many in one cell of whatever is remembered of earlier ones.
TEST(Validator, JudgesDistanceAsTheShapesDoWhateverCameBefore) {
  std::mt19937_64 random(20260101);
  std::uniform_real_distribution<double> lat(36, 42);
  std::uniform_real_distribution<double> lon(66, 76);
  int outside = 0;
  for (int i = 0; i < 4000; ++i) {
    v1::Event event = test::GoodIncident();
    v1::Place& place = *event.mutable_place();
    place.set_country(i % 2 == 0 ? "TJ" : "KG");
    place.clear_admin1();
    place.set_lat(lat(random));
    place.set_lon(lon(random));
    const double km = *reference::DistanceToCountryKm(place.country(), place.lat(), place.lon());
    outside += km > 50;
    EXPECT_EQ(ValidateNow(test::Submit(event)).quarantined, km > 50)
        << place.ShortDebugString() << ", " << km << " km";
  }
  EXPECT_GT(outside, 400);
}

TEST(Validator, RejectsAnEmptySubmission) {
  EXPECT_THAT(Texts(ValidateNow(v1::Submission())), ElementsAre("R9 SUBMISSION_EMPTY kind"));
}

TEST(Validator, NamesEveryFaultOfAnEmptyEvent) {
  EXPECT_THAT(
      Texts(ValidateNow(test::Submit(v1::Event()))),
      UnorderedElementsAre("R1 KEY_MISSING event.key", "R4 TIME_MISSING event.occurred",
                           "R9 DETAIL_MISSING event.detail", "Q14 REPORT_MISSING event.reports"));
}

TEST(Validator, NamesEveryFaultAtOnce) {
  v1::Event event = test::GoodIncident();
  event.mutable_key()->clear_external_id();
  event.mutable_place()->set_country("TI");
  event.mutable_place()->clear_admin1();
  event.mutable_incident()->add_casualties()->mutable_killed()->set_best(2);
  event.mutable_incident()->mutable_casualties(1)->mutable_killed()->set_low(5);
  event.mutable_reports(0)->set_url("telegram");
  const Findings findings = ValidateNow(test::Submit(event));
  EXPECT_TRUE(findings.rejected);
  EXPECT_FALSE(findings.quarantined);
  EXPECT_THAT(Texts(findings),
              UnorderedElementsAre("R1 EXTERNAL_ID_EMPTY event.key.external_id",
                                   "R6 COUNTRY_UNKNOWN event.place.country",
                                   "R10 COUNT_ORDER event.incident.casualties[1].killed.low",
                                   "W16 URL_FORMAT event.reports[0].url"));
}

TEST(Validator, LooksAtNothingElseInASubmissionThatIsTooLarge) {
  const v1::Submission submission = test::Submit(v1::Event());
  EXPECT_THAT(Texts(Validate(submission, kMaxSubmissionBytes, test::kNowMs)),
              testing::SizeIs(testing::Gt(1u)));
  const Findings findings = Validate(submission, kMaxSubmissionBytes + 1, test::kNowMs);
  EXPECT_THAT(Texts(findings), ElementsAre("R21 SUBMISSION_TOO_LARGE "));
  EXPECT_THAT(findings.issues[0].message(), AllOf(HasSubstr("65537"), HasSubstr("65536")));
}

TEST(Validator, BoundsWhatItSaysAndCountsTheRest) {
  v1::Event event = test::GoodIncident();
  event.clear_participants();
  for (int i = 0; i < 64; ++i) event.add_participants();  // no role, no actor: two faults each
  const Findings findings = ValidateNow(test::Submit(event));
  EXPECT_EQ(findings.issues.size(), FindingSink::kMaxErrors + 1u);
  EXPECT_EQ(findings.issues.back().reason(), "MORE_FINDINGS");
  EXPECT_THAT(findings.issues.back().message(), HasSubstr("64 more errors"));
  EXPECT_TRUE(findings.rejected);
}

TEST(Validator, StillRejectsWhenWarningsFillTheirShare) {
  v1::Event event = test::GoodIncident();
  for (int i = 0; i < 64; ++i) {
    v1::Code* const code = event.add_codes();
    code->set_scheme(v1::CODE_SCHEME_CAMEO);
    code->set_code(i < 63 ? "nonsense" : "");
  }
  const Findings findings = ValidateNow(test::Submit(event));
  EXPECT_TRUE(findings.rejected);
  EXPECT_THAT(Texts(findings), testing::Contains("R22 CODE_EMPTY event.codes[63].code"));
}

TEST(Validator, ChecksRetractions) {
  v1::Retraction empty;
  EXPECT_THAT(Texts(ValidateNow(Submit(empty))),
              UnorderedElementsAre("R1 KEY_MISSING retraction.key",
                                   "R9 ENUM_UNSPECIFIED retraction.reason"));

  v1::Retraction duplicate = test::GoodRetraction();
  duplicate.set_reason(v1::RETRACT_REASON_DUPLICATE);
  EXPECT_THAT(Texts(ValidateNow(Submit(duplicate))),
              ElementsAre("R23 MERGED_INTO_MISSING retraction.merged_into"));
  *duplicate.mutable_merged_into() = test::Key("desk", "I2", 3);
  EXPECT_THAT(Texts(ValidateNow(Submit(duplicate))),
              ElementsAre("R23 MERGED_INTO_SELF retraction.merged_into"));
  *duplicate.mutable_merged_into() = test::Key("", "I1");
  EXPECT_THAT(Texts(ValidateNow(Submit(duplicate))),
              ElementsAre("R1 PRODUCER_ID_EMPTY retraction.merged_into.producer_id"));
  *duplicate.mutable_merged_into() = test::Key("desk", "I1");
  EXPECT_THAT(Texts(ValidateNow(Submit(duplicate))), IsEmpty());

  v1::Retraction odd = test::GoodRetraction();
  *odd.mutable_merged_into() = test::Key("desk", "I1");
  odd.set_note(std::string(1001, 'n'));
  EXPECT_THAT(Texts(ValidateNow(Submit(odd))),
              UnorderedElementsAre("W23 MERGED_INTO_UNUSED retraction.merged_into",
                                   "R21 TEXT_TOO_LONG retraction.note"));
  odd.set_reason(static_cast<v1::RetractReason>(12));
  EXPECT_THAT(Texts(ValidateNow(Submit(odd))),
              testing::Contains("R9 ENUM_UNKNOWN retraction.reason"));
}

TEST(Validator, ChecksAttachedReports) {
  EXPECT_THAT(Texts(ValidateNow(Submit(v1::AttachReport()))),
              UnorderedElementsAre("R1 KEY_MISSING attach_report.key",
                                   "R14 ATTACHED_REPORT_MISSING attach_report.report"));

  v1::AttachReport attach = test::GoodAttachReport();
  attach.mutable_report()->clear_report_id();
  attach.mutable_report()->clear_source_id();
  attach.mutable_report()->set_published_ms(test::kNowMs + 2 * test::kDayMs);
  attach.mutable_report()->add_claims()->set_nationality("TMP");
  EXPECT_THAT(
      Texts(ValidateNow(Submit(attach))),
      UnorderedElementsAre("R15 REPORT_ID_MISSING attach_report.report.report_id",
                           "R15 SOURCE_MISSING attach_report.report.source_id",
                           "Q14 PUBLISHED_IN_FUTURE attach_report.report.published_ms",
                           "R20 NATIONALITY_UNKNOWN attach_report.report.claims[0].nationality"));

  // A denial may be attached: it contests an event that stands.
  attach = test::GoodAttachReport();
  attach.mutable_report()->set_stance(v1::STANCE_DENIES);
  EXPECT_THAT(Texts(ValidateNow(Submit(attach))), IsEmpty());
}

std::string MessageForNationality(const std::string& nationality) {
  v1::Event event = test::GoodIncident();
  event.mutable_incident()->mutable_casualties(0)->set_nationality(nationality);
  const Findings findings = ValidateNow(test::Submit(event));
  return findings.issues.empty() ? "" : findings.issues[0].message();
}

TEST(Validator, GuessesTheNationalityMeant) {
  const struct {
    const char* seen;
    const char* guess;
  } cases[] = {
      {"ROM", "did you mean \"ROU\""},  // CAMEO, Romania
      {"MTN", "did you mean \"MNE\""},  // CAMEO, Montenegro
      {"TMP", "did you mean \"TLS\""},  // CAMEO, East Timor
      {"GZS", "did you mean \"PSE\""},  // CAMEO, Gaza Strip
      {"chn", "did you mean \"CHN\""},  // lower case
      {"TJ", "did you mean \"TJK\""},   // alpha-2
      {"TI", "did you mean \"TJK\""},   // FIPS 10-4
      {"CH", "did you mean \"CHE\""},   // alpha-2 of Switzerland ...
      {"CH", "\"CHN\""},                // ... and FIPS 10-4 of China
  };
  for (const auto& [seen, guess] : cases) {
    EXPECT_THAT(MessageForNationality(seen),
                AllOf(HasSubstr("\"" + std::string(seen) + "\""), HasSubstr(guess)));
  }
  EXPECT_THAT(MessageForNationality("???"), testing::Not(HasSubstr("did you mean")));
}

TEST(Validator, GuessesTheCountryMeant) {
  v1::Event event = test::GoodIncident();
  event.mutable_place()->clear_admin1();
  for (const char* seen : {"tj", "TJK", "TI", "tjk"}) {
    event.mutable_place()->set_country(seen);
    const Findings findings = ValidateNow(test::Submit(event));
    ASSERT_EQ(findings.issues.size(), 1u);
    EXPECT_THAT(findings.issues[0].message(), HasSubstr("did you mean \"TJ\""));
  }
}

TEST(Validator, SaysTheNumberOfAnUnknownEnumValue) {
  v1::Event event = test::GoodIncident();
  event.mutable_participants(0)->set_role(static_cast<v1::Role>(4711));
  const Findings findings = ValidateNow(test::Submit(event));
  ASSERT_EQ(findings.issues.size(), 1u);
  EXPECT_THAT(findings.issues[0].message(),
              AllOf(HasSubstr("4711"), HasSubstr("ROLE_INITIATOR"), HasSubstr("ROLE_MEDIATOR")));
}

TEST(Validator, GuessesTheLeadingZeroOfACameoCode) {
  v1::Event event = test::GoodContact();
  v1::Code* const code = event.add_codes();
  code->set_scheme(v1::CODE_SCHEME_CAMEO);
  code->set_code("42");
  const Findings findings = ValidateNow(test::Submit(event));
  ASSERT_EQ(findings.issues.size(), 1u);
  EXPECT_THAT(findings.issues[0].message(), HasSubstr("did you mean \"042\""));
}

TEST(Quoted, EscapesControlsAndCutsLongValues) {
  EXPECT_EQ(Quoted("Хатлон"), "\"Хатлон\"");
  EXPECT_EQ(Quoted("a\"\\b"), "\"a\\\"\\\\b\"");
  EXPECT_EQ(Quoted(std::string("\x1b[31m\0\x7f", 7)), "\"\\x1b[31m\\x00\\x7f\"");
  EXPECT_EQ(Quoted("\xC2\x9B"), "\"\\xc2\\x9b\"");
  EXPECT_EQ(Quoted(std::string(61, 'x')), "\"" + std::string(60, 'x') + "\"... (61 bytes)");
  // The two bytes of the last letter would end at 61.
  EXPECT_EQ(Quoted(std::string(59, 'x') + "Ж" + "y"),
            "\"" + std::string(59, 'x') + "\"... (62 bytes)");
}

}  // namespace
}  // namespace oxus::ingest
