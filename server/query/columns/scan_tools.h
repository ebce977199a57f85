#pragma once

#include "server/query/columns/partial_cache.h"
#include "server/query/columns/scan_workers.h"
#include "server/query/columns/symbol_table.h"
#include "server/query/limits.h"

namespace oxus::query {

// What scans share beyond one question.
struct ScanTools {
  SymbolTable& symbols;
  PartialCache& cache;
  ScanWorkers& workers;
  QueryLimits limits;
};

}  // namespace oxus::query
