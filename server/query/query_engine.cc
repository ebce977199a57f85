#include "server/query/query_engine.h"

#include <algorithm>
#include <limits>
#include <string>
#include <thread>

#include "server/query/aggregate.h"
#include "server/query/columns/aggregate_scan.h"
#include "server/query/field_table.h"
#include "server/query/get_event.h"
#include "server/query/list_events.h"
#include "server/query/metric.h"

namespace oxus::query {
namespace {

size_t HelpersOf(const EngineOptions& options) {
  const size_t threads =
      options.threads != 0 ? options.threads : std::thread::hardware_concurrency();
  return std::max<size_t>(threads, 1) - 1;
}

}  // namespace

struct QueryEngine::State {
  State(const storage::EventStore& store, const EngineOptions& options)
      : symbols(store.dictionary()),
        cache(options.partial_cache_bytes),
        workers(HelpersOf(options)),
        tools{symbols, cache, workers, options.limits} {}

  SymbolTable symbols;
  PartialCache cache;
  ScanWorkers workers;
  ScanTools tools;
};

QueryEngine::QueryEngine(const storage::EventStore& store, const EngineOptions& options)
    : store_(store), state_(std::make_unique<State>(store, options)) {}

QueryEngine::~QueryEngine() = default;

absl::StatusOr<std::unique_ptr<AggregateAnswer>> QueryEngine::Aggregate(
    const oxus::v1::AggregateRequest& request, const Cancelled& cancelled) const {
  return query::Aggregate(*store_.TakeSnapshot(), request, state_->tools, cancelled);
}

absl::Status QueryEngine::Aggregate(const oxus::v1::AggregateRequest& request,
                                    const Cancelled& cancelled,
                                    oxus::v1::AggregateResponse* response) const {
  auto answer = Aggregate(request, cancelled);
  if (!answer.ok()) return answer.status();
  constexpr size_t kAll = std::numeric_limits<size_t>::max();
  std::string encoded;
  (*answer)->AppendNext(kAll, kAll, &encoded);
  if (!response->ParseFromString(encoded)) return absl::InternalError("the answer does not parse");
  return absl::OkStatus();
}

absl::StatusOr<std::string> QueryEngine::ListEvents(const oxus::v1::ListEventsRequest& request,
                                                    const Cancelled& cancelled) const {
  return query::ListEvents(*store_.TakeSnapshot(), request, cancelled);
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
  for (const filter::Function& function : FieldSchema().functions) {
    auto* listed = response->add_functions();
    listed->set_name(function.name);
    listed->set_description(function.description);
    for (const auto& parameter : function.parameters) listed->add_parameters(parameter.name);
  }
}

std::vector<storage::MemoryUse> QueryEngine::memory() const {
  return {{"partial results", state_->cache.bytes(), state_->cache.capacity_bytes()}};
}

}  // namespace oxus::query
