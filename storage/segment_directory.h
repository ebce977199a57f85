#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "storage/columns/segment.h"

namespace oxus::storage {

// The segments of a store in order, without a gap: sealed ones, then tails. A list once given out
// never changes. Any thread.
class SegmentDirectory {
 public:
  using List = std::vector<std::shared_ptr<Segment>>;

  SegmentDirectory() : list_(std::make_shared<List>()) {}

  std::shared_ptr<const List> list() const;

  void Assign(List list);
  // Its first sequence must be above that of all others.
  void Append(std::shared_ptr<Segment> segment);
  // Puts a segment in the place of the one with its first sequence.
  void Replace(std::shared_ptr<Segment> segment);

  // What covers 1..last_sequence exactly.
  std::vector<SegmentPart> PartsUpTo(uint64_t last_sequence) const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const List> list_ ABSL_GUARDED_BY(mutex_);
};

// The one of a list that holds a sequence, which must not be below all of them.
size_t IndexOfHolder(const SegmentDirectory::List& list, uint64_t sequence);

}  // namespace oxus::storage
