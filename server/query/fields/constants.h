#pragma once

#include <optional>
#include <string>

namespace oxus::query {

// Normalisers of filter constants (filter::Field::normalise): each brings a constant into the
// form its field holds, or says in one sentence why it cannot be right.

// "cn:operator" -> "CN:OPERATOR". Never refuses.
std::optional<std::string> UpperCaseConstant(std::string& constant);
// "tj" and "TJK" -> "TJ".
std::optional<std::string> CountryConstant(std::string& constant);
// "chn" and "CN" -> "CHN".
std::optional<std::string> NationalityConstant(std::string& constant);
// "tj-kt" -> "TJ-KT".
std::optional<std::string> SubdivisionConstant(std::string& constant);
// "tj-af" -> "AF-TJ".
std::optional<std::string> BorderConstant(std::string& constant);
// An id or a name of a known actor to its id: "Taliban" -> "AFG-TAL". Others are kept, as they
// may be provisional.
std::optional<std::string> ActorConstant(std::string& constant);
// An id or a name of a bloc to its id: "csto" -> "CSTO".
std::optional<std::string> BlocConstant(std::string& constant);
// "tj-af" -> "AF-TJ", "TJK-csto" -> "CSTO-TJ".
std::optional<std::string> DyadConstant(std::string& constant);

}  // namespace oxus::query
