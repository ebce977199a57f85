#pragma once

#include <string>

#include "client/importer/column_map.h"
#include "client/importer/delimited_reader.h"
#include "client/importer/importer.h"
#include "client/importer/row_ledger.h"

namespace oxus::importer {

// UCDP Georeferenced Event Dataset and its candidate files, with a header or (49 columns)
// without; an HXL tag row under the header is passed over. What each row becomes is written in
// docs/formats.md. Key: ("ucdp-ged:VERSION", id), revision 1: releases are told apart, since a
// release revises the one before without saying so.
class UcdpGedImporter : public Importer {
 public:
  UcdpGedImporter(const ImportOptions& options, DelimitedReader::Dialect dialect, bool headered);

  absl::Status Run(Input& input, Sink& sink) override;
  const ImportReport& report() const override { return ledger_.report(); }

 private:
  class Row;

  absl::Status TakeRow(const DelimitedReader& reader);
  bool FillEvent(const Row& row, std::uint64_t line, oxus::v1::Event& event);
  bool FillTime(const Row& row, std::uint64_t line, oxus::v1::Event& event);
  bool FillPlace(const Row& row, std::uint64_t line, oxus::v1::Event& event);
  bool FillSides(const Row& row, std::uint64_t line, oxus::v1::Event& event);
  bool FillCasualties(const Row& row, std::uint64_t line, oxus::v1::Event& event);

  const DelimitedReader::Dialect dialect_;
  const bool headered_;
  std::string version_;
  ColumnMap columns_;
  std::size_t width_;
  RowLedger ledger_;
};

}  // namespace oxus::importer
