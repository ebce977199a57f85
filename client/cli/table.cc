#include <algorithm>
#include <numeric>
#include <utility>

#include "client/cli/display_text.h"
#include "client/cli/output.h"
#include "client/cli/printers.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

constexpr int kGap = 2;
constexpr int kMostDecimals = 3;

// More decimals than a reader can use only blur a column.
std::string ShortNumber(double number) {
  std::string text = fmt::format("{:.{}f}", number, kMostDecimals);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string RatioText(const Cell& cell) {
  const auto* number = std::get_if<double>(&cell);
  return number == nullptr ? PlainText(cell) + "×" : fmt::format("{:.2f}×", *number);
}

std::string TextOf(const Cell& cell, const Column& column) {
  if (IsAbsent(cell)) return column.absent == Absent::kUnknown ? "unknown" : "-";
  if (column.style == NumberStyle::kRatio) return RatioText(cell);
  const auto* number = std::get_if<double>(&cell);
  std::string text = number == nullptr ? DisplaySafe(PlainText(cell)) : ShortNumber(*number);
  if (column.style == NumberStyle::kSigned && text != "0" && text.front() != '-') {
    text.insert(text.begin(), '+');
  }
  return text;
}

struct Layout {
  int width = 0;
  bool shown = true;
};

int TotalWidth(const std::vector<Layout>& layout) {
  int total = -kGap;
  for (const Layout& column : layout) {
    if (column.shown) total += column.width + kGap;
  }
  return total;
}

class TablePrinter : public Printer {
 public:
  TablePrinter(const OutputOptions& options, std::ostream& out, std::vector<Column> columns)
      : options_(options), out_(out), columns_(std::move(columns)) {}

  void Add(const Row& row) override {
    std::vector<std::string> texts;
    for (size_t i = 0; i < columns_.size(); ++i) {
      texts.push_back(TextOf(row.cells[i], columns_[i]));
    }
    if (settled_) {
      PrintLine(texts);
      return;
    }
    waiting_.push_back(std::move(texts));
    if (waiting_.size() >= kTableLookahead) Settle();
  }

  void Finish() override { Finish(Footnote()); }

  void Finish(const Footnote& footnote) override {
    if (!settled_) Settle();
    if (rows_ == 0) out_ << Dimmed("no rows", options_.colour) << '\n';
    const std::string dropped = DroppedNote();
    if (!dropped.empty()) out_ << Dimmed(dropped, options_.colour) << '\n';
    if (!footnote.text.empty()) PrintRemark(footnote.text);
    for (const std::string& remark : footnote.remarks) PrintRemark(remark);
  }

 private:
  void PrintRemark(const std::string& text) {
    const std::string wrapped = WrapWithIndent(DisplaySafe(text), options_.width, 0);
    out_ << Dimmed(wrapped, options_.colour) << '\n';
  }

  const std::string& TitleOf(size_t i) const {
    return columns_[i].title.empty() ? columns_[i].name : columns_[i].title;
  }

  void Settle() {
    settled_ = true;
    MeasureColumns();
    DropColumns();
    ShrinkColumns();
    PrintHeader();
    for (const std::vector<std::string>& texts : waiting_) PrintLine(texts);
    waiting_.clear();
  }

  void MeasureColumns() {
    layout_.resize(columns_.size());
    for (size_t i = 0; i < columns_.size(); ++i) {
      layout_[i].width = DisplayWidth(DisplaySafe(TitleOf(i)));
      for (const auto& texts : waiting_) {
        layout_[i].width = std::max(layout_[i].width, DisplayWidth(texts[i]));
      }
    }
  }

  bool MayShrink(size_t i) const {
    return layout_[i].shown && !columns_[i].numeric && !columns_[i].whole;
  }

  // The least width the table can be brought to.
  int LeastWidth() const {
    int excess = 0;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (MayShrink(i)) excess += std::max(0, layout_[i].width - columns_[i].least_width);
    }
    return TotalWidth(layout_) - excess;
  }

  void DropColumns() {
    while (LeastWidth() > options_.width) {
      size_t victim = columns_.size();
      for (size_t i = 0; i < columns_.size(); ++i) {
        if (!layout_[i].shown || columns_[i].drop_rank == 0) continue;
        const bool first = victim == columns_.size();
        if (first || columns_[i].drop_rank > columns_[victim].drop_rank) victim = i;
      }
      if (victim == columns_.size()) return;
      layout_[victim].shown = false;
    }
  }

  // Takes columns from the widest text, one by one, until the table fits.
  void ShrinkColumns() {
    for (int excess = TotalWidth(layout_) - options_.width; excess > 0; --excess) {
      size_t widest = columns_.size();
      for (size_t i = 0; i < columns_.size(); ++i) {
        if (!MayShrink(i) || layout_[i].width <= columns_[i].least_width) continue;
        if (widest == columns_.size() || layout_[i].width > layout_[widest].width) widest = i;
      }
      if (widest == columns_.size()) return;
      --layout_[widest].width;
    }
  }

  void PrintHeader() {
    std::vector<std::string> titles;
    for (size_t i = 0; i < columns_.size(); ++i) titles.push_back(DisplaySafe(TitleOf(i)));
    const std::string line = Line(titles);
    out_ << (options_.colour ? "\x1b[1m" + line + "\x1b[0m" : line) << '\n';
  }

  void PrintLine(const std::vector<std::string>& texts) {
    ++rows_;
    out_ << Line(texts) << '\n';
  }

  std::string Line(const std::vector<std::string>& texts) const {
    std::string line;
    bool first = true;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (!layout_[i].shown) continue;
      if (!std::exchange(first, false)) line.append(kGap, ' ');
      const bool keep = columns_[i].numeric || columns_[i].whole;
      const std::string text = keep ? texts[i] : Truncate(texts[i], layout_[i].width);
      const int padding = std::max(0, layout_[i].width - DisplayWidth(text));
      if (columns_[i].numeric) line.append(padding, ' ');
      line += text;
      if (!columns_[i].numeric) line.append(padding, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
  }

  std::string DroppedNote() const {
    std::string names;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (layout_[i].shown) continue;
      names += (names.empty() ? "" : ", ") + TitleOf(i);
    }
    if (names.empty()) return "";
    return fmt::format("not shown for lack of width: {}", names);
  }

  const OutputOptions options_;
  std::ostream& out_;
  const std::vector<Column> columns_;
  std::vector<Layout> layout_;
  std::vector<std::vector<std::string>> waiting_;
  size_t rows_ = 0;
  bool settled_ = false;
};

}  // namespace

std::string Dimmed(std::string_view text, bool colour) {
  return colour ? fmt::format("\x1b[2m{}\x1b[0m", text) : std::string(text);
}

std::unique_ptr<Printer> MakeTablePrinter(const OutputOptions& options, std::ostream& out,
                                          std::vector<Column> columns) {
  return std::make_unique<TablePrinter>(options, out, std::move(columns));
}

void PrintTableCard(const OutputOptions& options, std::ostream& out, const Card& card) {
  int label_width = 0;
  for (const Card::Entry& entry : card.entries) {
    label_width = std::max(label_width, DisplayWidth(entry.label));
  }
  const int indent = label_width + kGap;
  for (const Card::Entry& entry : card.entries) {
    std::string label = entry.label;
    label.append(indent - DisplayWidth(entry.label), ' ');
    out << Dimmed(label, options.colour)
        << WrapWithIndent(DisplaySafe(entry.value), options.width - indent, indent) << '\n';
  }
}

}  // namespace oxus::cli
