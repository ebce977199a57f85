#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/ingest/reasons.h"
#include "server/ingest/validator.h"

namespace oxus::ingest {

// Where a field stands, as a chain of frames on the stack of the walk. It becomes text only
// when something is wrong with the field, so that a valid event pays for a few stores.
// A child points at its parent: keep every frame of the chain alive while the child is used.
struct FieldPath {
  const FieldPath* parent = nullptr;
  std::string_view name;
  // Place in a repeated field; -1 when the field is not repeated.
  int index = -1;

  FieldPath Field(std::string_view child) const { return {this, child, -1}; }
  FieldPath Item(std::string_view list, int i) const { return {this, list, i}; }

  // "event.incident.casualties[1].killed.low".
  std::string Text() const;
};

// A value for a message: in quotes, control bytes escaped, cut at about 60 bytes between
// characters.
std::string Quoted(std::string_view value);

// A moment for a message: "2025-11-26T00:00:00Z".
std::string TimeText(int64_t unix_ms);

// Gathers what the rules find in one submission. Memory is bounded: past kMaxErrors errors or
// kMaxOthers other findings the rest is only counted, and Finish adds one MORE_FINDINGS that
// says how many. Not thread-safe; fills the Findings it was made for.
class FindingSink {
 public:
  static constexpr int kMaxErrors = 64;
  static constexpr int kMaxOthers = 32;

  explicit FindingSink(Findings& findings) : findings_(findings) {}

  void Add(const Reason& reason, const FieldPath& field, std::string message);
  void Finish();

 private:
  Findings& findings_;
  int errors_ = 0;
  int others_ = 0;
};

}  // namespace oxus::ingest
