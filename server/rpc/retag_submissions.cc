#include "server/rpc/retag_submissions.h"

#include <cstdint>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/wire_format_lite.h"
#include "oxus/v1/ingest_service.pb.h"

namespace oxus::rpc {

using google::protobuf::internal::WireFormatLite;

bool RetagSubmissions(std::string_view batch_request, std::string* ingest_request) {
  constexpr int kFrom = oxus::v1::IngestBatchRequest::kSubmissionsFieldNumber;
  constexpr uint32_t kTag = WireFormatLite::MakeTag(
      oxus::v1::IngestRequest::kSubmissionsFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  google::protobuf::io::CodedInputStream input(
      reinterpret_cast<const uint8_t*>(batch_request.data()),
      static_cast<int>(batch_request.size()));
  google::protobuf::io::StringOutputStream stream(ingest_request);
  google::protobuf::io::CodedOutputStream output(&stream);
  while (const uint32_t tag = input.ReadTag()) {
    if (WireFormatLite::GetTagFieldNumber(tag) != kFrom) {
      if (!WireFormatLite::SkipField(&input, tag)) return false;
      continue;
    }
    uint32_t size = 0;
    if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED ||
        !input.ReadVarint32(&size)) {
      return false;
    }
    const auto start = static_cast<size_t>(input.CurrentPosition());
    if (size > batch_request.size() - start || !input.Skip(static_cast<int>(size))) return false;
    output.WriteVarint32(kTag);
    output.WriteVarint32(size);
    output.WriteRaw(batch_request.data() + start, static_cast<int>(size));
  }
  return input.ConsumedEntireMessage();
}

}  // namespace oxus::rpc
