// Writes the rows of the query benchmark as tab-separated text, \N for null, in order of arrival
// (columns: bench/row_text.h), or with --check asks the validator about each of them.
//
// Usage: query_rows ROWS [--out FILE | --check]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <string>

#include "bench/event_rows.h"
#include "bench/row_event.h"
#include "bench/row_text.h"
#include "server/ingest/validator.h"

namespace oxus::bench {
namespace {

constexpr size_t kWriteBytes = 1 << 20;

int WriteRows(const EventRows& rows, const std::string& path) {
  std::FILE* const file = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    fmt::print(stderr, "query_rows: cannot write {}\n", path);
    return 1;
  }
  std::string text;
  bool is_written = true;
  for (uint64_t i = 0; i < rows.count(); ++i) {
    AppendRowText(rows, rows.At(i), "\\N", &text);
    text.push_back('\n');
    if (text.size() < kWriteBytes && i + 1 < rows.count()) continue;
    is_written &= std::fwrite(text.data(), 1, text.size(), file) == text.size();
    text.clear();
  }
  is_written &= std::fclose(file) == 0;
  return is_written ? 0 : 1;
}

// Prints what validation finds; fails when it refuses or flags a row.
int CheckRows(const EventRows& rows) {
  std::map<std::string, uint64_t> findings;
  uint64_t bytes = 0;
  bool is_good = true;
  oxus::v1::Submission submission;
  std::chrono::duration<double> making{};
  for (uint64_t i = 0; i < rows.count(); ++i) {
    const auto begin = std::chrono::steady_clock::now();
    ToEvent(rows, rows.At(i), submission.mutable_event());
    making += std::chrono::steady_clock::now() - begin;
    bytes += submission.event().ByteSizeLong();
    const auto found = ingest::Validate(submission, submission.ByteSizeLong(), kNowMs);
    is_good &= !found.rejected && !found.quarantined;
    for (const auto& issue : found.issues) ++findings[issue.reason() + " " + issue.field()];
  }
  const double count = static_cast<double>(rows.count());
  fmt::print("{} rows, {:.0f} bytes as protobuf, {:.2f} us to make\n", rows.count(),
             static_cast<double>(bytes) / count, making.count() * 1e6 / count);
  for (const auto& [finding, times] : findings) fmt::print("{:>10}  {}\n", times, finding);
  return is_good ? 0 : 1;
}

}  // namespace
}  // namespace oxus::bench

int main(int argc, char** argv) {
  uint64_t count = 0;
  std::string out = "-";
  bool is_check = false;
  CLI::App app("Rows of the query benchmark");
  app.add_option("rows", count, "how many")->required()->check(CLI::PositiveNumber);
  app.add_option("--out", out, "file to write, - for standard output");
  app.add_flag("--check", is_check, "validate the events instead");
  CLI11_PARSE(app, argc, argv);
  const oxus::bench::EventRows rows(count);
  return is_check ? oxus::bench::CheckRows(rows) : oxus::bench::WriteRows(rows, out);
}
