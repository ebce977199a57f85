#include "client/cli/output.h"
#include "client/cli/printers.h"

namespace oxus::cli {
namespace {

bool NeedsQuotes(std::string_view field) {
  const bool outer_space = !field.empty() && (field.front() == ' ' || field.back() == ' ');
  return outer_space || field.find_first_of("\",\r\n") != std::string_view::npos;
}

class CsvPrinter : public Printer {
 public:
  CsvPrinter(std::ostream& out, const std::vector<Column>& columns) : out_(out) {
    std::vector<std::string> names;
    for (const Column& column : columns) names.push_back(column.name);
    if (!names.empty()) out_ << CsvRecord(names);
  }

  void Add(const Row& row) override {
    std::vector<std::string> fields;
    for (const Cell& cell : row.cells) fields.push_back(PlainText(cell));
    out_ << CsvRecord(fields);
  }

  void Finish() override {}
  void Finish(const Footnote&) override {}

 private:
  std::ostream& out_;
};

}  // namespace

std::string CsvRecord(const std::vector<std::string>& fields) {
  std::string record;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) record += ',';
    if (!NeedsQuotes(field)) {
      record += field;
      continue;
    }
    record += '"';
    for (const char c : field) {
      if (c == '"') record += '"';
      record += c;
    }
    record += '"';
  }
  return record + '\n';
}

std::unique_ptr<Printer> MakeCsvPrinter(std::ostream& out, const std::vector<Column>& columns) {
  return std::make_unique<CsvPrinter>(out, columns);
}

void PrintCsvCard(std::ostream& out, const Card& card) {
  out << CsvRecord({"field", "value"});
  std::string label;
  for (const Card::Entry& entry : card.entries) {
    if (!entry.label.empty()) label = entry.label;
    out << CsvRecord({label, entry.value});
  }
}

}  // namespace oxus::cli
