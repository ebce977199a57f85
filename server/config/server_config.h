#pragma once

#include <cstdint>
#include <string>

namespace oxus::config {

// Every setting of the server, with its default. What each means, its unit and its range is
// said once, in settings.cc, from where --help, the checks and --print-config take it.
struct ServerConfig {
  std::string data_dir = "./oxus-data";
  std::string listen = "127.0.0.1:7420";
  std::string ready_file;
  int64_t block_cache_mib = 256;
  int64_t query_cache_mib = 1024;
  int64_t workers = 0;
  int64_t ingest_streams_max = 64;
  int64_t ingest_inflight_batches = 4;
  int64_t ingest_inflight_mib = 128;
  int64_t ingest_nice = 5;
  int64_t min_free_mib = 0;
  int64_t query_timeout_s = 30;
  int64_t query_max_groups = 1'000'000;
  int64_t query_memory_mib = 512;
  std::string log_level = "info";
  std::string log_format = "logfmt";
  int64_t shutdown_grace_s = 8;
};

}  // namespace oxus::config
