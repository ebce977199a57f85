#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace oxus::reference {

// Actors of type BLOC and the countries in them. Any thread may call.

// Ids of all blocs, sorted. Views live for ever.
std::span<const std::string_view> Blocs();

// Some of Blocs(): bit i stands for its element i.
using BlocSet = uint32_t;

// The bloc of that id alone; empty when there is none.
BlocSet BlocOf(std::string_view actor_id);
// Those that the country, ISO 3166-1 alpha-2, was a full member of on a day, counted from
// 1970-01-01. Observers and partners are no members; one that is suspended is. Empty for a country
// unknown.
BlocSet BlocsWith(std::string_view country, int64_t day);

}  // namespace oxus::reference
