#pragma once

#include <string>

namespace oxus::bench {

// Serves IngestService on a free loopback port: reads each batch as bytes, parses nothing, keeps
// nothing, and answers with an empty response. What gRPC itself costs. Writes its address to
// `ready_file`; returns on SIGTERM.
void RunNoopServer(const std::string& ready_file);

}  // namespace oxus::bench
