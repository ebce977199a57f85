#pragma once

#include "bench/questions.h"
#include "oxus/v1/query_service.pb.h"

namespace oxus::bench {

// The questions as oxus is asked them.

// All but Q12.
oxus::v1::AggregateRequest AggregateRequestOf(Question question);
// Q12.
oxus::v1::ListEventsRequest NewestRequest();

Answer AnswerOf(Question question, const oxus::v1::AggregateResponse& response);
Answer AnswerOf(const oxus::v1::ListEventsResponse& response);

}  // namespace oxus::bench
