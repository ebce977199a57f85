#include "server/query/having.h"

#include <utility>

#include "server/filter/canonical.h"
#include "server/filter/schema.h"
#include "server/query/metric.h"

namespace oxus::query {
namespace {

filter::Schema SchemaOf(const std::vector<std::string>& metric_columns) {
  filter::Schema schema;
  for (const std::string& column : metric_columns) {
    filter::Field field;
    field.name = MetricWord(column);
    field.type = filter::ValueType::kNumber;
    schema.fields.push_back(std::move(field));
  }
  return schema;
}

}  // namespace

filter::Filter ParseHaving(const std::string& text, const std::vector<std::string>& metric_columns,
                           RequestFaults& faults) {
  auto parsed = filter::Filter::Parse(text, SchemaOf(metric_columns));
  if (parsed.ok()) return *std::move(parsed);
  faults.AddReasonedViolation("having", std::string(parsed.status().message()), "FILTER_SYNTAX");
  return filter::Filter();
}

std::string HavingText(const filter::Filter& having,
                       const std::vector<std::string>& metric_columns) {
  return filter::Canonical(having, SchemaOf(metric_columns));
}

}  // namespace oxus::query
