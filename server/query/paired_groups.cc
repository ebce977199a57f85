#include "server/query/paired_groups.h"

#include <cstdint>
#include <span>

namespace oxus::query {
namespace {

// Adding a group moves the keys of all, so a key is copied first.
std::vector<int64_t> CopyOf(std::span<const int64_t> key) { return {key.begin(), key.end()}; }

std::vector<size_t> MergeLeapDays(const Comparison& comparison, bool has_bucket,
                                  GroupedResult& before) {
  std::vector<bool> is_merged(before.size());
  for (size_t group = 0; has_bucket && group < is_merged.size(); ++group) {
    const auto into = comparison.MergedInto(before.Key(group)[0]);
    if (!into) continue;
    std::vector<int64_t> key = CopyOf(before.Key(group));
    key[0] = *into;
    before.Merge(group, before.FindOrAdd(key));
    is_merged[group] = true;
  }
  std::vector<size_t> found;
  for (size_t group = 0; group < before.size(); ++group) {
    if (group >= is_merged.size() || !is_merged[group]) found.push_back(group);
  }
  return found;
}

}  // namespace

PairedGroups PairGroups(const Comparison& comparison, bool has_bucket, GroupedResult& now,
                        GroupedResult& before) {
  PairedGroups pairs;
  pairs.found_before = MergeLeapDays(comparison, has_bucket, before);
  for (const size_t group : pairs.found_before) {
    std::vector<int64_t> key = CopyOf(before.Key(group));
    if (!has_bucket) {
      now.FindOrAdd(key);
      continue;
    }
    for (const int64_t bucket : comparison.BucketsNow(key[0])) {
      key[0] = bucket;
      now.FindOrAdd(key);
    }
  }
  pairs.partners.reserve(now.size());
  for (size_t group = 0; group < now.size(); ++group) {
    std::vector<int64_t> key = CopyOf(now.Key(group));
    if (has_bucket) key[0] = comparison.BucketBefore(key[0]);
    pairs.partners.push_back(before.FindOrAdd(key));
  }
  return pairs;
}

}  // namespace oxus::query
