#include "server/ingest/batch_reader.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "oxus/v1/ingest_service.pb.h"
#include "server/ingest/findings.h"
#include "server/ingest/reasons.h"
#include "server/projection/projection.h"

namespace oxus::ingest {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using oxus::v1::IngestRequest;
using oxus::v1::Submission;

constexpr size_t kLeastBytesPerCell = 4;

// Takes the next length-delimited field as a view into the input's bytes.
bool ReadView(CodedInputStream& input, std::string_view* view) {
  uint32_t size = 0;
  const void* data = nullptr;
  int available = 0;
  if (!input.ReadVarint32(&size)) return false;
  if (size == 0) {
    *view = {};
    return true;
  }
  if (!input.GetDirectBufferPointer(&data, &available) || available < 0 ||
      static_cast<uint32_t>(available) < size) {
    return false;
  }
  *view = {static_cast<const char*>(data), size};
  return input.Skip(static_cast<int>(size));
}

CodedInputStream InputOver(std::string_view bytes) {
  return CodedInputStream(reinterpret_cast<const uint8_t*>(bytes.data()),
                          static_cast<int>(bytes.size()));
}

// The bytes of the event, retraction or report inside a submission. Nothing when the field
// occurs other than once: the parts would have to be merged to be kept as one.
std::optional<std::string_view> FindBody(std::string_view submission) {
  CodedInputStream input = InputOver(submission);
  std::optional<std::string_view> body;
  while (const uint32_t tag = input.ReadTag()) {
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    const bool is_body =
        field >= Submission::kEventFieldNumber && field <= Submission::kAttachReportFieldNumber &&
        WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
    if (!is_body) {
      if (!WireFormatLite::SkipField(&input, tag)) return std::nullopt;
      continue;
    }
    std::string_view view;
    if (body.has_value() || !ReadView(input, &view)) return std::nullopt;
    body = view;
  }
  return body;
}

// Parses submissions one after another into the same memory: messages made one by one on the heap,
// or a batch of them in fresh pages, take twice as long.
class SubmissionParser {
 public:
  SubmissionParser() : arena_(memory_.get(), kBytes) {}

  // Valid until the next call; null when the bytes are no submission.
  const Submission* Parse(std::string_view bytes) {
    arena_.Reset();
    auto* const submission = google::protobuf::Arena::CreateMessage<Submission>(&arena_);
    const bool is_read = submission->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    return is_read ? submission : nullptr;
  }

 private:
  // Enough for all but the largest submissions.
  static constexpr size_t kBytes = 32 << 10;

  const std::unique_ptr<char[]> memory_ = std::make_unique<char[]>(kBytes);
  google::protobuf::Arena arena_;
};

Findings Malformed(std::string message) {
  Findings findings;
  FindingSink sink(findings);
  sink.Add(reasons::kMalformedSubmission, FieldPath{}, std::move(message));
  return findings;
}

absl::Status NotARequest() {
  return absl::InvalidArgumentError("the message is not an oxus.v1.IngestRequest");
}

}  // namespace

absl::Status BatchReader::Read() {
  if (absl::Status read = ReadSubmissions(); !read.ok()) return read;
  ShowRows();
  return absl::OkStatus();
}

absl::Status BatchReader::ReadSubmissions() {
  if (batch_.bytes_.size() > kMaxBatchBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("batch of ", batch_.bytes_.size(), " bytes; the limit is ", kMaxBatchBytes));
  }
  CodedInputStream input = InputOver(batch_.bytes_);
  while (const uint32_t tag = input.ReadTag()) {
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    const auto wire = WireFormatLite::GetTagWireType(tag);
    if (field == IngestRequest::kBatchIdFieldNumber && wire == WireFormatLite::WIRETYPE_VARINT) {
      if (!input.ReadVarint64(&batch_.batch_id_)) return NotARequest();
    } else if (field == IngestRequest::kSubmissionsFieldNumber &&
               wire == WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      std::string_view submission;
      if (!ReadView(input, &submission)) return NotARequest();
      if (absl::Status added = AddSubmission(submission); !added.ok()) return added;
    } else if (!WireFormatLite::SkipField(&input, tag)) {
      return NotARequest();
    }
  }
  if (!input.ConsumedEntireMessage()) return NotARequest();
  if (batch_.submissions_.empty()) {
    return absl::InvalidArgumentError("submissions: empty, expected 1 to 10000");
  }
  return absl::OkStatus();
}

