#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "storage/coding.h"

// A plane is a run of bytes of known length, compressed when that pays. Values wider than a byte
// are kept as planes, lowest bytes first: each has a distribution of its own to be coded by.
namespace oxus::storage {

void AppendPlane(std::string& out, std::span<const uint8_t> bytes);

// Fills `bytes`. False when the plane is damaged.
bool ReadPlane(ByteReader& in, std::span<uint8_t> bytes);

}  // namespace oxus::storage
