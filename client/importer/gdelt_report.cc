#include "client/importer/gdelt_report.h"

#include <algorithm>

#include "client/importer/utf8.h"

namespace oxus::importer {
namespace {

constexpr std::size_t kMaxUrlBytes = 2048;
constexpr std::size_t kMaxSourceBytes = 128;

bool IsWebUrl(std::string_view text) {
  return text.substr(0, 7) == "http://" || text.substr(0, 8) == "https://";
}

}  // namespace

std::string HostOfUrl(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t user = url.rfind('@'); user != std::string_view::npos) {
    url.remove_prefix(user + 1);
  }
  url = url.substr(0, url.find(':'));
  std::string host(url);
  std::transform(host.begin(), host.end(), host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (host.substr(0, 4) == "www.") host.erase(0, 4);
  return host;
}

oxus::v1::Report GdeltReport(std::string_view source_url, std::int64_t published_ms) {
  oxus::v1::Report report;
  std::string source = IsWebUrl(source_url) ? HostOfUrl(source_url) : std::string(source_url);
  report.set_source_type(source.empty() ? oxus::v1::SOURCE_TYPE_DATASET
                                        : oxus::v1::SOURCE_TYPE_MEDIA);
  if (source.empty()) source = "gdelt";
  report.set_source_id(std::string(ClipUtf8(source, kMaxSourceBytes)));
  if (IsWebUrl(source_url) && source_url.size() <= kMaxUrlBytes) {
    report.set_url(std::string(source_url));
  }
  report.set_published_ms(published_ms);
  report.set_stance(oxus::v1::STANCE_ASSERTS);
  report.set_reliability(oxus::v1::RELIABILITY_F);
  report.set_credibility(oxus::v1::CREDIBILITY_CANNOT_BE_JUDGED);
  return report;
}

}  // namespace oxus::importer
