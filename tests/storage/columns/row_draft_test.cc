#include "storage/columns/row_draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "storage/dictionary.h"

namespace oxus::storage {
namespace {

TEST(RowDraft, HoldsValuesInOrder) {
  RowDraft draft(nullptr);
  draft.SetInteger(Column::kDay, -3);
  draft.SetReal(Column::kLat, 37.5);
  draft.AddElement(List::kTactic);
  draft.SetInteger(Column::kTactic, 9);
  const std::span<const Cell> cells = draft.cells();
  ASSERT_EQ(cells.size(), 4u);
  EXPECT_EQ(cells[0].kind, Cell::Kind::kInteger);
  EXPECT_EQ(cells[0].column, Column::kDay);
  EXPECT_EQ(cells[0].integer, -3);
  EXPECT_EQ(cells[1].kind, Cell::Kind::kReal);
  EXPECT_EQ(cells[1].real, 37.5);
  EXPECT_EQ(cells[2].kind, Cell::Kind::kElement);
  EXPECT_EQ(cells[2].list, List::kTactic);
  EXPECT_EQ(cells[3].column, Column::kTactic);
}

TEST(RowDraft, TextsThatTheDictionaryKnowsBecomeCodes) {
  Dictionary dictionary;
  (void)dictionary.Code(DictionaryColumn::kCountry, "AF");
  const uint32_t code = dictionary.Code(DictionaryColumn::kCountry, "TJ");
  RowDraft draft(&dictionary);
  draft.SetText(Column::kCountry, "TJ");
  ASSERT_EQ(draft.cells().size(), 1u);
  EXPECT_EQ(draft.cells()[0].kind, Cell::Kind::kCode);
  EXPECT_EQ(draft.cells()[0].code, code);
}

TEST(RowDraft, OtherTextsAreCopied) {
  Dictionary dictionary;
  (void)dictionary.Code(DictionaryColumn::kAdmin1, "TJ");
  RowDraft draft(&dictionary);
  for (int i = 0; i < 100; ++i)
    draft.SetText(Column::kCountry, std::string(i % 40 + 1, 'a' + i % 26));
  ASSERT_EQ(draft.cells().size(), 100u);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(draft.cells()[i].kind, Cell::Kind::kText);
    EXPECT_EQ(draft.cells()[i].text(), std::string(i % 40 + 1, 'a' + i % 26));
  }
}

TEST(RowDraft, EmptyTextsAreAbsent) {
  RowDraft draft(nullptr);
  draft.SetText(Column::kCountry, "");
  EXPECT_TRUE(draft.cells().empty());
}

TEST(RowDraft, ClearMakesItEmpty) {
  RowDraft draft(nullptr);
  draft.SetText(Column::kCountry, "AF");
  draft.Clear();
  EXPECT_TRUE(draft.cells().empty());
}

}  // namespace
}  // namespace oxus::storage
