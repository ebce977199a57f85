#pragma once

#include <memory>
#include <ostream>
#include <vector>

#include "client/cli/output.h"

// The printers behind MakePrinter and PrintCard, one per format.
namespace oxus::cli {

std::unique_ptr<Printer> MakeTablePrinter(const OutputOptions& options, std::ostream& out,
                                          std::vector<Column> columns);
std::unique_ptr<Printer> MakeJsonPrinter(std::ostream& out, std::vector<Column> columns,
                                         bool with_footnote);
std::unique_ptr<Printer> MakeNdjsonPrinter(std::ostream& out, std::vector<Column> columns);
std::unique_ptr<Printer> MakeCsvPrinter(std::ostream& out, const std::vector<Column>& columns);

void PrintTableCard(const OutputOptions& options, std::ostream& out, const Card& card);
void PrintCsvCard(std::ostream& out, const Card& card);

}  // namespace oxus::cli
