#include "server/reference/time_zone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace oxus::reference {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t kYear1Ms = -62'135'596'800'000;
constexpr int64_t kYear1900Ms = -2'208'988'800'000;
constexpr int64_t kYear2100Ms = 4'102'444'800'000;
constexpr int64_t kYear10000Ms = 253'402'300'800'000;

int64_t AbseilLocalMs(const absl::TimeZone& zone, int64_t utc_ms) {
  return utc_ms + int64_t{zone.At(absl::FromUnixMillis(utc_ms)).offset} * 1000;
}

int64_t Ms(absl::CivilSecond utc) {
  return absl::ToUnixMillis(absl::FromCivil(utc, absl::UTCTimeZone()));
}

std::string ErrorOf(std::string_view name) {
  const absl::StatusOr<ZoneClock> clock = ZoneClock::Find(name);
  if (clock.ok()) return "none";
  EXPECT_EQ(clock.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(clock.status().message());
}

TEST(TimeZoneTest, ShowsWhatTheClocksOfAPlaceShow) {
  struct Case {
    const char* zone;
    absl::CivilSecond utc;
    double hours;
  };
  const Case cases[] = {
      {"UTC", absl::CivilSecond(2025, 11, 26), 0},
      {"Asia/Dushanbe", absl::CivilSecond(2025, 11, 26), 5},
      {"Asia/Kabul", absl::CivilSecond(2025, 11, 26), 4.5},
      {"Asia/Kathmandu", absl::CivilSecond(2025, 11, 26), 5.75},
      {"Europe/Berlin", absl::CivilSecond(2025, 3, 30, 0, 59, 59), 1},
      {"Europe/Berlin", absl::CivilSecond(2025, 3, 30, 1, 0, 0), 2},
      {"Europe/Berlin", absl::CivilSecond(2025, 10, 26, 0, 59, 59), 2},
      {"Europe/Berlin", absl::CivilSecond(2025, 10, 26, 1, 0, 0), 1},
      {"Europe/Berlin", absl::CivilSecond(2090, 7, 1), 2},
      {"America/New_York", absl::CivilSecond(2500, 7, 1), -4},
      {"Pacific/Apia", absl::CivilSecond(2011, 12, 30, 9, 59, 59), -10},
      {"Pacific/Apia", absl::CivilSecond(2011, 12, 30, 10, 0, 0), 14},
  };
  for (const Case& c : cases) {
    const absl::StatusOr<ZoneClock> clock = ZoneClock::Find(c.zone);
    ASSERT_TRUE(clock.ok()) << clock.status();
    const int64_t utc_ms = Ms(c.utc);
    EXPECT_EQ((clock->ToLocalMs(utc_ms) - utc_ms) / static_cast<double>(kHourMs), c.hours)
        << c.zone << " " << absl::FormatCivilTime(c.utc);
  }
}

TEST(TimeZoneTest, AgreesWithAbseilAtAnyTime) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<int64_t> ever(kYear1Ms, kYear10000Ms - 1);
  std::uniform_int_distribution<int64_t> table(kYear1900Ms, kYear2100Ms - 1);
  for (const char* name :
       {"UTC", "Asia/Dushanbe", "Asia/Kabul", "Asia/Tehran", "Europe/Moscow", "Europe/Dublin",
        "Africa/Casablanca", "Africa/Monrovia", "America/St_Johns", "America/Caracas",
        "Australia/Lord_Howe", "Pacific/Kwajalein", "Antarctica/Troll", "Etc/GMT-14"}) {
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
    const absl::StatusOr<ZoneClock> clock = ZoneClock::Find(name);
    ASSERT_TRUE(clock.ok()) << clock.status();
    for (int i = 0; i < 20000; ++i) {
      const int64_t utc_ms = i % 2 == 0 ? ever(random) : table(random);
      ASSERT_EQ(clock->ToLocalMs(utc_ms), AbseilLocalMs(zone, utc_ms)) << name << " " << utc_ms;
    }
  }
}

TEST(TimeZoneTest, AgreesWithAbseilAroundEveryChange) {
  for (const char* name : {"Asia/Dushanbe", "Europe/Berlin", "Africa/Casablanca", "Pacific/Apia",
                           "Australia/Lord_Howe"}) {
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
    const ZoneClock clock = *ZoneClock::Find(name);
    int changes = 0;
    int64_t before = AbseilLocalMs(zone, kYear1900Ms) - kYear1900Ms;
    for (int64_t ms = kYear1900Ms; ms <= kYear2100Ms; ms += kHourMs) {
      const int64_t offset = AbseilLocalMs(zone, ms) - ms;
      if (offset == before) continue;
      ++changes;
      before = offset;
      for (int64_t at = ms - kHourMs; at <= ms; at += 1000) {
        ASSERT_EQ(clock.ToLocalMs(at), AbseilLocalMs(zone, at)) << name << " " << at;
      }
    }
    EXPECT_GT(changes, 5) << name;
  }
}

TEST(TimeZoneTest, AgreesWithAbseilWhereTheTableEnds) {
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("America/New_York", &zone));
  const ZoneClock clock = *ZoneClock::Find("America/New_York");
  for (const int64_t end : {kYear1Ms, kYear1900Ms, int64_t{0}, kYear2100Ms, kYear10000Ms - 2}) {
    for (int64_t ms = end - 1; ms <= end + 1; ++ms) {
      EXPECT_EQ(clock.ToLocalMs(ms), AbseilLocalMs(zone, ms)) << ms;
    }
  }
}

TEST(TimeZoneTest, AnUnknownZoneIsNamedWithTheOneThatWasMeant) {
  EXPECT_EQ(ErrorOf("Asia/Dushambe"),
            "'Asia/Dushambe' is no time zone, did you mean 'Asia/Dushanbe'?");
  EXPECT_THAT(ErrorOf("asia/dushanbe"), HasSubstr("'Asia/Dushanbe'"));
  EXPECT_THAT(ErrorOf("utc"), HasSubstr("'UTC'"));
  EXPECT_THAT(ErrorOf("somewhere quite else"), HasSubstr("expected an IANA name"));
}

TEST(TimeZoneTest, PathsAndFilesThatAreNoZoneAreUnknown) {
  for (const char* name : {"", " UTC", "Asia", "Asia/", "/etc/localtime", "../zoneinfo/UTC",
                           "localtime", "posixrules", "right/UTC", "posix/UTC", "tzdata.zi",
                           "zone.tab", "leapseconds", "Fixed/UTC+05:00:00", "./UTC"}) {
    EXPECT_THAT(ErrorOf(name), HasSubstr("is no time zone")) << name;
  }
  EXPECT_THAT(ErrorOf(std::string_view("UTC\0x", 5)), Not("none"));
}

}  // namespace
}  // namespace oxus::reference
