#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "oxus/v1/query_service.pb.h"

namespace oxus::test {

// An answer as lines of text: "TJ-KT | 2", with "?" for what is not set.
inline std::string ValueText(const v1::Value& value) {
  switch (value.kind_case()) {
    case v1::Value::kText:
      return value.text();
    case v1::Value::kInteger:
      return fmt::format("{}", value.integer());
    case v1::Value::kNumber:
      return fmt::format("{:g}", value.number());
    case v1::Value::kBoolean:
      return value.boolean() ? "true" : "false";
    case v1::Value::KIND_NOT_SET:
      break;
  }
  return "?";
}

inline std::vector<std::string> Lines(const v1::AggregateResponse& response) {
  std::vector<std::string> lines;
  for (const auto& row : response.rows()) {
    std::string line;
    for (const auto& value : row.group()) line += ValueText(value) + " | ";
    for (const auto& value : row.metrics()) line += ValueText(value) + " ";
    line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

}  // namespace oxus::test
