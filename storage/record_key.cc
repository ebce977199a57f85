#include "storage/record_key.h"

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace oxus::storage {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// Event, Retraction and AttachReport all hold their key in field 1. Only that field is parsed;
// every occurrence of it, since encoders may split a message and parsers merge the parts.
absl::Status ReadKey(const ChunkRecord& record, oxus::v1::EventKey* key) {
  key->Clear();
  CodedInputStream input(reinterpret_cast<const uint8_t*>(record.body.data()),
                         static_cast<int>(record.body.size()));
  const uint32_t key_tag = WireFormatLite::MakeTag(1, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  while (const uint32_t tag = input.ReadTag()) {
    const bool ok = tag == key_tag ? WireFormatLite::ReadMessage(&input, key)
                                   : WireFormatLite::SkipField(&input, tag);
    if (!ok) return absl::DataLossError("record body cannot be parsed");
  }
  return absl::OkStatus();
}

}  // namespace oxus::storage
