#pragma once

#include <string>
#include <vector>

#include "grpcpp/support/byte_buffer.h"

namespace oxus::rpc {

// The message as one string: the only copy made of what a producer sends. gRPC hands out slices
// that it keeps reference counts on, so this may run on any thread.
inline std::string Flatten(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

// A message that takes the string over without copying it.
inline grpc::ByteBuffer ToByteBuffer(std::string bytes) {
  auto* const kept = new std::string(std::move(bytes));
  const grpc::Slice slice(
      kept->data(), kept->size(), [](void* owner) { delete static_cast<std::string*>(owner); },
      kept);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace oxus::rpc
