#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "client/importer/input.h"

namespace oxus::importer {

// Longest row, and most fields in one. Beyond either a row is bad, and skipped to its end.
inline constexpr std::size_t kMaxRowBytes = 1024 * 1024;
inline constexpr std::size_t kMaxFields = 256;

// Splits an Input into rows of fields. Two ways:
//   quoted    RFC 4180: a field in double quotes may hold separators, line breaks and, doubled,
//             quotes. Lenient in that a quote inside an unquoted field is text.
//   unquoted  a row is a line; a quote is a character like any other.
// Lines end with LF or CRLF. A byte order mark at the start and blank lines are passed over.
// Bytes that are not UTF-8 become U+FFFD, and repaired() says so.
//
// Not thread-safe. Holds one row and one read buffer, whatever the input.
class DelimitedReader {
 public:
  struct Dialect {
    // nullopt: the row is one field.
    std::optional<char> separator = ',';
    bool quoted = true;
  };
  enum class Next {
    kRow,
    // error() says what is wrong; the next call goes on with the next row.
    kBadRow,
    // status() says whether the input came to its end or broke off.
    kEnd,
  };

  // `input` must outlive the reader, which consumes it from where it stands.
  DelimitedReader(Input& input, Dialect dialect);

  Next ReadRow();

  // The fields of the row; good until the next ReadRow.
  const std::vector<std::string_view>& fields() const { return fields_; }
  // Physical line, from 1, on which the row (good or bad) starts.
  std::uint64_t line() const { return row_line_; }
  bool repaired() const { return repaired_; }
  // The last row of an input that has no line end after it: it may have lost its tail.
  bool unterminated() const { return unterminated_; }
  const std::string& error() const { return error_; }
  const absl::Status& status() const { return status_; }

 private:
  enum class State { kFieldStart, kUnquoted, kQuoted, kQuoteInQuoted };

  // -1 at the end of the input or when it broke off (status_).
  int NextByte();
  void StartRow();
  void EndField();
  // Takes one byte; true when it ended the row.
  bool Take(char c);
  void Append(char c);
  bool IsBlankRow() const;
  Next FinishRow();
  Next FinishLastRow(State state);
  void SplitFields();
  void RepairFields();

  Input& input_;
  const Dialect dialect_;
  std::vector<char> buffer_;
  std::size_t position_ = 0;
  std::size_t filled_ = 0;
  bool ended_ = false;
  bool at_start_ = true;

  State state_ = State::kFieldStart;
  std::uint64_t line_ = 1;
  std::uint64_t row_line_ = 1;
  // The text of the fields one after the other, and where each ends.
  std::string row_;
  std::vector<std::size_t> field_ends_;
  std::vector<std::string_view> fields_;
  std::size_t row_bytes_ = 0;
  bool any_quotes_ = false;
  bool non_ascii_ = false;
  bool repaired_ = false;
  bool unterminated_ = false;
  std::string error_;
  absl::Status status_;
};

}  // namespace oxus::importer
