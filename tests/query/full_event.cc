#include "tests/query/full_event.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace oxus::test {
namespace {

v1::Event Parse(const char* text) {
  v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event));
  return event;
}

}  // namespace

// 2025-11-30T18:45 at +05:00.
v1::Event FullIncident() {
  return Parse(R"pb(
    key { producer_id: "test" external_id: "I1" }
    occurred { start_ms: 1764510300000 end_ms: 1764513900000 utc_offset_min: 300 }
    place {
      country: "TJ"
      admin1: "TJ-KT"
      admin2: "Shohin"
      name: "Istiqlol"
      lat: 37.5
      lon: 70
      precision: GEO_PRECISION_ADMIN2
      place_id: "g17"
    }
    participants {
      actor_id: "AFG-UNID"
      role: ROLE_INITIATOR
      attribution: ATTRIBUTION_ALLEGED
      confidence: 60
      alternative_group: 1
    }
    participants { actor_id: "CHN-CIV" role: ROLE_TARGET name: "gold miners" }
    participants { actor_id: "CHN" role: ROLE_TARGET }
    reports {
      report_id: "r1"
      source_id: "24.kg"
      source_type: SOURCE_TYPE_MEDIA
      published_ms: 1764550800000
      url: "https://24.kg/1"
      language: "ru"
      quotes: "Avesta"
      quotes: "China MFA"
      reliability: RELIABILITY_B
      credibility: CREDIBILITY_PROBABLY_TRUE
      extraction_confidence: 90
      claims {
        nationality: "CHN"
        role: VICTIM_ROLE_WORKER
        killed { best: 4 low: 3 high: 6 }
        injured { best: 2 low: 1 high: 7 }
        abducted { best: 0 low: 0 high: 1 }
      }
    }
    reports { source_id: "TASS" stance: STANCE_DENIES }
    links {
      kind: LINK_KIND_DUPLICATE_OF
      to { producer_id: "gdelt" external_id: "a/7" }
      confidence: 80
    }
    codes { scheme: CODE_SCHEME_CAMEO code: "0190" }
    summary: "a drone"
    tags: "gold"
    tags: "gold"
    incident {
      type: INCIDENT_TYPE_DRONE_STRIKE
      origin_country: "AF"
      casualties {
        nationality: "CHN"
        role: VICTIM_ROLE_WORKER
        killed { best: 3 low: 2 high: 9 }
        injured { best: 1 }
      }
      casualties {
        role: VICTIM_ROLE_UNKNOWN
        killed { best: 2 }
        abducted { best: 1 }
      }
      tactics: TACTIC_DRONE
      tactics: TACTIC_GRENADE
      facility {
        facility_id: "f9"
        name: "Shahriston mine"
        kind: FACILITY_KIND_WORK_CAMP
        links { country: "CN" kind: FACILITY_LINK_KIND_OPERATOR actor_id: "CHN-BUS" }
        links { country: "TJ" kind: FACILITY_LINK_KIND_OWNER }
      }
      is_aggregate: true
      confirmed_large: true
    })pb");
}

v1::Event FullContact() {
  return Parse(R"pb(
    key { producer_id: "test" external_id: "C1" revision: 2 }
    occurred { start_ms: 1764510300000 utc_offset_min: 300 precision: TIME_PRECISION_WEEK }
    participants { actor_id: "CHN" role: ROLE_FROM }
    participants { actor_id: "TJK" role: ROLE_TO }
    modality: MODALITY_PLANNED
    contact {
      kind: CONTACT_KIND_DEMAND
      domain: DOMAIN_SECURITY
      channel: CHANNEL_WRITTEN
      level: LEVEL_AMBASSADOR
      subject: "protect-citizens"
      outcome: OUTCOME_ACCEPTED
      outcome_by: "TJK"
      amount { currency: "CNY" minor_units: 5000000 }
    })pb");
}

}  // namespace oxus::test
