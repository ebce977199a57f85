#pragma once

#include <string>

#include "client/importer/column_map.h"
#include "client/importer/delimited_reader.h"
#include "client/importer/gdelt_collapse.h"
#include "client/importer/gdelt_columns.h"
#include "client/importer/importer.h"
#include "client/importer/row_ledger.h"

namespace oxus::importer {

// Reasons for which GDELT rows are skipped.
namespace gdelt_skip {
inline constexpr std::string_view kBlankRow = "blank row";
inline constexpr std::string_view kStatement = "public statement (root 01)";
inline constexpr std::string_view kNoPlace = "no place";
inline constexpr std::string_view kDomestic = "domestic contact";
inline constexpr std::string_view kOneSided = "contact without both sides";
inline constexpr std::string_view kSameActor = "one actor on both sides";
inline constexpr std::string_view kNoParticipant = "violence without a participant";
// Both ways of folding, see GdeltCollapse.
inline constexpr std::string_view kCollapsed = "collapsed";
}  // namespace gdelt_skip

// How the rows of the file are laid out, as detection found it.
struct GdeltLayout {
  DelimitedReader::Dialect dialect;
  bool headered = false;
  // Of a raw file.
  std::size_t width = 0;
};

// GDELT Events, any of its widths, raw or with a header. What each row becomes is written in
// docs/formats.md. Key: ("gdelt", GLOBALEVENTID), revision 1.
class GdeltImporter : public Importer {
 public:
  GdeltImporter(const ImportOptions& options, GdeltLayout layout);

  absl::Status Run(Input& input, Sink& sink) override;
  const ImportReport& report() const override { return ledger_.report(); }

 private:
  absl::Status TakeRow(const GdeltRow& row, std::uint64_t line);
  bool FillEvent(const GdeltRow& row, std::uint64_t line, oxus::v1::Event& event);
  bool FillTimeAndReport(const GdeltRow& row, std::uint64_t line, oxus::v1::Event& event);
  bool FillPlace(const GdeltRow& row, std::uint64_t line, oxus::v1::Event& event);
  bool FillActors(const GdeltRow& row, std::uint64_t line, std::string_view code,
                  oxus::v1::Event& event);
  bool IsRepeat(const GdeltRow& row, std::string_view code, const oxus::v1::Event& event);
  void CheckScores(const GdeltRow& row, std::string_view code);

  const ImportOptions options_;
  const GdeltLayout layout_;
  ColumnMap columns_;
  std::size_t width_;
  GdeltCollapse collapse_;
  RowLedger ledger_;
};

}  // namespace oxus::importer
