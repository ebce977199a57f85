#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace oxus::query {

// Appends a message that is encoded already as a field of the message that `out` is of. (A stream
// over the string would fill all its room with zeroes each time.) `field` is below 16.
inline void AppendMessage(int field, std::string_view encoded, std::string* out) {
  using google::protobuf::internal::WireFormatLite;
  constexpr size_t kMostTagBytes = 1;
  constexpr size_t kMostLengthBytes = 5;
  uint8_t head[kMostTagBytes + kMostLengthBytes];
  uint8_t* end =
      WireFormatLite::WriteTagToArray(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED, head);
  end = google::protobuf::io::CodedOutputStream::WriteVarint32ToArray(
      static_cast<uint32_t>(encoded.size()), end);
  out->append(reinterpret_cast<const char*>(head), static_cast<size_t>(end - head));
  out->append(encoded);
}

}  // namespace oxus::query
