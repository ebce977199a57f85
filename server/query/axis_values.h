#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "oxus/v1/query_service.pb.h"
#include "server/query/grouped_result.h"
#include "server/query/patience.h"

namespace oxus::query {

// What the numbers of one axis stand for, each looked up once and only when asked for. One thread;
// the groups must outlive it.
class AxisValues {
 public:
  // `bucket` is UNSPECIFIED on an axis of a field.
  AxisValues(const GroupedResult& groups, size_t axis, oxus::v1::Bucket bucket)
      : groups_(&groups), axis_(axis), bucket_(bucket) {}

  // The numbers that will be asked for lie in [least, most]; `count` times one will be.
  void Expect(int64_t least, int64_t most, size_t count);

  bool is_bucket() const { return bucket_ != oxus::v1::BUCKET_UNSPECIFIED; }
  // The value as RowEncoder::Group encodes it: not set for kUnknown, the text "other" for kOther.
  // Valid until the next call. Nothing may be ranked afterwards.
  const std::string& EncodedOf(int64_t number);

  // Of numbers of a field's axis: where each value stands among theirs in ascending order, for
  // RowSorter. Text compares byte by byte; what is not set comes last, either way.
  void Rank(const std::vector<int64_t>& numbers, bool descending, Patience& patience);
  // The rank of one of them.
  uint64_t RankOf(int64_t number) {
    const uint32_t place = PlaceOf(number);
    return place < ranks_.size() ? ranks_[place] : kUnranked;
  }
  // Memory it takes and will take for what is expected, but for long texts.
  size_t bytes() const;

 private:
  static constexpr uint64_t kUnranked = ~uint64_t{1};

  // Into values_.
  uint32_t PlaceOf(int64_t number);
  OptionalValue Read(int64_t number) const;

  const GroupedResult* groups_;
  size_t axis_;
  oxus::v1::Bucket bucket_;
  // 1 + place by number - least_, where numbers lie close together; else in far_.
  int64_t least_ = 0;
  std::vector<uint32_t> near_;
  absl::flat_hash_map<int64_t, uint32_t> far_;
  std::vector<OptionalValue> values_;
  // By place; empty until it is asked for.
  std::vector<std::string> encoded_;
  size_t expected_ = 0;
  std::vector<uint64_t> ranks_;
};

}  // namespace oxus::query
