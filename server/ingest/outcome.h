#pragma once

#include "oxus/v1/ingest_service.pb.h"
#include "server/ingest/batch.h"
#include "storage/record.h"

namespace oxus::ingest {

// The outcome of a submission that never reached the log.
oxus::v1::SubmissionOutcome RejectedOutcome(Findings findings);

// The outcome of a submission the store decided on: its result, with the findings of rules 2, 3,
// 17 and 23 added to those of validation.
oxus::v1::SubmissionOutcome DecidedOutcome(CheckedSubmission submission,
                                           const storage::Applied& applied);

}  // namespace oxus::ingest
