#include "client/cli/import_progress.h"

#include <algorithm>

#include "client/cli/display_text.h"
#include "client/cli/output.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

constexpr std::chrono::milliseconds kInterval{200};
constexpr std::string_view kWipe = "\r\x1b[K";

std::string_view BaseName(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace

ImportProgress::ImportProgress(Streams& streams, bool shown)
    : streams_(streams),
      shown_(shown),
      started_(std::chrono::steady_clock::now()),
      next_(started_) {}

ImportProgress::~ImportProgress() { Clear(); }

void ImportProgress::Update(std::string_view file, std::optional<double> fraction,
                            uint64_t rows_read, uint64_t answered) {
  if (!shown_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kInterval;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  const double rate = seconds > 0.5 ? static_cast<double>(rows_read) / seconds : 0;
  std::string line = DisplaySafe(BaseName(file));
  if (fraction.has_value()) line += fmt::format("  {:3.0f}%", std::min(*fraction, 1.0) * 100);
  line += fmt::format("  {} rows read, {} answered", rows_read, answered);
  if (rate > 0) line += fmt::format(", {:.0f} rows/s", rate);
  // A line that wraps could not be wiped again.
  const int width = ChooseOutput("", streams_).width;
  streams_.err << kWipe << Truncate(line, width - 1) << std::flush;
  visible_ = true;
}

void ImportProgress::Clear() {
  if (!visible_) return;
  visible_ = false;
  streams_.err << kWipe << std::flush;
}

}  // namespace oxus::cli
