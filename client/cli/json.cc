#include <cmath>
#include <utility>

#include "client/cli/output.h"
#include "client/cli/printers.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

std::string ObjectOf(const std::vector<Column>& columns, const Row& row) {
  if (!row.json.empty()) return row.json;
  std::string object = "{";
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) object += ',';
    object += JsonString(columns[i].name) + ':' + JsonValue(row.cells[i]);
  }
  return object + '}';
}

std::string JsonArray(const std::vector<std::string>& texts) {
  std::string array = "[";
  for (const std::string& text : texts) array += (array.size() > 1 ? "," : "") + JsonString(text);
  return array + ']';
}

std::string FootnoteObject(const Footnote& footnote) {
  std::string object = JsonObject(footnote.fields);
  object.pop_back();
  for (const auto& [name, texts] : footnote.list_fields) {
    object += (object.size() > 1 ? "," : "") + JsonString(name) + ':' + JsonArray(texts);
  }
  return object + '}';
}

class JsonPrinter : public Printer {
 public:
  JsonPrinter(std::ostream& out, std::vector<Column> columns, bool with_footnote)
      : out_(out), columns_(std::move(columns)) {
    out_ << (with_footnote ? "{\"rows\":[" : "[");
  }

  void Add(const Row& row) override {
    out_ << (empty_ ? "\n" : ",\n") << ObjectOf(columns_, row);
    empty_ = false;
  }

  void Finish() override { out_ << (empty_ ? "]\n" : "\n]\n"); }

  void Finish(const Footnote& footnote) override {
    out_ << (empty_ ? "" : "\n") << "],\"footnote\":" << FootnoteObject(footnote);
    for (const auto& [name, json] : footnote.members)
      out_ << ',' << JsonString(name) << ':' << json;
    out_ << "}\n";
  }

 private:
  std::ostream& out_;
  const std::vector<Column> columns_;
  bool empty_ = true;
};

class NdjsonPrinter : public Printer {
 public:
  NdjsonPrinter(std::ostream& out, std::vector<Column> columns)
      : out_(out), columns_(std::move(columns)) {}

  void Add(const Row& row) override { out_ << ObjectOf(columns_, row) << '\n'; }
  void Finish() override {}
  void Finish(const Footnote&) override {}

 private:
  std::ostream& out_;
  const std::vector<Column> columns_;
};

}  // namespace

std::string JsonString(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        quoted += "\\\"";
        break;
      case '\\':
        quoted += "\\\\";
        break;
      case '\n':
        quoted += "\\n";
        break;
      case '\r':
        quoted += "\\r";
        break;
      case '\t':
        quoted += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          quoted += c;
        }
    }
  }
  return quoted + '"';
}

std::string JsonValue(const Cell& cell) {
  if (IsAbsent(cell)) return "null";
  if (const auto* text = std::get_if<std::string>(&cell)) return JsonString(*text);
  if (const auto* number = std::get_if<double>(&cell); number && !std::isfinite(*number)) {
    return "null";
  }
  return PlainText(cell);
}

std::string JsonObject(const std::vector<std::pair<std::string, Cell>>& fields) {
  std::string object = "{";
  for (const auto& [name, value] : fields) {
    if (object.size() > 1) object += ',';
    object += JsonString(name) + ':' + JsonValue(value);
  }
  return object + '}';
}

std::unique_ptr<Printer> MakeJsonPrinter(std::ostream& out, std::vector<Column> columns,
                                         bool with_footnote) {
  return std::make_unique<JsonPrinter>(out, std::move(columns), with_footnote);
}

std::unique_ptr<Printer> MakeNdjsonPrinter(std::ostream& out, std::vector<Column> columns) {
  return std::make_unique<NdjsonPrinter>(out, std::move(columns));
}

}  // namespace oxus::cli
