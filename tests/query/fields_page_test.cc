#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "oxus/v1/event.pb.h"
#include "server/query/field_table.h"

// docs/fields.md says what is so.
namespace oxus::query {
namespace {

std::string Page() {
  std::ifstream file(std::string(OXUS_SOURCE_DIR) + "/docs/fields.md");
  EXPECT_TRUE(file.is_open());
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// More of them would hide the rest of the page; --list-fields has them all.
constexpr size_t kShownWords = 20;

std::string WordsOf(const filter::Field& field) {
  std::string words;
  if (field.words.empty() || field.words.size() > kShownWords) return words;
  for (size_t i = 0; i < field.words.size(); ++i) {
    const bool is_ordered = i > 0 && i < field.ordered_words;
    words += fmt::format("{}`{}`", is_ordered ? " < " : " ", field.words[i]);
  }
  return words;
}

std::string FieldRows() {
  std::string rows;
  for (const QueryField& field : Fields()) {
    const bool is_word = !field.filter.words.empty();
    rows += fmt::format("| `{}` | {} | {} | {}{} |\n", field.filter.name,
                        is_word ? "word" : TypeName(field.filter.type),
                        field.groupable ? "yes" : "", field.description, WordsOf(field.filter));
  }
  return rows;
}

std::string FunctionRows() {
  std::string rows;
  for (const auto& function : FieldSchema().functions) {
    std::string parameters;
    for (const auto& parameter : function.parameters) {
      parameters += (parameters.empty() ? "" : ", ") + parameter.name;
    }
    rows += fmt::format("| `{}({})` | {} |\n", function.name, parameters, function.description);
  }
  return rows;
}

TEST(FieldsPage, ListsEveryField) {
  EXPECT_NE(Page().find("\n" + FieldRows() + "\n"), std::string::npos) << "The rows should be:\n"
                                                                       << FieldRows();
}

TEST(FieldsPage, ListsEveryFunction) {
  EXPECT_NE(Page().find("\n" + FunctionRows() + "\n"), std::string::npos) << "The rows should be:\n"
                                                                          << FunctionRows();
}

// Paths of the fields of a message that hold values: "place.lat", "reports[].claims[].role".
void AddLeaves(const google::protobuf::Descriptor* type, const std::string& prefix,
               std::set<std::string>& leaves) {
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    const std::string path = prefix + field->name() + (field->is_repeated() ? "[]" : "");
    if (field->message_type() == nullptr) {
      leaves.insert(path);
    } else {
      AddLeaves(field->message_type(), path + ".", leaves);
    }
  }
}

TEST(FieldsPage, FindsAFieldForEveryPartOfTheModel) {
  std::set<std::string> leaves;
  AddLeaves(v1::Event::descriptor(), "", leaves);
  const std::string page = Page();
  const std::regex row("\\n\\| `([^`]+)` \\| ([^|]+) \\|");
  const std::regex name("`([a-z0-9_]+)`");
  std::set<std::string> told;
  const size_t start = page.find("## From the model");
  ASSERT_NE(start, std::string::npos);
  const std::string model = page.substr(start);
  for (std::sregex_iterator it(model.begin(), model.end(), row), end; it != end; ++it) {
    told.insert((*it)[1]);
    const std::string fields = (*it)[2];
    for (std::sregex_iterator of(fields.begin(), fields.end(), name); of != end; ++of) {
      EXPECT_TRUE(FindField((*of)[1].str()).has_value()) << (*of)[1];
    }
  }
  for (const std::string& leaf : leaves) EXPECT_EQ(told.count(leaf), 1u) << leaf << " is missing";
  for (const std::string& path : told) EXPECT_EQ(leaves.count(path), 1u) << path << " is no field";
}

}  // namespace
}  // namespace oxus::query
