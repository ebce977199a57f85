#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oxus/v1/event.pb.h"
#include "oxus/v1/ingest_service.pb.h"

namespace oxus::ingest {

// Limits of a submission (rule 21); past them it is rejected with limit and value.
inline constexpr size_t kMaxSubmissionBytes = 64 << 10;
inline constexpr int kMaxRepeated = 64;
inline constexpr int kMaxTags = 16;
inline constexpr size_t kMaxSummaryBytes = 1000;
inline constexpr size_t kMaxExternalIdBytes = 128;
inline constexpr size_t kMaxProducerIdBytes = 64;
inline constexpr int kMaxQuotes = 8;
inline constexpr size_t kMaxUrlBytes = 2048;

// What the rules that need no state say of one submission.
struct Findings {
  std::vector<oxus::v1::Issue> issues;
  bool rejected = false;
  bool quarantined = false;
};

// Applies the rules of docs/validation.md that look at the submission alone; the others
// (2, 3, 23, 24 and the targets of 17) need the log and are decided when it is committed.
// Every fault is found, not only the first. Pure; `now_ms` is the receipt time.
Findings Validate(const oxus::v1::Submission& submission, size_t encoded_bytes, int64_t now_ms);

}  // namespace oxus::ingest
