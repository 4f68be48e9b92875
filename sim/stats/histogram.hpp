// LatencyHistogram: counts of durations in buckets whose width grows with the value, so that any quantile is known to
// 0.4 % without keeping the values.
// What: values below 256 ns have a bucket each; above, every power of two is cut into 128 equal buckets (7 bits after
// the leading one), so a bucket is at most 1/128 of its lower edge wide and its mid-point at most 1/256 (0.4 %) off.
// Units: nanoseconds, 0 to 2^63 - 1 (292 years). Memory: 7,296 counters of 8 bytes (57 KiB), all inside the object;
// recording never allocates, and a reset clears only what was touched.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "sim/check.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace sim::stats {

class LatencyHistogram {
 public:
  /// Largest relative distance between a recorded value and the mid-point of its bucket.
  static constexpr double kRelativeError = 1.0 / 256.0;

  /// Counts one value. Requires value >= 0.
  void record(Duration value) { record(value, 1); }
  /// Counts `times` equal values. Requires value >= 0; 0 times is allowed.
  void record(Duration value, std::uint64_t times) {
    const std::int64_t nanoseconds = value.nanoseconds();
    SIM_DCHECK(nanoseconds >= 0, "a latency can't be negative");
    if (times == 0) [[unlikely]] {
      return;
    }
    counts_[bucket_of(nanoseconds)] += times;
    count_ += times;
    sum_ += static_cast<Int128>(static_cast<std::uint64_t>(nanoseconds)) * static_cast<Int128>(times);
    min_ = nanoseconds < min_ ? nanoseconds : min_;
    max_ = nanoseconds > max_ ? nanoseconds : max_;
  }

  /// Counts many values at once, values[i] `times[i]` times; 0 times is allowed. Requires both spans to have one
  /// length, and values in ascending order, the first >= 0. The same as recording one by one, in a third of the time.
  void record_ascending(std::span<const std::int64_t> nanoseconds, std::span<const std::uint64_t> times);

  /// Adds all that `other` holds. The result does not depend on the order of merges.
  void merge(const LatencyHistogram& other);
  /// Forgets everything; costs what the range of the recorded values costs.
  void reset();

  bool empty() const { return count_ == 0; }
  std::uint64_t count() const { return count_; }
  /// Exact sum of the recorded values. Unit: nanoseconds.
  Int128 sum() const { return sum_; }
  /// Exact mean in nanoseconds; NaN when empty.
  double mean_nanoseconds() const;
  /// Exact extremes; zero when empty.
  Duration minimum() const { return Duration::nanoseconds(empty() ? 0 : min_); }
  Duration maximum() const { return Duration::nanoseconds(empty() ? 0 : max_); }

  /// The mid-point of the first bucket up to which at least ceil(q n) of the n values lie (at least one value), cut to
  /// [minimum, maximum]; so within kRelativeError of the ceil(q n)-th smallest value. Requires 0 <= q <= 1. Nothing
  /// when empty. A product q n within 1e-12 of a whole number counts as that number (0.07 x 100 is 7).
  std::optional<Duration> quantile(double q) const;

 private:
  static constexpr int kSubBits = 7;
  static constexpr std::size_t kPerOctave = std::size_t{1} << kSubBits;
  static constexpr std::size_t kBuckets = (63 - kSubBits) * kPerOctave + kPerOctave;

  static constexpr std::size_t bucket_of(std::int64_t nanoseconds) {
    const auto value = static_cast<std::uint64_t>(nanoseconds);
    // Below 2^8 the shift is zero and the value is its own index; or-ing keeps that case free of a branch.
    const int shift = static_cast<int>(std::bit_width(value | kPerOctave)) - (kSubBits + 1);
    return static_cast<std::size_t>(shift) * kPerOctave + static_cast<std::size_t>(value >> shift);
  }
  static std::int64_t middle_of(std::size_t bucket);

  std::uint64_t count_ = 0;
  Int128 sum_ = 0;
  std::int64_t min_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t max_ = -1;
  std::array<std::uint64_t, kBuckets> counts_{};
};

}  // namespace sim::stats
