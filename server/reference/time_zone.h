#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace oxus::reference {

// The clock of a time zone, made for many questions. Copies share their table; any thread may
// ask. Zones are those of the system's tz database.
class ZoneClock {
 public:
  // By IANA name ("Asia/Dushanbe", "UTC"), letter case counts. Unknown: INVALID_ARGUMENT with
  // the name that was probably meant.
  static absl::StatusOr<ZoneClock> Find(std::string_view iana_name);

  // What the zone's clocks show at an instant, as milliseconds since 1970-01-01 00:00 on them.
  // For the years 1 to 9999; some nanoseconds between 1900 and 2100, some dozens outside.
  int64_t ToLocalMs(int64_t utc_ms) const;

 private:
  // From `utc_ms` on until the next one.
  struct Offset {
    int64_t utc_ms;
    int64_t offset_ms;
  };

  explicit ZoneClock(absl::TimeZone zone);

  absl::TimeZone zone_;
  // Ascending, for 1900 to 2100. Never empty.
  std::shared_ptr<const std::vector<Offset>> offsets_;
};

}  // namespace oxus::reference
