#include "storage/columns/column.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace oxus::storage {
namespace {

TEST(Columns, AreInOrderOfTheirNumbersBelowTheLimit) {
  int last = 0;
  for (const ColumnInfo& info : Columns()) {
    EXPECT_GT(static_cast<int>(info.column), last) << info.name;
    last = static_cast<int>(info.column);
  }
  EXPECT_EQ(static_cast<size_t>(last) + 1, kColumnLimit);
}

TEST(Columns, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const ColumnInfo& info : Columns()) EXPECT_TRUE(names.emplace(info.name).second);
}

TEST(Columns, ThoseOfCodesAndNoOthersHaveADictionary) {
  for (const ColumnInfo& info : Columns()) {
    EXPECT_EQ(info.type == ColumnType::kCode, info.dictionary != DictionaryColumn::kNone)
        << info.name;
  }
}

TEST(Columns, ListsBeginAtSixtyFour) {
  for (const ColumnInfo& info : Columns()) {
    EXPECT_EQ(info.list != List::kNone, static_cast<int>(info.column) >= 64) << info.name;
  }
}

TEST(Columns, EveryListAndEveryDictionaryHasAColumn) {
  std::set<List> lists;
  std::set<DictionaryColumn> dictionaries;
  for (const ColumnInfo& info : Columns()) {
    lists.insert(info.list);
    dictionaries.insert(info.dictionary);
  }
  EXPECT_EQ(lists.size(), kListCount);
  EXPECT_EQ(dictionaries.size(), kDictionaryColumns);
}

TEST(Columns, InfoOfFindsEachOne) {
  for (const ColumnInfo& info : Columns()) EXPECT_EQ(&InfoOf(info.column), &info);
}

TEST(ColumnsDeathTest, InfoOfANumberThatIsNoneAborts) {
  EXPECT_DEATH(InfoOf(static_cast<Column>(60)), "");
  EXPECT_DEATH(InfoOf(static_cast<Column>(200)), "");
}

}  // namespace
}  // namespace oxus::storage
