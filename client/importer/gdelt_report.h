#pragma once

#include <string>
#include <string_view>

#include "oxus/v1/event.pb.h"

namespace oxus::importer {

// The host a URL names, in lower case and without "www.": "bbc.co.uk". Empty when it has none.
std::string HostOfUrl(std::string_view url);

// The one report of a GDELT row. The source is the host of SOURCEURL; what is no URL ("BBC
// Monitoring") is the source itself; without either it is "gdelt".
oxus::v1::Report GdeltReport(std::string_view source_url, std::int64_t published_ms);

}  // namespace oxus::importer
