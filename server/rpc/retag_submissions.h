#pragma once

#include <string>
#include <string_view>

namespace oxus::rpc {

// An encoded IngestBatchRequest as an encoded IngestRequest: each submission keeps its bytes and
// gets the other field number; other fields are left out. Appends to `ingest_request`. False when
// the bytes are no message; what was appended is then of no use.
[[nodiscard]] bool RetagSubmissions(std::string_view batch_request, std::string* ingest_request);

}  // namespace oxus::rpc
