#pragma once

#include "oxus/v1/ingest_service.pb.h"
#include "server/ingest/batch.h"
#include "storage/record.h"

namespace oxus::ingest {

// Fill the empty outcome of a submission, and take its findings for that.

// Of one that never reached the log.
void FillRejected(Findings& findings, oxus::v1::SubmissionOutcome& outcome);

// Of one the store decided on: its result, with the findings of rules 2, 3, 17 and 23 added to
// those of validation.
void FillDecided(CheckedSubmission& submission, const storage::Applied& applied,
                 oxus::v1::SubmissionOutcome& outcome);

}  // namespace oxus::ingest
