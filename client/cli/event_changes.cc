#include "client/cli/event_changes.h"

#include "client/cli/event_text.h"
#include "fmt/format.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"

namespace oxus::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using SpecificField = MessageDifferencer::SpecificField;

// Longer values are told by their beginning.
constexpr size_t kMostValueBytes = 60;

std::string PathOf(const std::vector<SpecificField>& fields) {
  std::string path;
  for (const SpecificField& field : fields) {
    if (field.field == nullptr) continue;
    if (!path.empty()) path += '.';
    path += field.field->name();
    const int index = field.new_index >= 0 ? field.new_index : field.index;
    if (field.field->is_repeated() && index >= 0) path += fmt::format("[{}]", index);
  }
  return path;
}

std::string Shortened(std::string text) {
  if (text.size() <= kMostValueBytes) return text;
  size_t end = kMostValueBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string ValueText(const Message& message, const FieldDescriptor* field, int index) {
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    const Message& value = field->is_repeated()
                               ? message.GetReflection()->GetRepeatedMessage(message, field, index)
                               : message.GetReflection()->GetMessage(message, field);
    if (const auto* report = dynamic_cast<const oxus::v1::Report*>(&value)) {
      return "from " + report->source_id();
    }
    return Shortened(MessageJson(value));
  }
  std::string text;
  google::protobuf::TextFormat::PrintFieldValueToString(message, field,
                                                        field->is_repeated() ? index : -1, &text);
  return Shortened(text);
}

class ChangeCollector : public MessageDifferencer::Reporter {
 public:
  explicit ChangeCollector(std::vector<std::string>& changes) : changes_(changes) {}

  void ReportAdded(const Message&, const Message& after,
                   const std::vector<SpecificField>& path) override {
    changes_.push_back(fmt::format("{}: added, {}", PathOf(path),
                                   ValueText(after, path.back().field, path.back().new_index)));
  }
  void ReportDeleted(const Message& before, const Message&,
                     const std::vector<SpecificField>& path) override {
    changes_.push_back(fmt::format("{}: removed, {}", PathOf(path),
                                   ValueText(before, path.back().field, path.back().index)));
  }
  void ReportModified(const Message& before, const Message& after,
                      const std::vector<SpecificField>& path) override {
    const SpecificField& last = path.back();
    // What changed inside a message was told field by field.
    if (last.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return;
    changes_.push_back(fmt::format("{}: {} -> {}", PathOf(path),
                                   ValueText(before, last.field, last.index),
                                   ValueText(after, last.field, last.new_index)));
  }

 private:
  std::vector<std::string>& changes_;
};

std::string RetractionText(const oxus::v1::Retraction& retraction) {
  std::string text = "retracted: " + Word(retraction.reason());
  if (retraction.has_merged_into()) {
    text += ", merged into " + KeyText(retraction.merged_into());
  }
  if (!retraction.note().empty()) text += ", " + retraction.note();
  return text;
}

}  // namespace

std::vector<std::string> DescribeChanges(const oxus::v1::StoredEvent& before,
                                         const oxus::v1::StoredEvent& after) {
  // A retraction changes no field; what else its state shows is of no account.
  if (after.has_retraction() &&
      !(before.has_retraction() &&
        MessageDifferencer::Equals(before.retraction(), after.retraction()))) {
    return {RetractionText(after.retraction())};
  }
  std::vector<std::string> changes;
  ChangeCollector collector(changes);
  MessageDifferencer differencer;
  // The revision has a column of its own.
  differencer.IgnoreField(oxus::v1::EventKey::descriptor()->FindFieldByName("revision"));
  differencer.ReportDifferencesTo(&collector);
  differencer.Compare(before.event(), after.event());
  return changes;
}

}  // namespace oxus::cli
