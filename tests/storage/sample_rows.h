#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "oxus/v1/event.pb.h"
#include "storage/event_store.h"

// A projection for tests with every type of column and two lists, and rows read back one value at
// a time.
namespace oxus::test {

// What is expected of, or was found in, one row. Absent texts are empty.
struct SampleRow {
  int64_t type = 0;
  bool quarantined = false;
  int64_t received_ms = 0;
  uint64_t previous = 0;
  std::string principal;
  std::string producer;
  std::optional<int64_t> revision;
  std::string subject;
  std::optional<double> lat;
  std::vector<std::string> tags;
  // Source and time of publication.
  std::vector<std::pair<std::string, std::optional<int64_t>>> reports;

  bool operator==(const SampleRow&) const = default;
};
std::ostream& operator<<(std::ostream& out, const SampleRow& row);

// Summary, tags and reports of an event; lat is its place's.
void ProjectSample(const v1::Event& event, storage::RowDraft& row);
// The same without the columns.
void FillSample(const v1::Event& event, SampleRow& row);

absl::StatusOr<std::vector<SampleRow>> ReadRows(const storage::Snapshot& snapshot);

}  // namespace oxus::test
