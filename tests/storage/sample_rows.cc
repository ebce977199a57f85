#include "tests/storage/sample_rows.h"

#include <ostream>

namespace oxus::test {

using storage::Column;
using storage::ColumnData;
using storage::InfoOf;
using storage::List;
using storage::ListShape;
using storage::SegmentPart;

std::ostream& operator<<(std::ostream& out, const SampleRow& row) {
  out << "{type " << row.type << " quarantined " << row.quarantined << " at " << row.received_ms
      << " previous " << row.previous << " by '" << row.principal << "' of '" << row.producer
      << "' revision " << row.revision.value_or(-1) << " '" << row.subject << "' lat "
      << row.lat.value_or(-1) << " tags";
  for (const std::string& tag : row.tags) out << " " << tag;
  for (const auto& [source, at] : row.reports) out << " " << source << "@" << at.value_or(-1);
  return out << "}";
}

void ProjectSample(const v1::Event& event, storage::RowDraft& row) {
  row.SetText(Column::kProducer, event.key().producer_id());
  row.SetInteger(Column::kRevision, event.key().revision());
  row.SetText(Column::kSubject, event.summary());
  if (event.has_place()) row.SetReal(Column::kLat, event.place().lat());
  for (const std::string& tag : event.tags()) {
    row.AddElement(List::kTag);
    row.SetText(Column::kTag, tag);
  }
  for (const v1::Report& report : event.reports()) {
    row.AddElement(List::kReport);
    row.SetText(Column::kSource, report.source_id());
    if (report.published_ms() != 0) row.SetInteger(Column::kPublishedMs, report.published_ms());
  }
}

void FillSample(const v1::Event& event, SampleRow& row) {
  row.producer = event.key().producer_id();
  row.revision = event.key().revision();
  row.subject = event.summary();
  if (event.has_place()) row.lat = event.place().lat();
  row.tags.assign(event.tags().begin(), event.tags().end());
  for (const v1::Report& report : event.reports()) {
    row.reports.emplace_back(report.source_id(), std::nullopt);
    if (report.published_ms() != 0) row.reports.back().second = report.published_ms();
  }
}

namespace {

// The columns of one part, each loaded anew for every value: slow and plain.
class PartReader {
 public:
  PartReader(const SegmentPart& part, const storage::Dictionary& dictionary)
      : part_(part), dictionary_(dictionary) {}

  SampleRow Read(uint32_t row) {
    SampleRow read;
    read.type = Integer(Column::kRecordType, row).value_or(0);
    read.quarantined = Integer(Column::kQuarantined, row).value_or(0) != 0;
    read.received_ms = Integer(Column::kReceivedMs, row).value_or(-1);
    read.previous = static_cast<uint64_t>(Integer(Column::kPrevious, row).value_or(0));
    read.principal = Text(Column::kPrincipal, row);
    read.producer = Text(Column::kProducer, row);
    read.revision = Integer(Column::kRevision, row);
    read.subject = Text(Column::kSubject, row);
    if (const auto lat = Data(Column::kLat); lat && IsSet(*lat, row)) read.lat = RealAt(*lat, row);
    for (const uint32_t at : Elements(List::kTag, Column::kTag, row)) {
      read.tags.push_back(Text(Column::kTag, at));
    }
    for (const uint32_t at : Elements(List::kReport, Column::kSource, row)) {
      read.reports.emplace_back(Text(Column::kSource, at), Integer(Column::kPublishedMs, at));
    }
    return read;
  }

  const absl::Status& status() const { return status_; }

 private:
  std::shared_ptr<const ColumnData> Data(Column column) {
    absl::StatusOr<std::shared_ptr<const ColumnData>> data = part_.segment->Load(column);
    if (!data.ok()) status_ = data.status();
    return data.ok() ? *data : nullptr;
  }

  std::optional<int64_t> Integer(Column column, uint32_t at) {
    const auto data = Data(column);
    if (data == nullptr || !IsSet(*data, at)) return std::nullopt;
    return IntegerAt(*data, at);
  }

  std::string Text(Column column, uint32_t at) {
    const int64_t code = Integer(column, at).value_or(0);
    return std::string(dictionary_.Text(InfoOf(column).dictionary, static_cast<uint32_t>(code)));
  }

  // Where the elements of a row are. `always` is a column that every element sets.
  std::vector<uint32_t> Elements(List list, Column always, uint32_t row) {
    absl::StatusOr<std::shared_ptr<const ListShape>> shape = part_.segment->LoadShape(list);
    if (!shape.ok()) {
      status_ = shape.status();
      return {};
    }
    std::vector<uint32_t> elements;
    if ((*shape)->is_flat) {
      const auto data = Data(always);
      if (data != nullptr && IsSet(*data, row)) elements.push_back(row);
      return elements;
    }
    const uint32_t* const offsets = (*shape)->offsets;
    for (uint32_t at = offsets[row]; at < offsets[row + 1]; ++at) elements.push_back(at);
    return elements;
  }

  const SegmentPart& part_;
  const storage::Dictionary& dictionary_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::vector<SampleRow>> ReadRows(const storage::Snapshot& snapshot) {
  std::vector<SampleRow> rows;
  for (const SegmentPart& part : snapshot.parts()) {
    if (part.first_sequence() != rows.size() + 1) return absl::InternalError("parts have a gap");
    PartReader reader(part, snapshot.dictionary());
    for (uint32_t row = 0; row < part.rows; ++row) rows.push_back(reader.Read(row));
    if (!reader.status().ok()) return reader.status();
  }
  if (rows.size() != snapshot.last_sequence()) return absl::InternalError("parts end early");
  return rows;
}

}  // namespace oxus::test
