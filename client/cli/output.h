#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "client/cli/streams.h"

// Every answer of every command goes through here, so that each command speaks each format.
namespace oxus::cli {

enum class OutputFormat { kTable, kJson, kNdjson, kCsv };

// nullopt when there is no such format.
std::optional<OutputFormat> OutputFormatFromName(std::string_view name);

struct OutputOptions {
  OutputFormat format = OutputFormat::kNdjson;
  // Columns a table may take.
  int width = 80;
  // Whether a table may use terminal attributes.
  bool colour = false;
};

// `name` is what -o said, empty for the default: a table on a terminal, ndjson elsewhere. Colour
// follows NO_COLOR, then CLICOLOR_FORCE, then whether this is a terminal. The width is that of
// the terminal, then $COLUMNS, then 80.
OutputOptions ChooseOutput(std::string_view name, const Streams& streams);

// A value; not set is "unknown" or "nothing reported", which is never zero.
using Cell = std::variant<std::monostate, std::string, int64_t, uint64_t, double, bool>;

inline bool IsAbsent(const Cell& cell) { return std::holds_alternative<std::monostate>(cell); }

// The value without quotes or escapes; empty when absent. Numbers in the fewest digits that read
// back as the same number.
std::string PlainText(const Cell& cell);

// How a table shows an absent value. CSV is empty there, so that no text of the data can be taken
// for it; JSON has null.
enum class Absent {
  kUnknown,  // "unknown": a group of its own
  kDash,     // "-"
};

// How a table shows a number. The other formats have it as it is.
enum class NumberStyle {
  kPlain,
  kSigned,  // "+5", "-3", "0"
  kRatio,   // "1.50×"
};

struct Column {
  // Key in JSON, header in CSV and, unless title says otherwise, in tables.
  std::string name;
  bool numeric = false;
  NumberStyle style = NumberStyle::kPlain;
  Absent absent = Absent::kDash;
  std::string title = {};
  // Never cut short in a table that is too wide.
  bool whole = false;
  // Otherwise cut to this at the least, so that something of it can be read.
  int least_width = 8;
  // In a table that is too wide, the column with the highest rank is left out first; 0: never.
  int drop_rank = 0;
};

struct Row {
  std::vector<Cell> cells;
  // When set, JSON formats write this object instead of one made from the cells.
  std::string json = {};
};

// What stands behind the rows.
struct Footnote {
  // A dimmed line under a table; empty for none.
  std::string text;
  // The object "footnote" of -o json.
  std::vector<std::pair<std::string, Cell>> fields;
  // Fields of that object that are lists of texts.
  std::vector<std::pair<std::string, std::vector<std::string>>> list_fields = {};
  // Further dimmed lines.
  std::vector<std::string> remarks = {};
  // Members of the -o json object beside "rows" and "footnote": name and JSON text.
  std::vector<std::pair<std::string, std::string>> members = {};
};

// Writes rows as they come, in one format. Memory stays bounded whatever the number of rows: a
// table settles its widths by the first kTableLookahead rows. One thread; `out` must outlive it.
class Printer {
 public:
  virtual ~Printer() = default;
  // cells.size() must be the number of columns.
  virtual void Add(const Row& row) = 0;
  // Once, after the last row. In JSON, rows with a footnote are {"rows": [...], "footnote":
  // {...}} and rows without are an array; CSV and ndjson carry rows only, whoever prints them
  // shows the footnote elsewhere.
  virtual void Finish() = 0;
  // The same with a footnote; only for printers made with it.
  virtual void Finish(const Footnote& footnote) = 0;
};

inline constexpr size_t kTableLookahead = 1'000;

// `with_footnote`: Finish(footnote) will be called.
std::unique_ptr<Printer> MakePrinter(const OutputOptions& options, std::ostream& out,
                                     std::vector<Column> columns, bool with_footnote);

// One thing rather than rows: in a table format lines of "label  value" (see PrintCard), in JSON
// formats the object `json`, in CSV the columns field and value.
struct Card {
  struct Entry {
    // Empty continues the entry above.
    std::string label;
    std::string value;
  };
  std::vector<Entry> entries;
  std::string json;
};
void PrintCard(const OutputOptions& options, std::ostream& out, const Card& card);

// `text` in JSON quotes.
std::string JsonString(std::string_view text);
// A cell as a JSON value.
std::string JsonValue(const Cell& cell);
// The cells as a JSON object on one line.
std::string JsonObject(const std::vector<std::pair<std::string, Cell>>& fields);
// A record of CSV, line end included. Quotes as RFC 4180 does; lines end in "\n" alone, so that
// line tools need not know of "\r".
std::string CsvRecord(const std::vector<std::string>& fields);

// The text dimmed, if colour is on.
std::string Dimmed(std::string_view text, bool colour);

}  // namespace oxus::cli
