#pragma once

#include <string>
#include <string_view>

namespace oxus::codes {

// Texts in a form in which two spellings of one name are equal. For any script; bytes that are
// not UTF-8 are kept as they are and only their ASCII letters folded. No state, any thread.

// NFC without case; runs of blanks are one, none at the ends. "  KHATLON  Smugglers" is
// "khatlon smugglers".
std::string FoldCase(std::string_view text);

// FoldCase, and also without accents, apostrophes and punctuation, in plain Latin letters
// where the script is Latin: "Kŭhistoni Badakhshon" is "kuhistoni badakhshon", "Farg‘ona" is
// "fargona".
std::string FoldToBase(std::string_view text);

}  // namespace oxus::codes
