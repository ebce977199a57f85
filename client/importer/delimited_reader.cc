#include "client/importer/delimited_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "client/importer/utf8.h"

namespace oxus::importer {
namespace {

constexpr std::size_t kReadBuffer = 64 * 1024;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

DelimitedReader::DelimitedReader(Input& input, Dialect dialect)
    : input_(input), dialect_(dialect), buffer_(kReadBuffer) {}

int DelimitedReader::NextByte() {
  if (position_ == filled_) {
    if (ended_) return -1;
    absl::StatusOr<std::size_t> got = input_.Read(buffer_.data(), buffer_.size());
    position_ = 0;
    filled_ = got.ok() ? *got : 0;
    if (!got.ok()) status_ = got.status();
    if (filled_ == 0) {
      ended_ = true;
      return -1;
    }
  }
  return static_cast<unsigned char>(buffer_[position_++]);
}

void DelimitedReader::StartRow() {
  state_ = State::kFieldStart;
  row_line_ = line_;
  row_.clear();
  field_ends_.clear();
  fields_.clear();
  row_bytes_ = 0;
  any_quotes_ = non_ascii_ = repaired_ = unterminated_ = false;
  error_.clear();
}

void DelimitedReader::EndField() {
  state_ = State::kFieldStart;
  if (field_ends_.size() < kMaxFields) {
    field_ends_.push_back(row_.size());
  } else if (error_.empty()) {
    error_ = fmt::format("more than {} fields in a row", kMaxFields);
  }
}

void DelimitedReader::Append(char c) {
  if (error_.empty()) row_.push_back(c);
  if (static_cast<unsigned char>(c) >= 0x80) non_ascii_ = true;
}

bool DelimitedReader::Take(char c) {
  if (state_ == State::kQuoted) {
    if (c == '"') {
      state_ = State::kQuoteInQuoted;
    } else {
      Append(c);
    }
    return false;
  }
  if (c == '\n') {
    if (!row_.empty() && row_.back() == '\r' && state_ == State::kUnquoted) row_.pop_back();
    EndField();
    return true;
  }
  if (dialect_.separator && c == *dialect_.separator) {
    EndField();
    return false;
  }
  if (dialect_.quoted && c == '"') {
    if (state_ == State::kFieldStart) {
      any_quotes_ = true;
      state_ = State::kQuoted;
      return false;
    }
    // A doubled quote stands for one, and the field goes on.
    if (state_ == State::kQuoteInQuoted) state_ = State::kQuoted;
    Append(c);
    return false;
  }
  // Text after a closing quote is kept as text; a carriage return there belongs to the line end.
  state_ = State::kUnquoted;
  Append(c);
  return false;
}

bool DelimitedReader::IsBlankRow() const {
  return error_.empty() && !any_quotes_ && row_.empty() && field_ends_.size() <= 1;
}

DelimitedReader::Next DelimitedReader::ReadRow() {
  if (at_start_) {
    at_start_ = false;
    if (input_.Peek(kByteOrderMark.size()) == kByteOrderMark) {
      for (std::size_t i = 0; i < kByteOrderMark.size(); ++i) NextByte();
    }
  }
  StartRow();
  for (int byte = NextByte(); byte >= 0; byte = NextByte()) {
    const char c = static_cast<char>(byte);
    if (c == '\n') ++line_;
    if (++row_bytes_ > kMaxRowBytes && error_.empty()) {
      error_ = fmt::format("row longer than {} bytes{}", kMaxRowBytes,
                           state_ == State::kQuoted ? " (is a closing quote missing?)" : "");
      // A stray quote must not swallow the rest of the input: go on after this line.
      state_ = State::kUnquoted;
    }
    if (!Take(c)) continue;
    if (!IsBlankRow()) return FinishRow();
    StartRow();
  }
  if (row_bytes_ == 0) return Next::kEnd;
  return FinishLastRow(state_);
}

DelimitedReader::Next DelimitedReader::FinishRow() {
  if (!error_.empty()) return Next::kBadRow;
  SplitFields();
  // Field by field: halves of a character on two sides of a separator are two faults.
  if (non_ascii_ && !std::all_of(fields_.begin(), fields_.end(), IsUtf8)) {
    RepairFields();
    SplitFields();
  }
  return Next::kRow;
}

DelimitedReader::Next DelimitedReader::FinishLastRow(State state) {
  unterminated_ = true;
  if (!status_.ok()) {
    error_ = fmt::format("row cut off: {}", std::string(status_.message()));
    return Next::kBadRow;
  }
  if (state == State::kQuoted && error_.empty()) {
    error_ = "row cut off inside a quoted field: the input ends here";
  }
  if (!row_.empty() && row_.back() == '\r' && state == State::kUnquoted) row_.pop_back();
  EndField();
  if (IsBlankRow()) return Next::kEnd;
  return FinishRow();
}

void DelimitedReader::SplitFields() {
  fields_.clear();
  std::size_t begin = 0;
  for (const std::size_t end : field_ends_) {
    fields_.push_back(std::string_view(row_).substr(begin, end - begin));
    begin = end;
  }
}

void DelimitedReader::RepairFields() {
  repaired_ = true;
  std::string repaired;
  std::size_t begin = 0;
  for (std::size_t& end : field_ends_) {
    repaired += RepairUtf8(std::string_view(row_).substr(begin, end - begin));
    begin = end;
    end = repaired.size();
  }
  row_ = std::move(repaired);
}

}  // namespace oxus::importer
