#include "server/query/field_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "server/filter/filter.h"
#include "server/query/fields/constants.h"
#include "server/query/query_engine.h"
#include "tests/query/sample_event.h"
#include "tests/support/fake_store.h"

namespace oxus::query {
namespace {

using oxus::test::Sample;

v1::Event FullIncident() {
  v1::Event event = Sample::Incident("I1", v1::INCIDENT_TYPE_DRONE_STRIKE)
                        .On("2025-11-30T18:45")
                        .In("TJ", "TJ-KT", v1::GEO_PRECISION_ADMIN2)
                        .LaunchedFrom("AF")
                        .With(v1::ROLE_INITIATOR, "AFG-UNID")
                        .With(v1::ROLE_TARGET, "CHN-CIV")
                        .With(v1::ROLE_TARGET, "CHN")
                        .Hurt("CHN", v1::VICTIM_ROLE_WORKER, 3, 1)
                        .Hurt("", v1::VICTIM_ROLE_UNKNOWN, 2)
                        .Tied("CN", v1::FACILITY_LINK_KIND_OPERATOR)
                        .Tied("TJ", v1::FACILITY_LINK_KIND_OWNER)
                        .Told("24.kg", {"China MFA"})
                        .Told("TASS", {}, v1::STANCE_DENIES)
                        .Coded("190")
                        .Tagged("gold")
                        .Tagged("gold")
                        .Summary("a drone");
  event.mutable_place()->set_admin2("Shohin");
  event.mutable_place()->set_name("Istiqlol");
  event.mutable_place()->set_lat(37.5);
  event.mutable_place()->set_lon(70.0);
  event.mutable_incident()->add_tactics(v1::TACTIC_DRONE);
  event.mutable_incident()->add_tactics(v1::TACTIC_GRENADE);
  event.mutable_incident()->mutable_facility()->set_kind(v1::FACILITY_KIND_WORK_CAMP);
  event.mutable_reports(0)->set_source_type(v1::SOURCE_TYPE_MEDIA);
  return event;
}

v1::Event FullContact() {
  v1::Event event = Sample::Contact("C1", v1::CONTACT_KIND_DEMAND, v1::DOMAIN_SECURITY)
                        .With(v1::ROLE_FROM, "CHN")
                        .With(v1::ROLE_TO, "TJK");
  auto* contact = event.mutable_contact();
  contact->set_channel(v1::CHANNEL_WRITTEN);
  contact->set_level(v1::LEVEL_AMBASSADOR);
  contact->set_subject("protect-citizens");
  contact->set_outcome(v1::OUTCOME_ACCEPTED);
  return event;
}

EventRow RowOf(const v1::Event& event) {
  RowRecord record;
  record.sequence = 42;
  record.received_ms = 1'764'000'000'000;
  record.quarantined = true;
  return EventRow(event, record);
}

bool Holds(const v1::Event& event, const std::string& text) {
  const auto parsed = filter::Filter::Parse(text, FieldSchema());
  EXPECT_TRUE(parsed.ok()) << text << ": " << parsed.status();
  return parsed.ok() && parsed->Matches(RowOf(event));
}

TEST(FieldTableTest, FiltersReadEveryFieldOfAnIncident) {
  const v1::Event event = FullIncident();
  for (const char* text : {"kind = INCIDENT",
                           "class = REMOTE_VIOLENCE",
                           "type = DRONE_STRIKE",
                           "modality = ACTUAL",
                           "tactic = DRONE AND tactic = GRENADE",
                           "tag = \"gold\"",
                           "summary : \"drone\"",
                           "country = \"TJ\"",
                           "country = \"tjk\"",
                           "admin1 = \"tj-kt\"",
                           "admin2 = \"Shohin\"",
                           "place_name = \"Istiqlol\"",
                           "lat > 37 AND lat < 38 AND lon = 70",
                           "geo_precision = ADMIN2",
                           "origin_country = \"AF\"",
                           "border = \"TJ-AF\"",
                           "actor = \"CHN\" AND actor = \"AFG-UNID\"",
                           "actor_country = \"CN\"",
                           "initiator = \"AFG-UNID\"",
                           "from = \"AFG-UNID\"",
                           "target = \"CHN\"",
                           "to = \"CHN-CIV\"",
                           "nationality = \"CHN\"",
                           "nationality = \"cn\"",
                           "victim_role = WORKER",
                           "killed = 5",
                           "killed_low = 5 AND killed_high = 5",
                           "injured = 1",
                           "NOT abducted:*",
                           "facility_kind = WORK_CAMP",
                           "facility_link = \"CN\"",
                           "facility_link_kind = OWNER",
                           "facility_tie = \"CN:OPERATOR\"",
                           "NOT facility_tie = \"CN:OWNER\"",
                           "source = \"TASS\"",
                           "origin = \"China MFA\" AND origin = \"TASS\"",
                           "source_type = MEDIA",
                           "reports = 2",
                           "origins = 2",
                           "contested = true",
                           "occurred >= \"2025-11-30T18:45\" AND occurred < \"2025-11-30T18:46\"",
                           "time_precision = DAY",
                           "producer = \"test\"",
                           "external_id = \"I1\"",
                           "revision = 1",
                           "received > \"2025-11-24T00:00:00Z\"",
                           "sequence = 42",
                           "score < 0",
                           "quarantined = true"}) {
    EXPECT_TRUE(Holds(event, text)) << text;
  }
}

TEST(FieldTableTest, FiltersReadEveryFieldOfAContact) {
  const v1::Event event = FullContact();
  for (const char* text :
       {"kind = CONTACT", "class = ASK", "type = DEMAND", "domain = SECURITY", "channel = WRITTEN",
        "level = AMBASSADOR", "subject = \"protect-citizens\"", "outcome = ACCEPTED",
        "initiator = \"CHN\"", "to = \"TJK\"", "reports = 0", "contested = false"}) {
    EXPECT_TRUE(Holds(event, text)) << text;
  }
}

TEST(FieldTableTest, WhatIsNotStatedIsAbsent) {
  v1::Event event;
  event.mutable_contact();
  const std::set<std::string> always = {"kind",      "modality", "reports",        "origins",
                                        "contested", "occurred", "time_precision", "revision",
                                        "received",  "sequence", "quarantined"};
  for (const QueryField& field : Fields()) {
    Values values;
    ReadField(field, RowOf(event), values);
    EXPECT_EQ(!values.empty(), always.count(field.filter.name) > 0) << field.filter.name;
  }
}

TEST(FieldTableTest, ValuesAreDistinctAndOfTheFieldsType) {
  for (const v1::Event& event : {FullIncident(), FullContact()}) {
    for (const QueryField& field : Fields()) {
      Values values;
      ReadField(field, RowOf(event), values);
      const size_t index[] = {0, 1, 2, 3, 1};
      for (size_t i = 0; i < values.size(); ++i) {
        EXPECT_EQ(values[i].index(), index[static_cast<size_t>(field.filter.type)])
            << field.filter.name;
        EXPECT_EQ(std::count(values.begin(), values.end(), values[i]), 1) << field.filter.name;
      }
    }
  }
}

TEST(FieldTableTest, WordsHoldWhatEventsHold) {
  for (const v1::Event& event : {FullIncident(), FullContact()}) {
    for (const QueryField& field : Fields()) {
      const auto& words = field.filter.words;
      if (words.empty()) continue;
      Values values;
      ReadField(field, RowOf(event), values);
      for (const auto& value : values) {
        EXPECT_THAT(words, ::testing::Contains(std::get<std::string>(value))) << field.filter.name;
      }
    }
  }
}

TEST(FieldTableTest, NamesAreUniqueAndFound) {
  std::set<std::string> names;
  for (size_t i = 0; i < Fields().size(); ++i) {
    const std::string& name = Fields()[i].filter.name;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(FindField(name), i);
    EXPECT_EQ(FieldSchema()[i].name, name);
    EXPECT_FALSE(Fields()[i].description.empty()) << name;
  }
  EXPECT_EQ(FindField("contry"), std::nullopt);
}

TEST(FieldTableTest, ListFieldsShowsAllOfIt) {
  oxus::test::FakeStore store;
  v1::ListFieldsResponse response;
  QueryEngine(store).ListFields(&response);
  ASSERT_EQ(static_cast<size_t>(response.fields_size()), Fields().size());
  std::set<std::string> types;
  for (const auto& field : response.fields()) {
    EXPECT_TRUE(field.filterable());
    types.insert(field.type());
    if (field.name() == "kind") {
      EXPECT_THAT(field.values(), ::testing::ElementsAre("INCIDENT", "CONTACT"));
      EXPECT_TRUE(field.groupable());
    }
    if (field.name() == "occurred") {
      EXPECT_FALSE(field.groupable());
    }
  }
  EXPECT_THAT(types, ::testing::ElementsAre("boolean", "integer", "number", "text", "time"));
  EXPECT_EQ(response.metrics(0).name(), "events");
  EXPECT_EQ(response.metrics_size(), 13);
}

TEST(FieldTableTest, AnUnknownFieldIsToldTheTimeFields) {
  const auto parsed = filter::Filter::Parse("time > 2025-01-01", FieldSchema());
  EXPECT_THAT(std::string(parsed.status().message()), ::testing::HasSubstr("occurred"));
}

TEST(FieldTableTest, ADivisionNotOfIsoIsRefusedUnlessItIsAPattern) {
  for (const char* text : {"admin1 = TJ-99", "admin1 != \"khatlon\"", "admin1 = TJ"}) {
    const auto parsed = filter::Filter::Parse(text, FieldSchema());
    EXPECT_THAT(std::string(parsed.status().message()),
                ::testing::HasSubstr("expected an ISO 3166-2 code such as TJ-KT"))
        << text;
  }
  for (const char* text : {"admin1 = \"TJ-*\"", "admin1:*", "admin1 : TJ"}) {
    EXPECT_TRUE(filter::Filter::Parse(text, FieldSchema()).ok()) << text;
  }
}

TEST(FilterConstantTest, IsBroughtIntoTheFormOfTheField) {
  const struct {
    std::optional<std::string> (*normalise)(std::string&);
    const char* constant;
    const char* expected;  // nullptr: refused
  } cases[] = {
      {CountryConstant, "tj", "TJ"},
      {CountryConstant, "TJK", "TJ"},
      {CountryConstant, "Tajikistan", nullptr},
      {CountryConstant, "", nullptr},
      {NationalityConstant, "CHN", "CHN"},
      {NationalityConstant, "cn", "CHN"},
      {NationalityConstant, "ROM", nullptr},
      {SubdivisionConstant, "tj-kt", "TJ-KT"},
      {SubdivisionConstant, "TJ-99", nullptr},
      {SubdivisionConstant, "TJ-K", nullptr},
      {SubdivisionConstant, "TJ", nullptr},
      {SubdivisionConstant, "QQ-01", nullptr},
      {BorderConstant, "tj-af", "AF-TJ"},
      {BorderConstant, "AF-TJ", "AF-TJ"},
      {BorderConstant, "AF", nullptr},
      {BorderConstant, "AF-AF", nullptr},
      {BorderConstant, "AF-TJ-CN", nullptr},
      {ActorConstant, "TJK", "TJK"},
      {ActorConstant, "tjk", "TJK"},
      {ActorConstant, "name:khatlon smugglers", "name:khatlon smugglers"},
  };
  for (const auto& c : cases) {
    std::string constant = c.constant;
    const auto refusal = c.normalise(constant);
    EXPECT_EQ(refusal.has_value(), c.expected == nullptr) << c.constant;
    if (c.expected != nullptr) {
      EXPECT_EQ(constant, c.expected);
    }
  }
}

}  // namespace
}  // namespace oxus::query
