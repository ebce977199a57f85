#include "codes/labels.h"
#include "server/query/fields/constants.h"
#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using filter::ValueType;

void ReadKind(const EventRow& row, Values& values) {
  if (row.event().has_incident()) values.emplace_back("INCIDENT");
  if (row.event().has_contact()) values.emplace_back("CONTACT");
}

void ReadClass(const EventRow& row, Values& values) {
  const auto& event = row.event();
  if (event.has_incident()) AddText(codes::ClassLabel(event.incident().type()), values);
  if (event.has_contact()) AddText(codes::ClassLabel(event.contact().kind()), values);
}

void ReadType(const EventRow& row, Values& values) {
  const auto& event = row.event();
  if (event.has_incident()) AddText(codes::Label(event.incident().type()), values);
  if (event.has_contact()) AddText(codes::Label(event.contact().kind()), values);
}

void ReadPolarity(const EventRow& row, Values& values) {
  if (!row.event().has_contact()) return;
  AddWord(oxus::v1::Polarity_descriptor(), codes::PolarityOf(row.event().contact().kind()), values);
}

void ReadModality(const EventRow& row, Values& values) {
  AddWord(oxus::v1::Modality_descriptor(), row.modality(), values);
}

void ReadTactic(const EventRow& row, Values& values) {
  for (const int tactic : row.event().incident().tactics()) {
    if (auto word = WordValue(oxus::v1::Tactic_descriptor(), tactic)) {
      AddDistinctText(std::get<std::string>(*word), values);
    }
  }
}

// Labels of the types and kinds, or of their classes, each once.
template <typename TypeWord, typename KindWord>
std::vector<std::string> DetailWords(TypeWord type_word, KindWord kind_word) {
  Values words;
  const auto* types = oxus::v1::IncidentType_descriptor();
  for (int i = 1; i < types->value_count(); ++i) {
    AddDistinctText(type_word(static_cast<oxus::v1::IncidentType>(types->value(i)->number())),
                    words);
  }
  const auto* kinds = oxus::v1::ContactKind_descriptor();
  for (int i = 1; i < kinds->value_count(); ++i) {
    AddDistinctText(kind_word(static_cast<oxus::v1::ContactKind>(kinds->value(i)->number())),
                    words);
  }
  std::vector<std::string> texts;
  for (auto& word : words) texts.push_back(std::get<std::string>(std::move(word)));
  return texts;
}

std::vector<std::string> ClassWords() {
  return DetailWords([](oxus::v1::IncidentType type) { return codes::ClassLabel(type); },
                     [](oxus::v1::ContactKind kind) { return codes::ClassLabel(kind); });
}

std::vector<std::string> TypeWords() {
  return DetailWords([](oxus::v1::IncidentType type) { return codes::Label(type); },
                     [](oxus::v1::ContactKind kind) { return codes::Label(kind); });
}

QueryField WordField(std::string name, std::string description,
                     const google::protobuf::EnumDescriptor* type, EventReader reader) {
  return QueryField(std::move(name), ValueType::kText, std::move(description), reader)
      .Words(WordsOf(type));
}

}  // namespace

std::vector<QueryField> DetailFields() {
  return {
      QueryField("kind", ValueType::kText, "INCIDENT or CONTACT.", ReadKind)
          .Words({"INCIDENT", "CONTACT"}),
      QueryField("class", ValueType::kText, "Class of the incident type or contact kind.",
                 ReadClass)
          .Words(ClassWords()),
      QueryField("type", ValueType::kText, "Incident type or contact kind.", ReadType)
          .Words(TypeWords()),
      WordField("modality", "Whether the act took place; ACTUAL when not stated.",
                oxus::v1::Modality_descriptor(), ReadModality),
      WordField("tactic", "Means used in an incident, each of them.", oxus::v1::Tactic_descriptor(),
                ReadTactic),
      WordField("domain", "What a contact was about.", oxus::v1::Domain_descriptor(),
                [](const EventRow& row, Values& values) {
                  AddWord(oxus::v1::Domain_descriptor(), row.event().contact().domain(), values);
                }),
      WordField("channel", "How a contact took place.", oxus::v1::Channel_descriptor(),
                [](const EventRow& row, Values& values) {
                  AddWord(oxus::v1::Channel_descriptor(), row.event().contact().channel(), values);
                }),
      WordField("level", "Rank at which a contact took place.", oxus::v1::Level_descriptor(),
                [](const EventRow& row, Values& values) {
                  AddWord(oxus::v1::Level_descriptor(), row.event().contact().level(), values);
                }),
      WordField("outcome", "What became of an ask.", oxus::v1::Outcome_descriptor(),
                [](const EventRow& row, Values& values) {
                  AddWord(oxus::v1::Outcome_descriptor(), row.event().contact().outcome(), values);
                }),
      WordField("polarity", "How a contact bears on relations; absent when it does not.",
                oxus::v1::Polarity_descriptor(), ReadPolarity),
      QueryField("subject", ValueType::kText, "Subject slug of a contact.",
                 [](const EventRow& row, Values& values) {
                   AddText(row.event().contact().subject(), values);
                 }),
      QueryField("tag", ValueType::kText, "Each tag.",
                 [](const EventRow& row, Values& values) {
                   for (const auto& tag : row.event().tags()) AddDistinctText(tag, values);
                 }),
      QueryField(
          "summary", ValueType::kText, "The producer's own words.",
          [](const EventRow& row, Values& values) { AddText(row.event().summary(), values); })
          .FilterOnly(),
  };
}

}  // namespace oxus::query
