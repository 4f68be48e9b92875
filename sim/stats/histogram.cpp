#include "sim/stats/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace sim::stats {

void LatencyHistogram::record_ascending(std::span<const std::int64_t> nanoseconds,
                                        std::span<const std::uint64_t> times) {
  SIM_DCHECK(nanoseconds.size() == times.size(), "a number of times for each value");
  std::size_t first = 0;
  std::size_t end = times.size();
  while (first < end && times[first] == 0) {
    ++first;
  }
  while (first < end && times[end - 1] == 0) {
    --end;
  }
  if (first == end) {
    return;
  }
  // In variables of their own: counters could be the members, as far as the compiler knows.
  std::uint64_t count = 0;
  Int128 sum = 0;
  for (std::size_t i = first; i < end; ++i) {
    SIM_DCHECK(nanoseconds[i] >= (i > first ? nanoseconds[i - 1] : 0), "latencies come in ascending order");
    counts_[bucket_of(nanoseconds[i])] += times[i];
    count += times[i];
    sum += static_cast<Int128>(nanoseconds[i]) * static_cast<Int128>(times[i]);
  }
  count_ += count;
  sum_ += sum;
  min_ = std::min(min_, nanoseconds[first]);
  max_ = std::max(max_, nanoseconds[end - 1]);
}

void LatencyHistogram::merge(const LatencyHistogram& other) {
  if (other.empty()) {
    return;
  }
  const std::size_t last = bucket_of(other.max_);
  for (std::size_t bucket = bucket_of(other.min_); bucket <= last; ++bucket) {
    counts_[bucket] += other.counts_[bucket];
  }
  count_ += other.count_;
  sum_ += other.sum_;
  min_ = other.min_ < min_ ? other.min_ : min_;
  max_ = other.max_ > max_ ? other.max_ : max_;
}

void LatencyHistogram::reset() {
  if (empty()) {
    return;
  }
  const std::size_t last = bucket_of(max_);
  for (std::size_t bucket = bucket_of(min_); bucket <= last; ++bucket) {
    counts_[bucket] = 0;
  }
  count_ = 0;
  sum_ = 0;
  min_ = std::numeric_limits<std::int64_t>::max();
  max_ = -1;
}

double LatencyHistogram::mean_nanoseconds() const {
  if (empty()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return static_cast<double>(sum_) / static_cast<double>(count_);
}

std::int64_t LatencyHistogram::middle_of(std::size_t bucket) {
  const std::size_t octave = bucket / kPerOctave;
  const std::size_t shift = octave > 0 ? octave - 1 : 0;  // the first two octaves have buckets of one nanosecond
  const std::uint64_t low = static_cast<std::uint64_t>(bucket - shift * kPerOctave) << shift;
  const std::uint64_t width = std::uint64_t{1} << shift;
  return static_cast<std::int64_t>(low + (width - 1) / 2);
}

std::optional<Duration> LatencyHistogram::quantile(double q) const {
  SIM_CHECK(q >= 0.0 && q <= 1.0, "a quantile must lie between 0 and 1");
  if (empty()) {
    return std::nullopt;
  }
  const double position = q * static_cast<double>(count_);
  const double nearest = std::floor(position + 0.5);
  const double rank = std::abs(position - nearest) <= 1e-12 * position ? nearest : std::ceil(position);
  auto wanted = static_cast<std::uint64_t>(rank);
  wanted = wanted < 1 ? 1 : (wanted > count_ ? count_ : wanted);
  std::size_t bucket = bucket_of(min_);
  std::uint64_t below = counts_[bucket];
  // Whole blocks are skipped as long as they do not suffice.
  constexpr std::size_t kBlock = 16;
  for (const std::size_t last = bucket_of(max_); bucket + kBlock < last; bucket += kBlock) {
    std::uint64_t block = 0;
    for (std::size_t i = 1; i <= kBlock; ++i) {
      block += counts_[bucket + i];
    }
    if (below + block >= wanted) {
      break;
    }
    below += block;
  }
  while (below < wanted) {
    ++bucket;
    below += counts_[bucket];
  }
  const std::int64_t middle = middle_of(bucket);
  return Duration::nanoseconds(middle < min_ ? min_ : (middle > max_ ? max_ : middle));
}

}  // namespace sim::stats
