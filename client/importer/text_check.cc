#include "client/importer/text_check.h"

#include <algorithm>
#include <array>

namespace oxus::importer {
namespace {

using std::string_view_literals::operator""sv;

struct Signature {
  std::string_view bytes;
  std::string_view what;
};

constexpr std::array kSignatures = {
    Signature{"\x89PNG"sv, "a PNG image"},
    Signature{"\xff\xd8\xff"sv, "a JPEG image"},
    Signature{"GIF8"sv, "a GIF image"},
    Signature{"%PDF-"sv, "a PDF document"},
    Signature{"PK\x03\x04"sv, "a ZIP archive or an Excel workbook (unpack it or save it as CSV)"},
    Signature{"\xd0\xcf\x11\xe0"sv, "an old Excel workbook (save it as CSV)"},
    Signature{"BZh"sv, "bzip2 data (unpack it first)"},
    Signature{"\xfd\x37zXZ"sv, "xz data (unpack it first)"},
    Signature{"7z\xbc\xaf\x27\x1c"sv, "a 7-Zip archive (unpack it first)"},
    Signature{"\x1f\x8b"sv, "gzip data inside gzip data (unpack it once more)"},
    Signature{"\x28\xb5\x2f\xfd"sv, "zstd data inside packed data (unpack it once more)"},
    Signature{"PAR1"sv, "a Parquet file"},
    Signature{"SQLite format 3"sv, "an SQLite database"},
    Signature{"RDX"sv, "an R data file"},
    Signature{"\x7f\x45LF"sv, "a program"},
    Signature{"\xff\xfe"sv, "UTF-16 text (convert it to UTF-8)"},
    Signature{"\xfe\xff"sv, "UTF-16 text (convert it to UTF-8)"},
};

}  // namespace

std::optional<std::string> WhatInsteadOfText(std::string_view first_bytes) {
  for (const Signature& signature : kSignatures) {
    if (first_bytes.substr(0, signature.bytes.size()) == signature.bytes) {
      return std::string(signature.what);
    }
  }
  // Text has no NUL, and hardly any control character but tab and line ends.
  if (first_bytes.find('\0') != std::string_view::npos) return "binary data";
  const auto controls = std::count_if(first_bytes.begin(), first_bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
  });
  if (static_cast<std::size_t>(controls) * 10 > first_bytes.size()) return "binary data";
  return std::nullopt;
}

}  // namespace oxus::importer
