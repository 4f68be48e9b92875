#include "models/workload/rate_profile.hpp"

#include <utility>

namespace models::workload {

namespace {

/// The factor of one crowd at both ends of [from, to), which holds none of its corners: what it is just after `from`
/// and just before `to`.
std::pair<double, double> factor_ends(const FlashCrowd& crowd, std::int64_t from, std::int64_t to) {
  const std::int64_t rise = crowd.at.nanoseconds();
  const std::int64_t hold = rise + crowd.rise.nanoseconds();
  const std::int64_t fall = hold + crowd.hold.nanoseconds();
  const std::int64_t end = fall + crowd.fall.nanoseconds();
  const auto between = [&crowd](std::int64_t t, std::int64_t low, std::int64_t high) {
    return 1.0 + (crowd.factor - 1.0) * (static_cast<double>(t - low) / static_cast<double>(high - low));
  };
  if (from < rise || from >= end) {
    return {1.0, 1.0};
  }
  if (from < hold) {
    return {between(from, rise, hold), between(to, rise, hold)};
  }
  if (from < fall) {
    return {crowd.factor, crowd.factor};
  }
  return {between(from, end, fall), between(to, end, fall)};
}

/// Cuts of one ramp of a crowd: at most 60 s and at most 1/16 of it apart.
void cut_ramp(std::int64_t begin, std::int64_t length, std::vector<std::int64_t>& cuts) {
  constexpr std::int64_t kMinute = sim::Duration::seconds(60).nanoseconds();
  const std::int64_t step = std::max<std::int64_t>(1, std::min(kMinute, length / 16));
  for (std::int64_t offset = 0; offset < length; offset += step) {
    cuts.push_back(begin + offset);
  }
  cuts.push_back(begin + length);
}

/// Every time in [begin, end] where a straight piece of the product has to begin or end, in order.
std::vector<std::int64_t> cuts_of(const RateTable& base, const std::vector<FlashCrowd>& crowds, std::int64_t begin,
                                  std::int64_t end) {
  std::vector<std::int64_t> cuts;
  for (const FlashCrowd& crowd : crowds) {
    const sim::Duration top = crowd.at + crowd.rise;
    cut_ramp(crowd.at.nanoseconds(), crowd.rise.nanoseconds(), cuts);
    cut_ramp((top + crowd.hold).nanoseconds(), crowd.fall.nanoseconds(), cuts);
  }
  for (std::int64_t t = begin; t < end; t = base.segment_at(t).end) {
    cuts.push_back(t);
  }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return cuts;
}

}  // namespace

RateProfile::RateProfile(RateTable base, const std::vector<FlashCrowd>& crowds) : base_{std::move(base)} {
  std::vector<FlashCrowd> sorted;
  std::copy_if(crowds.begin(), crowds.end(), std::back_inserter(sorted),
               [](const FlashCrowd& crowd) { return crowd.end() > crowd.at; });
  std::stable_sort(sorted.begin(), sorted.end(), [](const FlashCrowd& a, const FlashCrowd& b) { return a.at < b.at; });
  // Crowds that overlap share a patch.
  for (std::size_t first = 0; first < sorted.size();) {
    sim::Duration end = sorted[first].end();
    std::size_t last = first + 1;
    for (; last < sorted.size() && sorted[last].at < end; ++last) {
      end = std::max(end, sorted[last].end());
    }
    add_patch(
        {sorted.begin() + static_cast<std::ptrdiff_t>(first), sorted.begin() + static_cast<std::ptrdiff_t>(last)});
    first = last;
  }
  mass_at_zero_ = raw_mass_until(0);
}

void RateProfile::add_patch(const std::vector<FlashCrowd>& crowds) {
  const std::int64_t begin = crowds.front().at.nanoseconds();
  std::int64_t end = begin;
  for (const FlashCrowd& crowd : crowds) {
    end = std::max(end, crowd.end().nanoseconds());
  }
  const std::vector<std::int64_t> cuts = cuts_of(base_, crowds, begin, end);
  std::vector<RatePoint> points;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const RateSegment segment = base_.segment_at(cuts[i]);
    double first = segment.rate_at(cuts[i]) * 1e9;
    double last = segment.rate_at(cuts[i + 1]) * 1e9;
    for (const FlashCrowd& crowd : crowds) {
      const auto [low, high] = factor_ends(crowd, cuts[i], cuts[i + 1]);
      first *= low;
      last *= high;
    }
    points.push_back({sim::Duration::nanoseconds(cuts[i]), first});
    points.push_back({sim::Duration::nanoseconds(cuts[i + 1]), last});
  }
  Patch patch{begin, end, RateTable::held(points), 0.0, 0.0};
  patch.mass_before = base_.mass_until(begin) + (patches_.empty() ? 0.0 : patches_.back().extra_after);
  patch.extra_after = patch.mass_before + patch.table.mass_until(end) - base_.mass_until(end);
  patches_.push_back(std::move(patch));
}

std::size_t RateProfile::patch_after(std::int64_t t) const {
  const auto found = std::upper_bound(patches_.begin(), patches_.end(), t,
                                      [](std::int64_t time, const Patch& patch) { return time < patch.end; });
  return static_cast<std::size_t>(found - patches_.begin());
}

double RateProfile::raw_mass_until(std::int64_t t) const {
  const std::size_t next = patch_after(t);
  if (next < patches_.size() && patches_[next].begin <= t) {
    return patches_[next].mass_before + patches_[next].table.mass_until(t);
  }
  return base_.mass_until(t) + (next == 0 ? 0.0 : patches_[next - 1].extra_after);
}

RateSegment RateProfile::segment_at(std::int64_t t) const {
  const std::size_t next = patch_after(t);
  const bool is_inside = next < patches_.size() && patches_[next].begin <= t;
  RateSegment segment = is_inside ? patches_[next].table.segment_at(t) : base_.segment_at(t);
  if (!is_inside) {
    const std::int64_t begin = next == 0 ? segment.begin : std::max(segment.begin, patches_[next - 1].end);
    segment.rate = segment.rate_at(begin);
    segment.begin = begin;
    if (next < patches_.size()) {
      segment.end = std::min(segment.end, patches_[next].begin);
    }
  }
  segment.mass_before = mass_until(segment.begin);
  segment.mass_after = mass_until(segment.end);
  return segment;
}

double RateProfile::rate_at(sim::Time at) const {
  const std::int64_t t = at.nanoseconds();
  return segment_at(t).rate_at(t) * 1e9;
}

}  // namespace models::workload
