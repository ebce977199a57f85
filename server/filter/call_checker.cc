#include "server/filter/call_checker.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "server/filter/constant.h"
#include "server/filter/message.h"

namespace oxus::filter {
namespace {

template <typename T>
absl::StatusOr<Value> AsValue(absl::StatusOr<T> constant) {
  if (!constant.ok()) return constant.status();
  return Value(*std::move(constant));
}

absl::StatusOr<Value> ReadText(const Token& constant, std::string_view subject) {
  if (absl::Status status = ExpectText(constant, subject); !status.ok()) return status;
  if (!constant.stars.empty()) {
    return ErrorAt(constant.offset,
                   fmt::format("found '*', {} takes a text as it is; write \"\\*\" for a star "
                               "itself",
                               subject));
  }
  return Value(constant.value);
}

absl::StatusOr<Value> ReadArgument(const Token& constant, ValueType type,
                                   std::string_view subject) {
  switch (type) {
    case ValueType::kText:
      return ReadText(constant, subject);
    case ValueType::kInteger:
      return AsValue(ReadInteger(constant, subject));
    case ValueType::kNumber:
      return AsValue(ReadNumber(constant, subject));
    case ValueType::kBoolean:
      return AsValue(ReadBoolean(constant, subject));
    case ValueType::kTime:
      break;
  }
  const absl::StatusOr<TimeConstant> time = ReadTime(constant);
  if (!time.ok()) return time.status();
  return Value(time->start_ms);
}

absl::Status CheckNumberOfArguments(const Syntax& syntax, const Function& function) {
  const size_t expected = function.parameters.size();
  const size_t found = syntax.arguments.size();
  if (found == expected) return absl::OkStatus();
  const std::string takes = fmt::format("{} takes {} argument{}", Signature(function), expected,
                                        expected == 1 ? "" : "s");
  if (found < expected) {
    return ErrorAt(syntax.close.offset, fmt::format("found ')', expected '{}': {}",
                                                    function.parameters[found].name, takes));
  }
  const Token& extra = syntax.arguments[expected];
  return ErrorAt(extra.offset, fmt::format("found {}, expected ')': {}", Describe(extra), takes));
}

}  // namespace

absl::StatusOr<Node> CheckCall(const Syntax& syntax, const Function& function, size_t index) {
  if (absl::Status status = CheckNumberOfArguments(syntax, function); !status.ok()) return status;
  Node call;
  call.kind = Node::Kind::kCall;
  call.function = index;
  for (size_t i = 0; i < function.parameters.size(); ++i) {
    const Parameter& parameter = function.parameters[i];
    absl::StatusOr<Value> value =
        ReadArgument(syntax.arguments[i], parameter.type,
                     fmt::format("'{}' of {}", parameter.name, Signature(function)));
    if (!value.ok()) return value.status();
    call.arguments.push_back(*std::move(value));
  }
  if (function.check) {
    const std::optional<std::string> complaint = function.check(call.arguments);
    if (complaint) return ErrorAt(syntax.name.offset, *complaint);
  }
  return call;
}

std::string Signature(const Function& function) {
  std::vector<std::string_view> names;
  for (const Parameter& parameter : function.parameters) names.push_back(parameter.name);
  return fmt::format("{}({})", function.name, fmt::join(names, ", "));
}

}  // namespace oxus::filter
