#include "server/query/paired_groups.h"

#include <cstdint>
#include <span>

#include "server/query/request_error.h"

namespace oxus::query {
namespace {

// Adding a group moves the keys of all, so a key is copied first.
std::vector<int64_t> CopyOf(std::span<const int64_t> key) { return {key.begin(), key.end()}; }

class Pairing {
 public:
  Pairing(const AggregatePlan& plan, GroupedResult& now, GroupedResult& before, Patience& patience)
      : has_bucket_(plan.scan.has_bucket()),
        max_groups_(plan.max_groups),
        comparison_(plan.compare, plan.scan.bucket, plan.scan.interval),
        now_(now),
        before_(before),
        patience_(patience) {}

  absl::StatusOr<PairedGroups> Pair() {
    if (has_bucket_) MergeThoseBesideNone();
    FindBefore();
    if (auto added = AddToNow(); !added.ok()) return added;
    AddPartners();
    if (auto status = patience_.status(); !status.ok()) return status;
    return std::move(pairs_);
  }

 private:
  void MergeThoseBesideNone() {
    is_merged_.resize(before_.size());
    for (size_t group = 0; group < is_merged_.size(); ++group) {
      if (patience_.IsOver()) return;
      const auto into = comparison_.MergedInto(before_.Key(group)[0]);
      if (!into) continue;
      std::vector<int64_t> key = CopyOf(before_.Key(group));
      key[0] = *into;
      before_.Merge(group, before_.FindOrAdd(key));
      is_merged_[group] = true;
      patience_.IsOver(Patience::kMergeWork);
    }
  }

  void FindBefore() {
    for (size_t group = 0; group < before_.size(); ++group) {
      if (group >= is_merged_.size() || !is_merged_[group]) pairs_.found_before.push_back(group);
    }
  }

  absl::Status AddToNow() {
    for (const size_t group : pairs_.found_before) {
      if (patience_.IsOver()) break;
      std::vector<int64_t> key = CopyOf(before_.Key(group));
      if (!has_bucket_) {
        now_.FindOrAdd(key);
      } else {
        for (const int64_t bucket : comparison_.BucketsNow(key[0])) {
          key[0] = bucket;
          now_.FindOrAdd(key);
        }
      }
      if (now_.size() > max_groups_) {
        return LimitExceeded("TOO_MANY_GROUPS", "groups", max_groups_, now_.size());
      }
    }
    return absl::OkStatus();
  }

  void AddPartners() {
    pairs_.partners.reserve(now_.size());
    for (size_t group = 0; group < now_.size(); ++group) {
      if (patience_.IsOver()) return;
      std::vector<int64_t> key = CopyOf(now_.Key(group));
      if (has_bucket_) key[0] = comparison_.BucketBefore(key[0]);
      pairs_.partners.push_back(before_.FindOrAdd(key));
    }
  }

  const bool has_bucket_;
  const size_t max_groups_;
  const Comparison comparison_;
  GroupedResult& now_;
  GroupedResult& before_;
  Patience& patience_;
  // By group of `before`, those that were there.
  std::vector<bool> is_merged_;
  PairedGroups pairs_;
};

}  // namespace

absl::StatusOr<PairedGroups> PairGroups(const AggregatePlan& plan, GroupedResult& now,
                                        GroupedResult& before, Patience& patience) {
  return Pairing(plan, now, before, patience).Pair();
}

}  // namespace oxus::query
