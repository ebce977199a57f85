#include "bench/footprint.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "bench/row_event.h"
#include "bench/scratch_directory.h"

namespace oxus::bench {
namespace {

constexpr std::chrono::seconds kBetweenLooks{1};
constexpr int kMostLooks = 120;
// Looks in a row that must find the same.
constexpr int kStill = 4;
constexpr uint64_t kSample = 10'000;

std::string Mebibytes(uint64_t bytes) {
  return fmt::format("{:.1f}", static_cast<double>(bytes) / (1 << 20));
}

std::string PerEvent(uint64_t bytes, uint64_t events) {
  return fmt::format("{:.1f}", static_cast<double>(bytes) / static_cast<double>(events));
}

}  // namespace

void Footprint::WaitUntilSettled(OxusClient* client) {
  uint64_t before = 0;
  int still = 0;
  for (int look = 0; look < kMostLooks && still < kStill; ++look) {
    const uint64_t bytes = client->Status().storage_bytes();
    still = bytes == before ? still + 1 : 0;
    before = bytes;
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

void Footprint::Note(const std::string& moment, OxusServer* server) {
  moments_.push_back({moment, server->client().Status(), FileBytes(server->data_dir())});
}

double Footprint::EncodedBytes() const {
  const uint64_t count = std::min(rows_.count(), kSample);
  uint64_t bytes = 0;
  oxus::v1::Event event;
  for (uint64_t i = 0; i < count; ++i) {
    ToEvent(rows_, rows_.At(i), &event);
    bytes += event.ByteSizeLong();
  }
  return static_cast<double>(bytes) / static_cast<double>(count);
}

std::string Footprint::Report(TableStyle style) const {
  std::vector<Cells> moments = {{"", "events", "segments", "records after them",
                                 "bytes per event, all in", "of the columns", "all files",
                                 "resident MiB"}};
  for (const Moment& moment : moments_) {
    const auto& status = moment.status;
    const uint64_t events = status.active_events();
    moments.push_back({moment.name, fmt::format("{}", events), fmt::format("{}", status.segments()),
                       fmt::format("{}", status.tail_records()),
                       PerEvent(status.storage_bytes(), events),
                       PerEvent(status.column_bytes(), events), PerEvent(moment.file_bytes, events),
                       Mebibytes(status.resident_bytes())});
  }
  std::vector<Cells> holders = {{"what holds memory", "MiB", "at most MiB"}};
  for (const auto& memory : moments_.back().status.memory()) {
    holders.push_back({memory.holder(), Mebibytes(memory.bytes()),
                       memory.limit() == 0 ? "" : Mebibytes(memory.limit())});
  }
  return fmt::format("An event takes {:.0f} bytes as it is sent.\n\n{}\nOf the last line:\n\n{}",
                     EncodedBytes(), TextTable(moments, style), TextTable(holders, style));
}

}  // namespace oxus::bench
