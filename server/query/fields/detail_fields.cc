#include <algorithm>

#include "codes/labels.h"
#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using oxus::v1::ContactKind;
using oxus::v1::Event;
using oxus::v1::IncidentType;
using storage::Column;
using storage::Dictionary;

bool IsContact(int64_t act) { return act >= storage::kContactBase; }
ContactKind KindOf(int64_t act) { return static_cast<ContactKind>(act - storage::kContactBase); }
IncidentType TypeOf(int64_t act) { return static_cast<IncidentType>(act); }

OptionalValue ReadKind(const Dictionary& /*dictionary*/, int64_t act) {
  if (act == 0) return std::nullopt;
  return std::string(IsContact(act) ? "CONTACT" : "INCIDENT");
}

OptionalValue ReadClass(const Dictionary& /*dictionary*/, int64_t act) {
  return TextValue(IsContact(act) ? codes::ClassLabel(KindOf(act))
                                  : codes::ClassLabel(TypeOf(act)));
}

OptionalValue ReadType(const Dictionary& /*dictionary*/, int64_t act) {
  return TextValue(IsContact(act) ? codes::Label(KindOf(act)) : codes::Label(TypeOf(act)));
}

OptionalValue ReadPolarity(const Dictionary& /*dictionary*/, int64_t act) {
  if (!IsContact(act)) return std::nullopt;
  return WordValue(oxus::v1::Polarity_descriptor(), codes::PolarityOf(KindOf(act)));
}

// Labels of the types and kinds, or of their classes, each once.
template <typename TypeWord, typename KindWord>
std::vector<std::string> ActWords(TypeWord type_word, KindWord kind_word) {
  std::vector<std::string> words;
  const auto add = [&words](std::string_view word) {
    if (std::find(words.begin(), words.end(), word) == words.end()) words.emplace_back(word);
  };
  const auto* types = oxus::v1::IncidentType_descriptor();
  for (int i = 1; i < types->value_count(); ++i) {
    add(type_word(static_cast<IncidentType>(types->value(i)->number())));
  }
  const auto* kinds = oxus::v1::ContactKind_descriptor();
  for (int i = 1; i < kinds->value_count(); ++i) {
    add(kind_word(static_cast<ContactKind>(kinds->value(i)->number())));
  }
  return words;
}

std::vector<std::string> ClassWords() {
  return ActWords([](IncidentType type) { return codes::ClassLabel(type); },
                  [](ContactKind kind) { return codes::ClassLabel(kind); });
}

std::vector<std::string> TypeWords() {
  return ActWords([](IncidentType type) { return codes::Label(type); },
                  [](ContactKind kind) { return codes::Label(kind); });
}

// A field of which several types or kinds have the same word.
QueryField ActField(std::string name, SymbolReader reader, std::string description,
                    std::vector<std::string> words) {
  QueryField field = SymbolField(std::move(name), Column::kAct, reader, std::move(description));
  field.is_injective = false;
  return std::move(field).Words(std::move(words));
}

void ReadSummary(const Event& event, Values& values) {
  AddDistinct(TextValue(event.summary()), values);
}

}  // namespace

std::vector<QueryField> DetailFields() {
  return {
      ActField("kind", ReadKind, "INCIDENT or CONTACT.", {"INCIDENT", "CONTACT"}),
      ActField("class", ReadClass, "Class of the incident type or contact kind.", ClassWords()),
      SymbolField("type", Column::kAct, ReadType, "Incident type or contact kind.")
          .Words(TypeWords()),
      WordField<oxus::v1::Modality_descriptor>(
          "modality", Column::kModality, "Whether the act took place; ACTUAL when not stated."),
      WordField<oxus::v1::Tactic_descriptor>("tactic", Column::kTactic,
                                             "Means used in an incident, each of them."),
      ActField("polarity", ReadPolarity,
               "How a contact bears on relations; absent when it does not.",
               WordsOf(oxus::v1::Polarity_descriptor())),
      CodeField<Column::kTag>("tag", "Each tag."),
      FlagField("is_aggregate", Column::kIsAggregate,
                "True when one record stands for several incidents."),
      FlagField("confirmed_large", Column::kConfirmedLarge,
                "True when the producer says that an unusually high count of killed was looked at "
                "and is meant."),
      DocumentField("summary", ReadSummary, "The producer's own words."),
  };
}

}  // namespace oxus::query
