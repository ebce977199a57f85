#pragma once

#include <vector>

#include "server/query/query_field.h"

namespace oxus::query {

// The fields of the field table, by the part of the event they are read from.

// When it happened, and when the server heard of it.
std::vector<QueryField> TimeFields();
// What happened: kind, class, type and what is said of the act as a whole.
std::vector<QueryField> DetailFields();
// Where, and between which countries.
std::vector<QueryField> PlaceFields();
// Who.
std::vector<QueryField> ParticipantFields();
// Who was hurt, and how many.
std::vector<QueryField> CasualtyFields();
// What was hit, and whose it was.
std::vector<QueryField> FacilityFields();
// What only contacts state.
std::vector<QueryField> ContactFields();
// On what evidence.
std::vector<QueryField> ReportFields();
// The figures that single reports give.
std::vector<QueryField> ClaimFields();
// Links to other events, and codes of other data sets.
std::vector<QueryField> RelationFields();
// By whom told, and what the log says of the record.
std::vector<QueryField> RecordFields();

}  // namespace oxus::query
