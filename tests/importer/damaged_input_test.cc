// Whatever happens to the bytes of a file: whole rows are kept, the numbers add up, nothing
// crashes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "tests/importer/packed.h"
#include "tests/importer/recording_sink.h"

namespace oxus::importer {
namespace {

std::string SampleText(const std::string& path) {
  auto input = Input::Open(std::string(OXUS_SOURCE_DIR "/data/samples/") + path);
  std::string text;
  std::string buffer(65536, '\0');
  while (true) {
    absl::StatusOr<std::size_t> got = (*input)->Read(buffer.data(), buffer.size());
    if (!got.ok() || *got == 0) return text;
    text.append(buffer, 0, *got);
  }
}

void ExpectAddsUp(const ImportReport& report) {
  EXPECT_EQ(report.rows_read, report.submissions + report.skipped_total() + report.row_errors);
}

// What every row that lies whole before `size` gave, by the import of the whole text.
std::uint64_t SentBefore(const ImportResult& whole, const std::vector<std::uint64_t>& row_lines,
                         std::uint64_t whole_lines) {
  std::uint64_t sent = 0;
  for (std::size_t i = 0; i < whole.sink.submissions.size(); ++i) {
    if (row_lines[i] <= whole_lines) ++sent;
  }
  return sent;
}

std::vector<std::uint64_t> LinesOf(const ImportResult& whole) {
  std::vector<std::uint64_t> lines;
  for (const oxus::v1::Submission& submission : whole.sink.submissions) {
    lines.push_back(whole.sink.LineOf(submission.event().key().external_id()));
  }
  return lines;
}

TEST(CutOff, AtAnyByteWholeGdeltRowsAreKeptAndAtMostOneIsAnError) {
  const std::string text = SampleText("gdelt/gdelt2_first_rows_2015-02-18_and_2020-03-18.CSV");
  const ImportResult whole = ImportText(text);
  const std::vector<std::uint64_t> lines = LinesOf(whole);
  const std::size_t first_row = text.find('\n') + 1;
  for (std::size_t size = first_row; size < text.size(); size += 97) {
    const std::string cut = text.substr(0, size);
    const ImportResult result = ImportText(cut);
    ASSERT_TRUE(result.status.ok()) << result.status;
    ExpectAddsUp(result.report);
    const auto ends = static_cast<std::uint64_t>(std::count(cut.begin(), cut.end(), '\n'));
    const std::uint64_t kept = SentBefore(whole, lines, ends);
    ASSERT_EQ(result.report.submissions, kept) << "cut at " << size;
    ASSERT_LE(result.report.row_errors, 1u) << "cut at " << size;
    if (result.report.row_errors == 1) {
      ASSERT_EQ(result.report.submissions, kept);
      ASSERT_EQ(result.sink.errors[0].line, ends + 1);
    }
  }
}

TEST(CutOff, AtAnyByteWholeUcdpRowsAreKeptAndAtMostOneIsAnError) {
  const std::string text = SampleText("ucdp/ucdp_ged_v23_1_sample_part1.csv").substr(0, 60'000);
  std::uint64_t kept_before = 0;
  const std::size_t header = text.find('\n') + 1;
  for (std::size_t size = header; size < text.size(); size += 61) {
    const ImportResult result = ImportText(text.substr(0, size));
    ASSERT_TRUE(result.status.ok()) << result.status;
    ExpectAddsUp(result.report);
    ASSERT_LE(result.report.row_errors, 1u) << "cut at " << size;
    ASSERT_GE(result.report.submissions, kept_before) << "cut at " << size;
    kept_before = result.report.submissions;
    if (result.report.notes.count("last row without a line end") != 0) --kept_before;
  }
  EXPECT_GT(kept_before, 50u);
}

TEST(CutOff, APackedFileKeepsItsWholeRowsAndEndsWithOneClearError) {
  const std::string text = SampleText("gdelt/20180101000000.export.CSV");
  for (const auto& [packed, what] :
       {std::pair(Gzip(text), "truncated gzip stream"), {Zstd(text), "truncated zstd stream"}}) {
    std::uint64_t rows_before = 0;
    for (int eighth = 2; eighth < 8; ++eighth) {
      const ImportResult result = ImportText(packed.substr(0, packed.size() * eighth / 8));
      ASSERT_EQ(result.status.code(), absl::StatusCode::kDataLoss) << result.status;
      EXPECT_THAT(std::string(result.status.message()), testing::HasSubstr(what));
      ExpectAddsUp(result.report);
      EXPECT_LE(result.report.row_errors, 1u);
      EXPECT_GE(result.report.rows_read, rows_before);
      rows_before = result.report.rows_read;
    }
    EXPECT_GT(rows_before, 1000u);
    EXPECT_LT(rows_before, 2414u);
  }
}

TEST(Mutated, BytesChangedAtRandomNeverBreakTheImport) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::ifstream fixture(OXUS_SOURCE_DIR "/data/fixtures/tjk_afg_2025/events.ndjson");
  std::stringstream json;
  json << fixture.rdbuf();
  const std::string originals[] = {
      SampleText("gdelt/gdelt2_first_rows_2015-02-18_and_2020-03-18.CSV"),
      SampleText("gdelt/gdelt2_events_headered_2017_05_06_07.csv.gz").substr(0, 60'000),
      SampleText("ucdp/ucdp_ged_v23_1_sample_part1.csv").substr(0, 60'000),
      json.str(),
      Gzip(SampleText("gdelt/gdelt2_first_rows_2015-02-18_and_2020-03-18.CSV")),
  };
  const std::string traps = std::string("\"\n\r\t,;{}[]\\\xff\xc3") + '\0';
  for (const std::string& original : originals) {
    for (int round = 0; round < 60; ++round) {
      std::string text = original;
      for (int change = 0; change < 1 + round; ++change) {
        const std::size_t at = random() % text.size();
        switch (random() % 4) {
          case 0:
            text[at] = static_cast<char>(random());
            break;
          case 1:
            text[at] = traps[random() % traps.size()];
            break;
          case 2:
            text.erase(at, random() % 200);
            break;
          default:
            text.insert(at, text.substr(random() % text.size(), random() % 200));
        }
        if (text.empty()) text = "x";
      }
      const ImportResult result = ImportText(text);
      ExpectAddsUp(result.report);
      EXPECT_EQ(result.report.row_errors, result.sink.errors.size());
      for (const oxus::v1::Submission& submission : result.sink.submissions) {
        std::string bytes;
        EXPECT_TRUE(submission.SerializeToString(&bytes));
      }
    }
  }
}

}  // namespace
}  // namespace oxus::importer
