#include "server/query/query_engine.h"

#include <string>

#include "server/query/aggregate.h"
#include "server/query/field_table.h"
#include "server/query/get_event.h"
#include "server/query/list_events.h"
#include "server/query/tally.h"

namespace oxus::query {

absl::Status QueryEngine::Aggregate(const oxus::v1::AggregateRequest& request,
                                    const Cancelled& cancelled,
                                    oxus::v1::AggregateResponse* response) const {
  return query::Aggregate(*store_.TakeSnapshot(), request, cancelled, response);
}

absl::Status QueryEngine::ListEvents(const oxus::v1::ListEventsRequest& request,
                                     const Cancelled& cancelled,
                                     oxus::v1::ListEventsResponse* response) const {
  return query::ListEvents(*store_.TakeSnapshot(), request, cancelled, response);
}

absl::Status QueryEngine::GetEvent(const oxus::v1::GetEventRequest& request,
                                   oxus::v1::GetEventResponse* response) const {
  return query::GetEvent(*store_.TakeSnapshot(), request, response);
}

void QueryEngine::ListFields(oxus::v1::ListFieldsResponse* response) const {
  response->Clear();
  for (const QueryField& field : Fields()) {
    auto* listed = response->add_fields();
    listed->set_name(field.filter.name);
    listed->set_type(std::string(TypeName(field.filter.type)));
    listed->set_description(field.description);
    listed->set_groupable(field.groupable);
    listed->set_filterable(true);
    for (const auto& word : field.filter.words) listed->add_values(word);
  }
  for (const Metric& metric : Metrics()) {
    auto* listed = response->add_metrics();
    listed->set_name(std::string(metric.name));
    listed->set_description(std::string(metric.description));
  }
}

}  // namespace oxus::query
