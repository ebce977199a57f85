#include "client/importer/ndjson.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <utility>

#include "client/importer/delimited_reader.h"
#include "client/importer/utf8.h"

namespace oxus::importer {
namespace {

absl::Status ParseStrictly(std::string_view json, google::protobuf::Message& message) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const auto parsed = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &message, options);
  if (parsed.ok()) return absl::OkStatus();
  const auto text = parsed.message();
  return absl::InvalidArgumentError(RepairUtf8(std::string_view(text.data(), text.size())));
}

}  // namespace

bool HasTopLevelMember(std::string_view json, std::string_view name) {
  int depth = 0;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const std::size_t begin = i + 1;
    for (++i; i < json.size() && json[i] != '"'; ++i) {
      if (json[i] == '\\') ++i;
    }
    if (i >= json.size()) return false;
    const std::size_t colon = json.find_first_not_of(" \t", i + 1);
    if (depth == 1 && json.substr(begin, i - begin) == name && colon != std::string_view::npos &&
        json[colon] == ':') {
      return true;
    }
  }
  return false;
}

absl::Status ReadSubmissionJson(std::string_view json, oxus::v1::Submission& submission) {
  if (HasTopLevelMember(json, "key")) return ParseStrictly(json, *submission.mutable_event());
  absl::Status parsed = ParseStrictly(json, submission);
  if (!parsed.ok()) return parsed;
  if (submission.kind_case() != oxus::v1::Submission::KIND_NOT_SET) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "neither an event (with a \"key\") nor a submission (with \"event\", \"retraction\" or "
      "\"attachReport\")");
}

absl::Status NdjsonImporter::Run(Input& input, Sink& sink) {
  ledger_.set_sink(sink);
  DelimitedReader reader(input, {std::nullopt, /*quoted=*/false});
  while (true) {
    const DelimitedReader::Next next = reader.ReadRow();
    if (next == DelimitedReader::Next::kEnd) break;
    if (next == DelimitedReader::Next::kBadRow) {
      ledger_.Fail(reader.line(), "", reader.error());
      continue;
    }
    if (reader.repaired()) {
      ledger_.Fail(reader.line(), "", "not UTF-8");
      continue;
    }
    oxus::v1::Submission submission;
    absl::Status parsed = ReadSubmissionJson(reader.fields().front(), submission);
    if (!parsed.ok()) {
      ledger_.Fail(reader.line(), "",
                   fmt::format("{}{}", std::string(parsed.message()),
                               reader.unterminated() ? " (the last line, maybe cut off)" : ""));
      continue;
    }
    absl::Status taken = ledger_.Submit(std::move(submission), reader.line());
    if (!taken.ok()) return taken;
  }
  return reader.status();
}

}  // namespace oxus::importer