absl::Status BatchReader::AddSubmission(std::string_view bytes) {
  if (batch_.submissions_.size() == kMaxBatchSubmissions) {
    return absl::ResourceExhaustedError(
        absl::StrCat("more than ", kMaxBatchSubmissions, " submissions in one batch"));
  }
  CheckedSubmission& checked = batch_.submissions_.emplace_back();
  if (bytes.size() > kMaxSubmissionBytes) {
    // Refused by its size alone, unread.
    checked.findings = Validate(Submission::default_instance(), bytes.size(), now_ms_);
    return absl::OkStatus();
  }
  thread_local SubmissionParser parser;
  const Submission* const parsed = parser.Parse(bytes);
  if (parsed == nullptr) {
    checked.findings =
        Malformed("the bytes are not an oxus.v1.Submission, or a string in them is not UTF-8");
    return absl::OkStatus();
  }
  const Submission& submission = *parsed;
  checked.findings = Validate(submission, bytes.size(), now_ms_);
  if (checked.findings.rejected) return absl::OkStatus();
  const std::optional<std::string_view> body = FindBody(bytes);
  if (!body.has_value()) {
    checked.findings = Malformed("the submission holds more than one message");
    return absl::OkStatus();
  }
  storage::RecordInput& record = checked.record;
  record.body = *body;
  record.quarantined = checked.findings.quarantined;
  record.allow_revision_gap = submission.allow_revision_gap();
  record.principal = batch_.principal_;
  switch (submission.kind_case()) {
    case Submission::kRetraction:
      Describe(submission.retraction(), record);
      break;
    case Submission::kAttachReport:
      Describe(submission.attach_report(), record);
      break;
    default:
      Describe(submission.event(), record);
      checked.traits = MakeTraits(submission.event());
      AddRow(submission.event(), bytes.size());
      break;
  }
  return absl::OkStatus();
}

void BatchReader::AddRow(const oxus::v1::Event& event, size_t submission_bytes) {
  const size_t begin = batch_.rows_.cells().size();
  projection::ProjectEvent(event, batch_.rows_);
  const size_t end = batch_.rows_.cells().size();
  rows_.push_back({batch_.submissions_.size() - 1, begin, end});
  // The first of many alike says how much room there should be. More cells would be of small events
  // with many parts, and a batch seldom has those alone.
  if (begin == 0) {
    const size_t bytes = batch_.bytes_.size();
    batch_.rows_.Reserve(std::min(end * bytes / submission_bytes, bytes / kLeastBytesPerCell));
  }
}

void BatchReader::ShowRows() {
  const std::span<const storage::Cell> cells = batch_.rows_.cells();
  for (const RowStretch& row : rows_) {
    batch_.submissions_[row.submission].record.row = cells.subspan(row.begin, row.end - row.begin);
  }
}

void BatchReader::Describe(const oxus::v1::Event& event, storage::RecordInput& record) {
  record.type = storage::RecordType::kEvent;
  SetKey(event.key(), record);
  SetLinks(event, record);
}

void BatchReader::Describe(const oxus::v1::Retraction& retraction, storage::RecordInput& record) {
  record.type = storage::RecordType::kRetraction;
  SetKey(retraction.key(), record);
  if (retraction.has_merged_into()) {
    record.merged_into_producer_id = Keep(retraction.merged_into().producer_id());
    record.merged_into_external_id = Keep(retraction.merged_into().external_id());
  }
}

void BatchReader::Describe(const oxus::v1::AttachReport& report, storage::RecordInput& record) {
  record.type = storage::RecordType::kReport;
  SetKey(report.key(), record);
}

void BatchReader::SetKey(const oxus::v1::EventKey& key, storage::RecordInput& record) {
  record.producer_id = Keep(key.producer_id());
  record.external_id = Keep(key.external_id());
  record.revision = key.revision();
}

void BatchReader::SetLinks(const oxus::v1::Event& event, storage::RecordInput& record) {
  size_t duplicates = 0;
  for (const oxus::v1::Link& link : event.links()) {
    if (link.kind() == oxus::v1::LINK_KIND_DUPLICATE_OF) ++duplicates;
  }
  const std::span<KeyView> same = KeepArray<KeyView>(duplicates);
  const std::span<KeyView> other = KeepArray<KeyView>(event.links_size() - duplicates);
  size_t same_count = 0;
  size_t other_count = 0;
  for (const oxus::v1::Link& link : event.links()) {
    const KeyView to{Keep(link.to().producer_id()), Keep(link.to().external_id())};
    if (link.kind() == oxus::v1::LINK_KIND_DUPLICATE_OF) {
      same[same_count++] = to;
    } else {
      other[other_count++] = to;
    }
  }
  record.duplicate_of = same;
  record.linked = other;
}

std::string_view BatchReader::Keep(std::string_view text) {
  if (text.empty()) return {};
  char* const copy = google::protobuf::Arena::CreateArray<char>(&batch_.texts_, text.size());
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

template <typename T>
std::span<T> BatchReader::KeepArray(size_t count) {
  if (count == 0) return {};
  static_assert(std::is_trivially_destructible_v<T>);
  // Raw bytes, since the arena makes arrays of trivial types only.
  void* const memory =
      google::protobuf::Arena::CreateArray<uint64_t>(&batch_.texts_, (count * sizeof(T) + 7) / 8);
  T* const array = static_cast<T*>(memory);
  std::uninitialized_value_construct_n(array, count);
  return {array, count};
}

}  // namespace oxus::ingest
