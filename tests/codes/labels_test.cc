#include "codes/labels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/codes/data_table.h"

namespace oxus::codes {
namespace {

using google::protobuf::EnumDescriptor;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

TEST(LabelsTest, IncidentTypesHaveTheNumbersAndClassesOfTheTable) {
  const auto rows = ReadDataTable("oxus/incident_types.tsv");
  EXPECT_EQ(static_cast<int>(rows.size()) + 1, oxus::v1::IncidentType_descriptor()->value_count());
  for (const DataRow& row : rows) {
    const auto type = IncidentTypeFromLabel(row.at("name"));
    ASSERT_TRUE(type.has_value()) << row.at("name");
    EXPECT_EQ(std::to_string(int{*type}), row.at("code"));
    EXPECT_EQ(Label(*type), row.at("name"));
    EXPECT_EQ(ClassLabel(*type), row.at("class"));
  }
}

TEST(LabelsTest, ContactKindsHaveTheNumbersClassesAndPolarityOfTheTable) {
  const auto rows = ReadDataTable("oxus/contact_kinds.tsv");
  EXPECT_EQ(static_cast<int>(rows.size()) + 1, oxus::v1::ContactKind_descriptor()->value_count());
  for (const DataRow& row : rows) {
    const auto kind = ContactKindFromLabel(row.at("name"));
    ASSERT_TRUE(kind.has_value()) << row.at("name");
    EXPECT_EQ(std::to_string(int{*kind}), row.at("code"));
    EXPECT_EQ(Label(*kind), row.at("name"));
    EXPECT_EQ(ClassLabel(*kind), row.at("class"));
    const auto polarity = row.at("polarity") == "1"    ? oxus::v1::POLARITY_COOPERATIVE
                          : row.at("polarity") == "-1" ? oxus::v1::POLARITY_CONFLICTUAL
                                                       : oxus::v1::POLARITY_UNSPECIFIED;
    EXPECT_EQ(PolarityOf(*kind), polarity) << row.at("name");
  }
}

TEST(LabelsTest, NumbersWithoutAValueHaveNoLabel) {
  for (const int number : {0, -1, 99, 106, 5000, 1 << 20}) {
    EXPECT_EQ(Label(static_cast<oxus::v1::IncidentType>(number)), "") << number;
    EXPECT_EQ(ClassLabel(static_cast<oxus::v1::ContactKind>(number * 7)), "") << number;
  }
  EXPECT_EQ(IncidentTypeFromLabel(""), std::nullopt);
  EXPECT_EQ(IncidentTypeFromLabel("UNSPECIFIED"), std::nullopt);
  EXPECT_EQ(IncidentTypeFromLabel("armed_clash"), std::nullopt);
  EXPECT_EQ(ContactKindFromLabel("ARMED_CLASH"), std::nullopt);
}

std::vector<const EnumDescriptor*> AllEnums() {
  std::vector<const EnumDescriptor*> enums;
  const auto* file = oxus::v1::Event::descriptor()->file();
  for (int i = 0; i < file->enum_type_count(); ++i) enums.push_back(file->enum_type(i));
  return enums;
}

TEST(LabelsTest, EveryValueOfEveryEnumIsFoundByItsLabelAndByItsName) {
  EXPECT_GT(AllEnums().size(), 20u);
  for (const EnumDescriptor* type : AllEnums()) {
    for (int i = 0; i < type->value_count(); ++i) {
      const auto* value = type->value(i);
      const std::string_view label = Label(type, value->number());
      EXPECT_TRUE(value->name().ends_with("_" + std::string(label))) << value->name();
      EXPECT_EQ(NumberFromLabel(type, label), value->number()) << value->name();
      EXPECT_EQ(NumberFromLabel(type, value->name()), value->number());
    }
    EXPECT_THAT(Labels(type), Not(Contains("UNSPECIFIED"))) << type->name();
    EXPECT_EQ(static_cast<int>(Labels(type).size()) + 1, type->value_count());
  }
}

TEST(LabelsTest, PrefixesAreDropped) {
  EXPECT_EQ(Label(oxus::v1::Modality_descriptor(), oxus::v1::MODALITY_ACTUAL), "ACTUAL");
  EXPECT_EQ(Label(oxus::v1::GeoPrecision_descriptor(), oxus::v1::GEO_PRECISION_ADMIN1), "ADMIN1");
  EXPECT_EQ(Label(oxus::v1::IncidentType_descriptor(), 101), "ARMED_CLASH");
  EXPECT_EQ(Label(oxus::v1::Modality_descriptor(), 77), "");
  EXPECT_EQ(NumberFromLabel(oxus::v1::Modality_descriptor(), "SURE"), std::nullopt);
  EXPECT_EQ(NumberFromLabel(oxus::v1::Modality_descriptor(), ""), std::nullopt);
  EXPECT_THAT(Labels(oxus::v1::Stance_descriptor()), ElementsAre("ASSERTS", "DENIES", "CORRECTS"));
}

}  // namespace
}  // namespace oxus::codes
