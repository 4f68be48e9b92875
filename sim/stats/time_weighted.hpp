// TimeWeighted: the integral of an integer level (replicas, requests in flight, milli-vCPU, bytes) over simulated time,
// exact in 128 bits; means are divided out at the end.
#pragma once

#include <cstdint>

#include "sim/check.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace sim::stats {

/// integral / length as a level; NaN for an empty stretch of time. Unit of `integral`: level x nanoseconds.
double mean_level(Int128 integral, Duration length);

/// The level is constant from one call of set or add to the next. Time must not run backwards.
///
/// The integral up to t of a level that changes by d at each change is level x t - sum of (d x time of the change): a
/// change costs one product of 64 bits, and the time since the last one is never needed.
class TimeWeighted {
 public:
  TimeWeighted() = default;
  explicit TimeWeighted(Time start, std::int64_t level = 0)
      : start_{start}, level_{level}, maximum_{level}, cut_at_{start} {}

  /// The level is `level` from `now` on.
  void set(Time now, std::int64_t level) { add(now, level - level_); }
  void add(Time now, std::int64_t delta) {
    SIM_DCHECK(now >= start_, "time ran backwards");
    changes_ += static_cast<Int128>((now - start_).nanoseconds()) * delta;
    level_ += delta;
    if (delta > 0) {  // mostly known where it is called
      maximum_ = level_ > maximum_ ? level_ : maximum_;
    }
  }

  std::int64_t level() const { return level_; }
  /// The highest level since the start, levels that lasted no time included.
  std::int64_t maximum() const { return maximum_; }
  /// From the start to `now`, which is no earlier than the last change. Unit: level x nanoseconds.
  Int128 integral(Time now) const { return static_cast<Int128>((now - start_).nanoseconds()) * level_ - changes_; }
  /// From the start to `now`; NaN if that is no time at all.
  double mean(Time now) const { return mean_level(integral(now), now - start_); }

  /// The integral since the previous cut (or the start): what a tick adds. The next one begins at `now`.
  Int128 cut(Time now) {
    SIM_DCHECK(now >= cut_at_, "time ran backwards");
    const Int128 whole = integral(now);
    const Int128 since = whole - cut_;
    cut_ = whole;
    cut_at_ = now;
    return since;
  }

  /// Begins the measured window: integral, cuts and maximum start again at `now`, the level stays.
  void restart(Time now) { *this = TimeWeighted{now, level_}; }

 private:
  Time start_{};
  std::int64_t level_ = 0;
  std::int64_t maximum_ = 0;
  Int128 changes_ = 0;  ///< sum of level change x time since the start
  Int128 cut_ = 0;
  Time cut_at_{};
};

}  // namespace sim::stats
