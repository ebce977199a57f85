#include "server/query/columns/row_states.h"

#include <algorithm>
#include <utility>

#include "server/query/columns/kernels.h"

namespace oxus::query {
namespace {

using storage::Column;
using storage::MarkList;

constexpr auto kRetraction = static_cast<int64_t>(storage::RecordType::kRetraction);

class AnyOfTests final : public ValueTest {
 public:
  explicit AnyOfTests(std::vector<std::unique_ptr<ValueTest>> tests) : tests_(std::move(tests)) {}
  void Run(uint32_t first, uint32_t count, uint8_t* out) const override {
    std::fill_n(out, count, uint8_t{0});
    std::vector<uint8_t> one(count + 64);
    for (const auto& test : tests_) {
      test->Run(first, count, one.data());
      kernels::Or(out, one.data(), count);
    }
  }

 private:
  const std::vector<std::unique_ptr<ValueTest>> tests_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RowStates>> RowStates::Make(SegmentReader& reader, uint64_t as_of) {
  auto states = std::make_unique<RowStates>();
  const MarkList& marks = reader.marks();
  const uint32_t marked = marks.CountAt(as_of);
  if (marked > 0) states->replaced_.resize(reader.rows() + 64);
  for (uint32_t i = 0; i < marked; ++i) {
    const MarkList::Mark& mark = marks[i];
    // A tail that grows is marked beyond the rows of the part.
    if (mark.row >= reader.rows()) continue;
    states->marks_.push_back(mark);
    states->replaced_[mark.row] = 1;
  }
  std::sort(states->marks_.begin(), states->marks_.end(),
            [](const auto& a, const auto& b) { return a.row < b.row; });
  if (reader.zone(Column::kPrevious).any_set) {
    auto previous = reader.Load(Column::kPrevious);
    if (!previous.ok()) return previous.status();
    states->previous_ = *previous;
  }
  const storage::Zone types = reader.zone(Column::kRecordType);
  if (types.min <= kRetraction && kRetraction <= types.max) {
    auto data = reader.Load(Column::kRecordType);
    if (!data.ok()) return data.status();
    states->is_retraction_ = IntegerRangeTest(**data, kRetraction, kRetraction);
  }
  return states;
}

void RowStates::LeaveOutRetractions(uint32_t begin, uint32_t count, uint8_t* mask) const {
  if (is_retraction_ == nullptr) return;
  uint8_t retracted[kVectorRows];
  is_retraction_->Run(begin, count, retracted);
  kernels::AndNot(mask, retracted, count);
}

void RowStates::LeaveOutReplaced(uint32_t begin, uint32_t count, uint8_t* mask) const {
  if (!replaced_.empty()) kernels::AndNot(mask, replaced_.data() + begin, count);
}

uint64_t RowStates::ReplacedBy(uint32_t row) const {
  if (replaced_.empty() || replaced_[row] == 0) return 0;
  const auto mark = std::lower_bound(marks_.begin(), marks_.end(), row,
                                     [](const auto& a, uint32_t b) { return a.row < b; });
  return mark->by;
}

std::unique_ptr<ValueTest> ModalityTest(const storage::ColumnData& data,
                                        const ModalitySet& modalities) {
  std::vector<std::unique_ptr<ValueTest>> tests;
  for (size_t modality = 0; modality < modalities.size(); ++modality) {
    if (!modalities.test(modality)) continue;
    const auto number = static_cast<int64_t>(modality);
    tests.push_back(IntegerRangeTest(data, number, number));
  }
  if (tests.size() == 1) return std::move(tests.front());
  return std::make_unique<AnyOfTests>(std::move(tests));
}

}  // namespace oxus::query
