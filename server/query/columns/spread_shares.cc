#include "server/query/columns/spread_shares.h"

namespace oxus::query {
namespace {

using storage::List;

Share& At(std::vector<Share>& shares, uint32_t group) {
  if (group >= shares.size()) shares.resize(size_t{group} + 1);
  return shares[group];
}

Share ShareOf(const std::vector<Share>& shares, uint32_t group) {
  return group < shares.size() ? shares[group] : Share();
}

}  // namespace

void SpreadShares::Add(const Entries& entries, size_t entry, uint32_t group, double weight,
                       const std::vector<SegmentSum>& sums) {
  const bool counts = entries.counts.empty() || entries.counts[entry] != 0;
  if (counts) {
    Share& share = At(events_, group);
    share.sum += weight;
    share.count += 1;
  }
  for (size_t m = 0; m < sums.size(); ++m) {
    const SegmentSum& sum = sums[m];
    if (sum.is_empty() || (!sum.by_casualty() && !counts)) continue;
    const uint32_t at = sum.by_casualty()
                            ? entries.elements[static_cast<size_t>(List::kCasualty)][entry]
                            : entries.rows[entry];
    if (at == Entries::kNoElement || !storage::IsSet(sum.values(), at)) continue;
    Share& share = At(sums_[m], group);
    share.sum += weight * static_cast<double>(storage::IntegerAt(sum.values(), at));
    share.count += weight;
  }
}

void SpreadShares::Finish(const std::vector<uint32_t>& groups, const std::vector<bool>& wanted,
                          Partial* partial) const {
  if (events_.empty()) return;
  partial->spread_sums.resize(sums_.size());
  for (const uint32_t group : groups) partial->spread_events.push_back(ShareOf(events_, group));
  for (size_t m = 0; m < sums_.size(); ++m) {
    if (!wanted[m]) continue;
    for (const uint32_t group : groups) {
      partial->spread_sums[m].push_back(ShareOf(sums_[m], group));
    }
  }
}

size_t SpreadShares::bytes() const {
  size_t shares = events_.capacity();
  for (const auto& sums : sums_) shares += sums.capacity();
  return shares * sizeof(Share);
}

}  // namespace oxus::query
