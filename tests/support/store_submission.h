#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "oxus/v1/event.pb.h"
#include "storage/event_store.h"

namespace oxus::test {

// Owns what RecordInput only views, so that tests write one line per record.
class Records {
 public:
  storage::RecordInput& AddEvent(const v1::Event& event) {
    storage::RecordInput& record = Add(storage::RecordType::kEvent, event, event.key());
    for (const v1::Link& link : event.links()) {
      const std::pair<std::string_view, std::string_view> to{Keep(link.to().producer_id()),
                                                             Keep(link.to().external_id())};
      if (link.kind() == v1::LINK_KIND_DUPLICATE_OF) {
        record.duplicate_of = KeepLinks(record.duplicate_of, to);
      } else {
        record.linked = KeepLinks(record.linked, to);
      }
    }
    return record;
  }

  storage::RecordInput& AddRetraction(const v1::Retraction& retraction) {
    storage::RecordInput& record =
        Add(storage::RecordType::kRetraction, retraction, retraction.key());
    record.merged_into_producer_id = Keep(retraction.merged_into().producer_id());
    record.merged_into_external_id = Keep(retraction.merged_into().external_id());
    return record;
  }

  storage::RecordInput& AddReport(const v1::AttachReport& report) {
    return Add(storage::RecordType::kReport, report, report.key());
  }

  const std::vector<storage::RecordInput>& inputs() const { return inputs_; }
  std::vector<storage::RecordInput>& mutable_inputs() { return inputs_; }

 private:
  using Link = std::pair<std::string_view, std::string_view>;

  std::string_view Keep(std::string text) {
    texts_.push_back(std::move(text));
    return texts_.back();
  }

  std::span<const Link> KeepLinks(std::span<const Link> links, Link added) {
    links_.emplace_back(links.begin(), links.end());
    links_.back().push_back(added);
    return links_.back();
  }

  storage::RecordInput& Add(storage::RecordType type, const google::protobuf::Message& message,
                            const v1::EventKey& key) {
    storage::RecordInput& record = inputs_.emplace_back();
    record.type = type;
    record.body = Keep(message.SerializeAsString());
    record.producer_id = Keep(key.producer_id());
    record.external_id = Keep(key.external_id());
    record.revision = key.revision();
    return record;
  }

  std::deque<std::string> texts_;
  std::deque<std::vector<Link>> links_;
  std::vector<storage::RecordInput> inputs_;
};

inline v1::Event MakeEvent(const std::string& external_id, uint32_t revision = 1,
                           const std::string& summary = "") {
  v1::Event event;
  event.mutable_key()->set_producer_id("test");
  event.mutable_key()->set_external_id(external_id);
  event.mutable_key()->set_revision(revision);
  event.set_summary(summary);
  return event;
}

inline v1::Retraction MakeRetraction(const std::string& external_id, uint32_t revision = 0,
                                     const std::string& note = "") {
  v1::Retraction retraction;
  retraction.mutable_key()->set_producer_id("test");
  retraction.mutable_key()->set_external_id(external_id);
  retraction.mutable_key()->set_revision(revision);
  retraction.set_reason(v1::RETRACT_REASON_FALSE_REPORT);
  retraction.set_note(note);
  return retraction;
}

inline v1::AttachReport MakeReport(const std::string& external_id, const std::string& report_id,
                                   const std::string& source = "agency") {
  v1::AttachReport report;
  report.mutable_key()->set_producer_id("test");
  report.mutable_key()->set_external_id(external_id);
  report.mutable_report()->set_report_id(report_id);
  report.mutable_report()->set_source_id(source);
  return report;
}

}  // namespace oxus::test
